"""What is done to many records at once tells nobody of a row that it must not see: neither the question nor what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.isolation.test_canary import leaks
from tests.kit.canary import WORD
from tests.kit.canary_readings import Heard
from tests.kit.canary_scene import Aviary
from tests.kit.matrix_standings import FOREIGN, HIDDEN, ROLES
from tests.lists.visiting import LISTS, Visitor

FIELDS = {"do.customFields.kx": "clear", "do.country": "clear", "do.relationshipStatus": "set", "value.relationshipStatus": "x"}


def told(visitor: Visitor, aviary: Aviary) -> Iterator[Heard]:
    """What is asked before many records are changed, and what is said of the change: of all that there are, and of what is not theirs."""
    named = [*aviary.planted.ids[HIDDEN], *aviary.planted.ids[FOREIGN]]
    for name in LISTS:
        for step in ("", "apply"):
            for chosen in ({"scope": "all", "where": "includeArchived=true"}, {"ids": ",".join(named)}):
                answer = visitor.post(f"/{name}/bulk", act="edit", step=step, **chosen, **FIELDS)
                said = f"/{name}/bulk {step} {list(chosen)}"
                yield Heard(said, said, answer.content.decode())


@pytest.mark.parametrize("letter", ROLES)
def test_no_change_of_many_holds_a_word_of_what_is_not_seen(aviary: Aviary, letter: str):
    assert leaks(aviary, letter, told(Visitor(aviary.scene.people[letter]), aviary)) == {}


def test_whose_rows_they_are_reads_them_so_a_leak_would_be_found(aviary: Aviary):
    text = "".join(answer.text for answer in told(Visitor(aviary.scene.stranger), aviary))
    read = {aviary.planted.words[word][1] for word in WORD.findall(text) if word in aviary.planted.words}
    assert {("organizations.Organization", "name"), ("products.Product", "name")} <= read
