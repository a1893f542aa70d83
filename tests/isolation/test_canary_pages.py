"""No staff page holds a word of a record that its reader must not see, or leads to one. No page of the URL map is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from organizations.insp_id import insp_id
from organizations.models import Organization
from tests.isolation.test_canary import leaks, sides
from tests.kit.canary import WORD
from tests.kit.canary_readings import Heard
from tests.kit.canary_scene import Aviary
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, OWN
from tests.kit.page_readings import codes, every_id, heard, readings
from tests.kit.page_scene import PageScene
from tests.kit.pages import asked, at

ORGANIZATION_TEXTS = {"name", "external_id"}
CONTACT_TEXTS = {"first_name", "last_name", "email", "external_id"}
PRODUCT_TEXTS = {"name", "external_id"}
READ = {("organizations.Organization", name) for name in (*ORGANIZATION_TEXTS, "city", "general_description")}
READ |= {("contacts.Contact", name) for name in CONTACT_TEXTS}


def searched(aviary: Aviary) -> list[str]:
    """Of each side and column one word, as it stands there."""
    known = {("organizations.Organization", name) for name in ORGANIZATION_TEXTS} | {("contacts.Contact", name) for name in CONTACT_TEXTS}
    known |= {("products.Product", name) for name in PRODUCT_TEXTS}
    found = {(side, where): word for word, (side, where) in aviary.planted.words.items() if where in known}
    return [f"{word}@kx.example" if where[1] == "email" else word for (_, where), word in found.items()] + ["kxf", "kxh"]


def unseen_codes(pages: PageScene, letter: str) -> set[str]:
    """The short codes of what the reader does not see, and of what it knows by its stub alone."""
    hidden = set().union(*(pages.aviary.planted.ids[side] for side in sides(letter)))
    stubs = {str(pk) for pk in pages.aviary.stubs} if letter in GRANTED else set()
    every = Organization.rows.values_list("pk", flat=True)
    return {insp_id(pk) or "" for pk in every if str(pk) in hidden | stubs}


@pytest.mark.parametrize("letter", "OPFH")
def test_no_page_holds_a_word_of_what_is_not_seen_or_leads_to_it(pages: PageScene, letter: str):
    answers = list(readings(pages, pages.browsers[letter]))
    assert leaks(pages.aviary, letter, answers) == {}
    unseen = unseen_codes(pages, letter)
    assert unseen
    assert {one.call: found for one in answers if (found := (codes([one.text]) & unseen) - codes([one.said]))} == {}
    if letter == "O":  # whose records they are reads their words, so a leak would be found
        assert shown(pages, HIDDEN, answers) >= READ


def test_the_other_account_reads_its_words_so_a_leak_would_be_found(pages: PageScene):
    answers = readings(pages, at(pages.scene.stranger))
    assert READ | {("products.Product", name) for name in PRODUCT_TEXTS} <= shown(pages, FOREIGN, answers)


def shown(pages: PageScene, side: str, answers: list[Heard] | Iterator[Heard]) -> set[tuple[str, str]]:
    """The columns of that side's rows whose words were read."""
    words = pages.aviary.planted.words
    return {words[word][1] for answer in answers for word in WORD.findall(answer.text) if words.get(word, ("",))[0] == side}


def looks_alike(pages: PageScene, client: Client) -> Iterator[Heard]:
    """What forms suggest to whoever writes down what is hidden, and whom one can merge with."""
    mine = insp_id(pages.scene.values["organization", OWN])
    for text in searched(pages.aviary):
        yield heard(client, f"/organizations/{mine}/merge", q=text)
        for path, names in (("organizations", ("name",)), ("contacts", ("firstName", "email")), ("products", ("name", "reference"))):
            yield heard(client, f"/{path}/new", headers=asked("similar"), **dict.fromkeys(names, text))


@pytest.mark.parametrize("letter", "OF")
def test_no_suggestion_holds_a_word_of_what_is_not_seen(pages: PageScene, letter: str):
    assert leaks(pages.aviary, letter, looks_alike(pages, pages.browsers[letter])) == {}


def test_rows_that_nobody_has_thought_of_fail():
    with pytest.raises(LookupError, match="Which rows does “secret” name"):
        every_id("secret")
