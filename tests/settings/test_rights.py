"""Who may open and send what below /settings. Every address is in the table, or a test fails."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Role
from tests.kit.cast import make_person
from tests.kit.worlds import World
from tests.settings.browsing import address, at, routes

EVERYBODY = {"Owner", "Manager", "Editor", "Viewer", "Partner", "Integration"}
SETTERS = {"Owner", "Manager"}
NOBODY: set[str] = set()
Rights = tuple[set[str], set[str]]  # who opens it, who sends it; of a page that is only sent, nobody opens it


def section(name: str, readers: set[str], writers: set[str], *more: str) -> dict[str, Rights]:
    """The addresses of one section."""
    rights = {
        "list": (readers, NOBODY),
        "create": (writers, writers),
        "edit": (readers, writers),
        "switch": (NOBODY, writers),
        "remove": (writers, writers),
        **dict.fromkeys(more, (NOBODY, writers)),
    }
    return {f"{name}_{page}": who for page, who in rights.items()}


EXPECTED: dict[str, Rights] = {
    "accounts:settings": (EVERYBODY, NOBODY),
    "organizations:account_edit": (EVERYBODY, SETTERS),
    **section("accounts:company", EVERYBODY, SETTERS),
    **section("accounts:member", {"Owner", "Viewer"}, {"Owner"}),
    **section("accounts:role", {"Owner", "Viewer"}, {"Owner"}),
    **section("accounts:team", {"Owner", "Viewer"}, {"Owner"}),
    **section("accounts:key", EVERYBODY, {"Owner"}),
    **section("customfields:field", EVERYBODY, SETTERS),
    **section("customfields:template", EVERYBODY, SETTERS, "order"),
    **section("organizations:category", EVERYBODY, SETTERS),
    **section("relationships:type", EVERYBODY, SETTERS),
    **section("contacts:role", EVERYBODY, SETTERS),
    **section("products:category", EVERYBODY, SETTERS),
}


def test_every_address_below_settings_has_its_line():
    assert set(routes()) == set(EXPECTED)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_opens_and_sends_what_it_may_and_nothing_else(world: World, role: str):
    person = make_person(world.cast.acme, role, f"{role.lower()}2@acme.example")
    client = at(person.user)
    wrong = []
    for name, (readers, writers) in EXPECTED.items():
        url = address(name, person)
        opened = client.get(url).status_code
        with transaction.atomic():
            sent = client.post(url, {}).status_code
            transaction.set_rollback(True)
        opens = 200 if role in readers else 405 if readers == NOBODY and (role in writers or opened == 405) else 403
        if opened != opens or ((sent == 403) != (role not in writers) and not (writers == NOBODY and sent == 405)):
            wrong.append((name, opened, sent))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(name for name, has_row in routes().items() if has_row))
def test_another_account_s_row_is_not_there(world: World, name: str):
    stranger = at(world.cast.stranger.user)
    url = address(name, world.owner)
    answers = [stranger.get(url), stranger.post(url, {"name": "Mine", "label": "Mine"})]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert answers[1].status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "٣", "9" * 19, "9" * 30, "-1", "1.5"])
def test_an_address_that_names_nothing_is_not_there(owner: Client, key: str):
    for path in ("categories", "members", "roles", "api-keys", "companies", "custom-field-templates"):
        assert owner.get(f"/settings/{path}/{key}").status_code == 404


def test_a_forged_post_changes_nothing(world: World):
    client = at(world.owner.user, enforce_csrf_checks=True)
    for name, (_, writers) in EXPECTED.items():
        if writers:
            assert client.post(address(name, world.owner), {}).status_code == 403, name


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if name.endswith(("_list", "_edit", ":settings"))))
def test_who_may_not_write_is_offered_nothing_to_write_with(world: World, name: str):
    page = at(world.cast.viewer.user).get(address(name, world.cast.viewer)).content.decode()
    main = page.partition('<main id="content"')[2].partition("</main>")[0]
    assert 'method="post"' not in main.replace('<form class="panel setting-form" method="post"', "")
    for affordance in ("btn-primary", "/new", "/remove", "/switch", "/order", "lucide/icons.svg#pencil"):
        assert affordance not in main, affordance


def test_the_side_shows_what_one_may_open_and_nothing_else(world: World):
    links = at(world.cast.editor.user).get("/settings").content.decode()
    assert "/settings/api-keys" in links
    assert not any(path in links for path in ("/settings/members", "/settings/roles", "/settings/teams"))


def test_a_built_in_role_is_shown_and_not_changed(world: World, owner: Client):
    role = Role.rows.get(account=world.cast.acme, name="Editor")
    assert owner.get(f"/settings/roles/{role.pk}").status_code == 200
    assert owner.post(f"/settings/roles/{role.pk}", {"name": "Mine"}).status_code == 403
    assert owner.post(f"/settings/roles/{role.pk}/remove").status_code == 403
