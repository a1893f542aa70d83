"""Search and duplicates hold no word of what their reader must not see, though it is asked for by name and all of it looks alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from django.db.models import F

from contacts.models import Contact
from organizations.duplicates import WAYS
from organizations.models import DistinctPair, Organization
from relationships.models import Relationship
from tests.isolation.test_canary import leaks
from tests.isolation.test_canary_pages import searched
from tests.kit.canary import WORD
from tests.kit.canary_readings import Heard
from tests.kit.canary_scene import Aviary
from tests.kit.cast import Person
from tests.kit.matrix_standings import FOREIGN, HIDDEN
from tests.kit.page_readings import heard
from tests.kit.pages import asked, at


@pytest.fixture
def aviary(aviary: Aviary, monkeypatch: pytest.MonkeyPatch) -> Aviary:
    """The scene, in which every organization is a duplicate of every other one of its type in every way, and many are told apart."""
    monkeypatch.setattr("organizations.duplicates.OF_ONE_KEY", 1_000)
    monkeypatch.setattr("organizations.duplicates.LIKE_ENOUGH", 0)
    monkeypatch.setattr("contacts.duplicates.MOST_AT_ONE_DOMAIN", 1_000)
    Organization.rows.update(near_key="same", plain_key="same")
    Contact.rows.update(email_domain="same.example")
    return aviary


def pages(aviary: Aviary, person: Person) -> Iterator[Heard]:
    client = at(person)
    yield heard(client, "/")
    for text in searched(aviary):
        yield heard(client, "/search", q=text)
        yield heard(client, "/search", q=text[:2], all="true")
        yield heard(client, "/search", headers=asked("search-suggestions"), q=text[:-1])
    for model in (Organization, Contact, Relationship):
        for pk in model.rows.values_list("pk", flat=True):
            yield heard(client, "/search", headers=asked("search-suggestions"), q=str(pk))
    for way in WAYS:
        yield heard(client, "/duplicates", way=way)
    Organization.rows.filter(account=person.account).update(plain_key=F("name"))
    yield heard(client, "/duplicates", way="spelling")
    Organization.rows.update(plain_key="same")
    yield heard(client, "/duplicates/apart")


def tell_all_apart() -> None:
    """Every two neighbours of an account."""
    rows = list(Organization.rows.order_by("account_id", "id").values_list("account_id", "id"))
    for (account, first), (other, second) in itertools.pairwise(rows):
        if account == other:
            DistinctPair.rows.create(account_id=account, first_id=first, second_id=second, decided_at="2026-01-01T00:00Z")


@pytest.mark.parametrize("letter", "OPFH")
def test_no_page_of_all_holds_a_word_of_what_is_not_seen(aviary: Aviary, letter: str):
    person = aviary.scene.people[letter]
    assert leaks(aviary, letter, pages(aviary, person)) == {}
    tell_all_apart()
    assert leaks(aviary, letter, [heard(at(person), "/duplicates/apart")]) == {}


@pytest.mark.parametrize(("side", "letter"), [(FOREIGN, "stranger"), (HIDDEN, "O")])
def test_whose_records_they_are_reads_their_words_so_a_leak_would_be_found(aviary: Aviary, side: str, letter: str):
    planted = aviary.planted
    person = aviary.scene.stranger if letter == "stranger" else aviary.scene.people[letter]
    found = list(pages(aviary, person))
    for path in ("/", "/search", "/duplicates"):
        seen = {word for page in found if page.call.startswith(f"GET {path} ") for word in WORD.findall(page.text)}
        assert any(planted.words.get(word, ("", ()))[0] == side for word in seen), path
