"""No page of a relationship holds a word of what stands behind its stubs, or of anything else that is out of sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from organizations.insp_id import insp_id
from tests.kit.canary import SECRET
from tests.kit.canary_scene import Aviary, aviary_scene
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN
from tests.kit.pages import at, open_page

PAGES = ("", "/activity", "/sharing", "/api", "/edit", "/fields/contacts", "/fields/types", "/fields/leadSupplier")


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with aviary_scene(django_db_blocker) as aviary:
        yield aviary


@pytest.fixture
def aviary(kept: Aviary, db: None) -> Aviary:
    return kept


@pytest.mark.parametrize("below", PAGES)
@pytest.mark.parametrize("letter", GRANTED)
def test_nothing_beyond_the_stub_is_on_any_page(aviary: Aviary, letter: str, below: str):
    client = at(aviary.scene.people[letter])
    answer = client.get(f"/relationships/{aviary.edge}{below}")
    assert answer.status_code in (200, 403)
    found = aviary.planted.found(answer.content.decode(), (FOREIGN, HIDDEN, SECRET))
    assert not aviary.planted.told(found)
    for stub in aviary.stubs:
        assert f"/organizations/{insp_id(stub)}" not in answer.content.decode()
        assert client.get(f"/organizations/{insp_id(stub)}/relationships").status_code == 404
        assert client.get(f"/organizations/{insp_id(stub)}/sharing").status_code == 404


def test_the_pages_can_be_read_at_all_by_who_edits(aviary: Aviary):
    letters = [letter for letter in GRANTED if "UPDATE" in str(aviary.scene.people[letter].actor.operations)]
    shown = [open_page(at(aviary.scene.people[letter]), f"/relationships/{aviary.edge}") for letter in letters]
    assert shown
    assert all("→" in page for page in shown)


def test_who_holds_everything_reads_the_words_so_a_leak_would_be_found(aviary: Aviary):
    owner = at(aviary.scene.people["O"])
    page = open_page(owner, f"/organizations/{insp_id(aviary.scene.values['organization', HIDDEN])}/relationships")
    assert aviary.planted.found(page, (HIDDEN,))
