"""No answer holds a word of a row that the asker must not see. The words stand in every text there is, so any leak shows one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.test import Client

from tests.kit.calls import get
from tests.kit.canary import SECRET, UNSEEN, WORD
from tests.kit.canary_readings import Heard, readings
from tests.kit.canary_refusals import naming_the_hidden, people_at_unseen_ends, refusals
from tests.kit.canary_scene import Aviary
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, ROLES


def sides(letter: str) -> tuple[str, ...]:
    """Whose words this asker must never meet."""
    return (FOREIGN, HIDDEN, SECRET) if letter in GRANTED else (FOREIGN, SECRET)


def leaks(aviary: Aviary, letter: str, answers: Iterable[Heard]) -> dict[str, list[str]]:
    """Call → what its answer gives away."""
    planted = aviary.planted
    found = {heard.call: planted.found(heard.text, sides(letter), heard.said) for heard in answers}
    return {call: planted.told(words) for call, words in found.items() if words}


@pytest.mark.parametrize("letter", ROLES)
def test_nothing_that_can_be_read_holds_a_word_of_what_is_not_seen(client: Client, aviary: Aviary, letter: str):
    assert leaks(aviary, letter, readings(client, aviary, aviary.scene.people[letter])) == {}


@pytest.mark.parametrize("letter", "OEPFHB")
def test_no_refusal_and_no_suggestion_holds_a_word_of_what_is_not_seen(client: Client, aviary: Aviary, letter: str):
    assert leaks(aviary, letter, refusals(client, aviary.scene.people[letter], naming_the_hidden(aviary))) == {}


@pytest.mark.parametrize("letter", GRANTED)
def test_who_edits_an_edge_learns_nothing_of_the_people_at_ends_that_it_does_not_see(client: Client, aviary: Aviary, letter: str):
    assert leaks(aviary, letter, refusals(client, aviary.scene.people[letter], people_at_unseen_ends(aviary))) == {}


@pytest.mark.parametrize("letter", GRANTED)
def test_nobody_learns_the_id_of_a_survivor_that_it_does_not_see(client: Client, aviary: Aviary, letter: str):
    answer = get(client, aviary.scene.people[letter], "organizations", includeArchived="true", limit=500)
    (merged,) = [row for row in answer.json()["data"] if row["id"] == aviary.merged]
    assert merged["mergedInto"] is None


@pytest.mark.parametrize(("side", "letter"), [(FOREIGN, "stranger"), (HIDDEN, "O")])
def test_whose_rows_they_are_reads_every_word_so_a_leak_would_be_found(client: Client, aviary: Aviary, side: str, letter: str):
    planted = aviary.planted
    person = aviary.scene.stranger if letter == "stranger" else aviary.scene.people[letter]
    seen: set[str] = set()
    for heard in readings(client, aviary, person):
        seen |= set(WORD.findall(heard.text))
    missing = {where for word, (whose, where) in planted.words.items() if whose == side and word not in seen}
    assert missing <= UNSEEN
