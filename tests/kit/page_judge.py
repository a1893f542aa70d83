"""What is wrong with the answers of staff pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from tests.kit.canary import SECRET
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, MISSING, OWN
from tests.kit.page_calls import PageAnswer, Reader
from tests.kit.page_lines import MERGED, NO_METHOD, NOT_THERE, REFUSED
from tests.kit.page_matrix import PageGroup, groups
from tests.kit.page_scene import PageScene

# A choice kept in the session, an active record to be restored, the only field of its template.
IDLE = ("accounts:choose_account", "organizations:restore", "customfields:template_order")
NO_WRITE = 400
HARMLESS = (REFUSED, NOT_THERE, NO_METHOD)


def complaints(pages: PageScene, letter: str) -> list[str]:
    """Everything that is not as the table wants it, for one reader."""
    reader = Reader(pages, letter)
    return [complaint for group in groups(pages, letter) for complaint in _of_group(reader, group)]


def _of_group(reader: Reader, group: PageGroup) -> Iterator[str]:
    answers = {standing: ask(reader, group, standing) for standing in group.wanted}
    for standing, answer in answers.items():
        if answer.status != group.wanted[standing]:
            yield f"{group} · {standing}: {answer.status}, not {group.wanted[standing]}. {_heading(answer)}"
        if answer.status in HARMLESS and answer.writes:
            yield f"{group} · {standing} is refused, and writes all the same: {answer.writes}"
        if reader.letter == "O" and standing == OWN and group.method == "POST" and answer.status < NO_WRITE and _is_idle(group, answer):
            yield f"{group} writes nothing, so that nothing proves that others may not: mend its form in the table."
        if words := _leaked(reader, answer):
            yield f"{group} · {standing} holds {words}"
    for standing in group.unseen[:-1]:
        yield from _differences(f"{group} · {standing}", answers[standing], answers[group.unseen[-1]])


def _is_idle(group: PageGroup, answer: PageAnswer) -> bool:
    """Whether a good form did nothing."""
    return not answer.writes and group.slot is None and group.name not in IDLE


def ask(reader: Reader, group: PageGroup, standing: str) -> PageAnswer:
    """The answer to one case of a group."""
    line, slot, kind = group.line, group.slot, group.kind
    named = reader.pages.scene.value(kind, standing, reader.letter) if kind else ""
    form = {name: reader.filled(value, kind if slot is None else "", named) for name, value in line.form.items()}
    query: dict[str, Any] = {}
    names = line.names
    if slot is not None:
        where, _, member = slot.place.partition(" ")
        said = {name: reader.filled(value, "", "") for name, value in slot.beside.items()} | {member: slot.wrapped.format(named)}
        query, form = (said, form) if where == "query" else ({}, form | said if where == "body" else form)
        names = names | {member: slot.wrapped.format(named)} if where == "path" else names
    address = reader.address(group.name, names, "" if slot else kind, named)
    address += f"?{urlencode(query, doseq=True)}" if query else ""
    return reader.call(group.method, address, form if group.method == "POST" else None, named=named)


def _leaked(reader: Reader, answer: PageAnswer) -> list[str]:
    """The words and ids of what the reader does not see, but for what it said itself."""
    planted = reader.pages.aviary.planted
    sides = (FOREIGN, HIDDEN, SECRET) if reader.letter in GRANTED else (FOREIGN, SECRET)
    return planted.told(planted.found(answer.text, sides, answer.address))


def _differences(name: str, one: PageAnswer, missing: PageAnswer) -> Iterator[str]:
    if one.whole != missing.whole:
        ours, theirs = str(one.whole), str(missing.whole)
        place = next((at for at, (here, there) in enumerate(zip(ours, theirs, strict=False)) if here != there), 0)
        yield f"{name} differs from {MISSING}: {ours[max(0, place - 60) : place + 80]!r}, {theirs[max(0, place - 60) : place + 80]!r}"
    if one.statements != missing.statements and not name.endswith(MERGED):  # that one is seen; what it stands for is not
        only = [sql[:200] for sql in one.statements if sql not in missing.statements]
        yield f"{name} asks the database otherwise than {MISSING}: {only}"


def _heading(answer: PageAnswer) -> str:
    """The beginning of what a page says."""
    return " ".join(answer.text.partition("<main")[2][:1500].split())[:300]
