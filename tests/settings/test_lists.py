"""What all lists of settings have in common: their cost, their search, their pages, and that words stay words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.company_settings import COMPANY_SECTION
from accounts.key_settings import KEY_SECTION
from accounts.member_settings import MEMBER_SECTION
from accounts.role_settings import ROLE_SECTION
from accounts.settings_section import Section
from accounts.team_settings import TEAM_SECTION
from contacts.role_settings import CONTACT_ROLE_SECTION
from customfields.field_settings import FIELD_SECTION
from customfields.template_settings import TEMPLATE_SECTION
from organizations.category_settings import CATEGORY_SECTION
from products.category_settings import PRODUCT_CATEGORY_SECTION
from relationships.type_settings import RELATIONSHIP_TYPE_SECTION
from tests.kit.worlds import World

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 }}"


def said(section: Section, word: str, number: int) -> dict[str, Any]:
    """A row of the section, by its word."""
    named: dict[Section, dict[str, Any]] = {
        COMPANY_SECTION: {"name": word},
        MEMBER_SECTION: {"email": f"person{number}@many.example", "role": "Viewer"},
        ROLE_SECTION: {"name": word, "operations": ["ORGANIZATION.READ"]},
        TEAM_SECTION: {"name": word},
        KEY_SECTION: {"name": word, "scopes": ["organization.read"]},
        FIELD_SECTION: {"recordType": "organization", "key": f"many{number}", "label": word, "dataType": "choice"}
        | {"choices": [{"key": word[:100], "label": word}]},
        TEMPLATE_SECTION: {"recordType": "organization", "name": word},
        CATEGORY_SECTION: {"name": word},
        RELATIONSHIP_TYPE_SECTION: {"key": word, "forwardLabel": word, "reverseLabel": word},
        CONTACT_ROLE_SECTION: {"key": word, "label": word},
        PRODUCT_CATEGORY_SECTION: {"key": word, "name": word},
    }
    return named[section]


SECTIONS = [
    COMPANY_SECTION,
    MEMBER_SECTION,
    ROLE_SECTION,
    TEAM_SECTION,
    KEY_SECTION,
    FIELD_SECTION,
    TEMPLATE_SECTION,
    CATEGORY_SECTION,
    RELATIONSHIP_TYPE_SECTION,
    CONTACT_ROLE_SECTION,
    PRODUCT_CATEGORY_SECTION,
]
each_section = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.path)


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def fill(section: Section, world: World, numbers: range) -> None:
    for number in numbers:
        section.create(world.owner.actor, said(section, f"many {number}", number))


@each_section
def test_a_list_takes_as_many_statements_for_many_rows_as_for_few(world: World, owner: Client, section: Section):
    fill(section, world, range(2))
    few = statements(owner, section.url("list"))
    fill(section, world, range(2, 30))
    assert statements(owner, section.url("list")) == few


@each_section
def test_words_stay_words(world: World, owner: Client, section: Section):
    row = section.create(world.owner.actor, said(section, EVIL, 1))
    row = row[0] if section is KEY_SECTION else row
    for url in (section.url("list"), section.url("edit", row), section.url("remove", row)):
        page = owner.get(url).content.decode()
        assert "<script>alert" not in page
        assert "onerror=alert(2)>" not in page.replace("onerror=alert(2)&gt;", "")
    assert section is MEMBER_SECTION or "&lt;script&gt;" in owner.get(section.url("list")).content.decode()


@each_section
def test_a_list_is_searched(world: World, owner: Client, section: Section):
    fill(section, world, range(3))
    word = "person2" if section is MEMBER_SECTION else "many 2"
    page = owner.get(section.url("list"), {"q": word})
    assert len(page.context["table"].rows) == 1
    for odd in ("\x00", "%", "many\\", "x" * 5_000, "\ud800".encode("utf-8", "surrogatepass").decode("latin1")):
        assert owner.get(section.url("list"), {"q": odd}).status_code == 200
    part = owner.get(section.url("list"), {"q": "nothing at all"}, headers={"HX-Request": "true", "HX-Target": "results"})
    assert b"Nothing found" in part.content
    assert b"<html" not in part.content


def test_a_long_list_has_pages(world: World, owner: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("accounts.settings_pages.ROWS", 5)
    fill(CATEGORY_SECTION, world, range(12))
    first = owner.get("/settings/categories?sort=-name")
    assert first.context["pages"]["shown"] == "1–5 of 14"
    assert "sort=-name" in first.context["pages"]["next_url"]
    assert owner.get("/settings/categories?page=3").context["pages"]["shown"] == "11–14 of 14"
    for odd in ("0", "-1", "99", "x", "9" * 5_000):
        assert owner.get(f"/settings/categories?page={odd}").context["pages"]["shown"] == "1–5 of 14"
    assert owner.get("/settings/categories?sort=nothing,-account__slug").status_code == 200
