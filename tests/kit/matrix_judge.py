"""What is wrong with the answers to a group of cases."""

from __future__ import annotations

from collections.abc import Iterator

from tests.kit.matrix import Case, Group, groups
from tests.kit.matrix_calls import Answer, Asker
from tests.kit.matrix_lines import expected
from tests.kit.matrix_standings import FOREIGN, HIDDEN, MISSING, NEAR, OWN, Scene


def complaints(asker: Asker, route: str, letter: str) -> list[str]:
    """Everything that is not as the table wants it, for one route and one asker."""
    return [complaint for group in groups(route, letter) for complaint in _of_group(asker, group)]


def _of_group(asker: Asker, group: Group) -> Iterator[str]:
    answers = {case: asker.ask(case) for case in group.cases()}
    for case, answer in answers.items():
        if (
            answer.said.split(" ")[: 1 if group.form == "HEAD" else 2]
            != (wanted := _wanted(case, group, asker.scene)).split(" ")[: 1 if group.form == "HEAD" else 2]
        ):
            yield f"{case}: {answer.said}, not {wanted}. {answer.text[:300]}"
    found = [complaint for alike in _alike(group, answers, asker.scene) for complaint in _differences(alike, answers)]
    if group.letter not in group.slot.differs:
        yield from found
    elif not found:
        yield f"{group.route} · {group.slot.place} · {group.letter}: nobody can tell any more; take the letter out of `differs`."
    yield from _blindness(group, answers, asker.scene)


def _wanted(case: Case, group: Group, scene: Scene) -> str:
    whatever = group.row.whatever(case.letter)
    if group.row.is_public:
        return group.row.own
    if whatever is not None:
        return whatever
    if case.slot.place.startswith("header"):
        usual = group.row.always.get(case.letter) or expected(group.row.own, case.letter)
        return (case.slot.own if case.standing == OWN else case.slot.absent) or usual
    slot = case.slot
    if scene.sees(case.letter, slot.kind, case.standing):
        return expected(slot.own if case.standing == OWN or slot.other is None else slot.other, case.letter)
    if case.standing in (OWN, HIDDEN) and slot.hidden is not None:
        return expected(slot.hidden, case.letter)
    return expected(slot.absent, case.letter)


def _alike(group: Group, answers: dict[Case, Answer], scene: Scene) -> list[list[Case]]:
    """The cases that nobody may tell apart."""
    slot, letter = group.slot, group.letter
    if slot.place.startswith("header"):
        return [[case for case in answers if case.standing != OWN]]
    if group.row.whatever(letter) is not None:
        return [list(answers)]
    unseen = [case for case in answers if not scene.sees(letter, slot.kind, case.standing)]
    if letter == "B":  # the body names its own things elsewhere, too
        unseen = [case for case in unseen if case.standing != OWN]
    if slot.hidden is None:
        return [unseen]
    nowhere = [case for case in unseen if case.standing.removeprefix(NEAR) in (FOREIGN, MISSING) or case.standing.startswith(NEAR)]
    return [nowhere, [case for case in unseen if case not in nowhere]]


def _differences(alike: list[Case], answers: dict[Case, Answer]) -> Iterator[str]:
    for case in alike[1:]:
        first, second = answers[alike[0]], answers[case]
        if first.whole != second.whole:
            yield f"{case} differs from {alike[0].standing}: {_apart(str(second.whole), str(first.whole))}"
        if first.statements != second.statements:
            yield f"{case} asks the database otherwise than {alike[0].standing}: {_other(second, first)}"


def _apart(one: str, another: str) -> str:
    """Where two texts begin to differ."""
    place = next((place for place, (ours, theirs) in enumerate(zip(one, another, strict=False)) if ours != theirs), 0)
    return f"{one[max(0, place - 60) : place + 80]!r}, {another[max(0, place - 60) : place + 80]!r}"


def _other(one: Answer, another: Answer) -> str:
    ours, theirs = one.statements, another.statements
    added, missed = ([sql[:300] for sql in some if sql not in others] for some, others in ((ours, theirs), (theirs, ours)))
    return f"{len(ours)} and {len(theirs)} statements; only here {added}, only there {missed}"


def _blindness(group: Group, answers: dict[Case, Answer], scene: Scene) -> Iterator[str]:
    """A place where the asker's own gets what nothing gets proves nothing."""
    by_standing = {case.standing: answer for case, answer in answers.items()}
    slot, letter = group.slot, group.letter
    if group.row.whatever(letter) is not None or slot.is_open or OWN not in by_standing or not scene.sees(letter, slot.kind, OWN):
        return
    if expected(slot.own, letter) == expected(slot.absent, letter):
        return
    if by_standing[OWN].whole == by_standing[MISSING].whole:
        yield f"{group.route} · {slot.place} · {group.letter}: the own and the missing one get the same answer."
