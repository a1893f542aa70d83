"""permissions.md in the admin: nobody is shown, offered or let change what the API would not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, Company, Grant, Membership, Principal, Role, Team, TeamMember, User
from accounts.teams import create_team
from activity.models import Change
from backoffice.checks import check_classes
from backoffice.scoped import ScopedAdmin, ScopedInline
from contacts.models import Contact, ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from database.tenancy import TenantModel
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import Relationship, RelationshipType
from tests.backoffice.forms import address, form_at, listed, staff_client, text_of
from tests.backoffice.records import MODELS
from tests.kit.calls import all_rows
from tests.kit.cast import Person, make_key
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.samples import items
from tests.kit.worlds import World

REGISTERED = list(admin.site._registry)
OF_ACCOUNTS = [model for model in REGISTERED if issubclass(model, TenantModel)]
# List of the API → model, and how the id on the wire is found.
SHARED: dict[str, tuple[type[Any], str]] = {
    "members": (Membership, "user_id"),
    "teams": (Team, "pk"),
    "roles": (Role, "pk"),
    "api-keys": (ApiKey, "pk"),
    "relationship-types": (RelationshipType, "pk"),
    "contact-roles": (ContactRole, "pk"),
    "categories": (Category, "pk"),
    "custom-fields": (CustomField, "pk"),
    "custom-field-templates": (CustomFieldTemplate, "pk"),
    "product-categories": (ProductCategory, "pk"),
    **{name: (model, "pk") for name, model in MODELS.items()},
}
ALL_OF: dict[str, dict[str, str]] = {name: {"includeArchived": "true"} for name in ("organizations", "products")}


@pytest.fixture(scope="module")
def kept_filled(kept_world: World) -> World:
    world = kept_world
    for person in (world.owner, world.cast.stranger):
        create_team(actor=person.actor, name=f"Team of {person.account.slug}", members=[person.user.pk])
        save(person.actor, "organizations", *items("organizations", 1))
    (organization,) = [row.pk for row in type_of("organization").rows.filter(account=world.cast.globex)]
    share(world.cast.stranger, "organization", organization, "read")
    return world


@pytest.fixture
def filled(kept_filled: World, db: None) -> World:
    """Everything that both accounts can have, the foreign one with a word of its own."""
    return deepcopy(kept_filled)


def type_of(name: str) -> Any:
    """A model of records by its name."""
    from django.apps import apps  # noqa: PLC0415

    return next(model for model in apps.get_models() if model._meta.model_name == name)


def person_of(world: World, role: str) -> Person:
    if role == "Partner":
        return make_partner(world.cast.acme, "pat@acme.example")
    return {"Owner": world.owner, "Editor": world.cast.editor, "Viewer": world.cast.viewer, "Integration": world.cast.integration}[role]


# --- the mixin is everywhere ---


def test_every_admin_class_and_inline_starts_with_the_mixin():
    assert len(REGISTERED) > 15
    for one in admin.site._registry.values():
        assert isinstance(one, ScopedAdmin), one
        assert all(issubclass(inline, ScopedInline) for inline in one.inlines), one
    assert list(check_classes(admin.site._registry.values())) == []


def test_the_check_fails_for_one_without_it():
    class Plain(admin.TabularInline):
        model = TeamMember

    class WithPlainInline(ScopedAdmin, admin.ModelAdmin):
        inlines = (Plain,)
        list_filter = ("team__name",)

    plain = admin.ModelAdmin(Company, admin.site)
    assert [error.id for error in check_classes([plain])] == ["backoffice.E001"]
    found = [error.id for error in check_classes([WithPlainInline(Team, admin.site)])]
    assert found == ["backoffice.E003", "backoffice.E004", "backoffice.E002"]


# --- what is listed ---


@pytest.mark.parametrize("role", ["Owner", "Editor", "Viewer", "Integration", "Partner"])
def test_a_list_shows_what_the_api_lists(client: Client, filled: World, role: str):
    make_key(filled.cast.acme, user=filled.cast.viewer.user)
    person = person_of(filled, role)
    browser = staff_client(person.user)
    for path, (model, key) in SHARED.items():
        answer = client.get(f"/api/v2/{path}", headers=person.headers)
        page = browser.get(address(model, "changelist"), {"all": ""})
        if answer.status_code == 403:
            assert page.status_code == 403, path
            continue
        ids = sorted(getattr(row, key) for row in page.context["cl"].result_list)
        assert ids == sorted(row["id"] for row in all_rows(client, person, path, **ALL_OF.get(path, {}))), path


@pytest.mark.parametrize("role", ["Owner", "Viewer", "Partner"])
def test_the_history_shows_what_the_feed_tells(client: Client, filled: World, role: str):
    person = person_of(filled, role)
    share(person, "organization", type_of("organization").rows.filter(account=person.account).get().pk, "read")
    told = {event["sequence"] for event in client.get("/api/v2/events?limit=500", headers=person.headers).json()["data"]}
    browser = staff_client(person.user)
    if role == "Partner":
        rows = admin.site._registry[Change].visible(scope_for(browser, person))
        assert {row.sequence for row in rows} == told
        return
    answer = browser.get(address(Change, "changelist"), {"all": ""})
    assert {row.sequence for row in answer.context["cl"].result_list} == told
    assert told


def scope_for(browser: Client, person: Person) -> Any:
    """The scope of a browser's requests."""
    return browser.get("/admin/").wsgi_request.admin_scope


# --- another account's row ---


@pytest.mark.parametrize("model", OF_ACCOUNTS, ids=lambda model: model.__name__)
def test_a_foreign_row_is_as_if_it_were_not_there(filled: World, owner: Client, model: type[Any]):
    foreign = model._base_manager.filter(account=filled.cast.globex).order_by("pk").first()
    if foreign is None:
        pytest.skip("the foreign account has none")
    before = model._base_manager.filter(pk=foreign.pk).values().get()
    if owner.get(address(model, "changelist")).status_code == 200:
        assert foreign.pk not in listed(owner, model)
    for page in ("change", "delete", "history"):
        theirs, missing = (owner.get(address(model, page, pk)) for pk in (foreign.pk, 2**40))
        assert theirs.status_code == missing.status_code in (302, 403, 404), page
        sent = owner.post(address(model, page, foreign.pk), {"post": "yes", "name": "Mine now", "_save": ""})
        assert sent.status_code in (302, 403, 404, 405), page
    assert model._base_manager.filter(pk=foreign.pk).values().get() == before


@pytest.mark.parametrize("model", OF_ACCOUNTS, ids=lambda model: model.__name__)
def test_no_action_reaches_a_foreign_row(filled: World, owner: Client, model: type[Any]):
    foreign = model._base_manager.filter(account=filled.cast.globex).order_by("pk").first()
    one = admin.site._registry[model]
    before = list(model._base_manager.order_by("pk").values())
    for action in one.actions:
        name = action if isinstance(action, str) else action.__name__
        for chosen in ([foreign.pk] if foreign else [], ["abc", "9" * 30, "-1"]):
            answer = owner.post(address(model, "changelist"), {"action": name, "_selected_action": chosen, "post": "yes", "index": "0"})
            assert answer.status_code in (200, 302, 403), (name, chosen)
            if answer.status_code == 200 and getattr(answer, "streaming", False):
                assert b"".join(answer.streaming_content).decode().count("\n") == 1  # the heading
    assert list(model._base_manager.order_by("pk").values()) == before


def test_a_forged_account_in_a_form_is_not_looked_at(filled: World, owner: Client):
    url = address(Category, "add")
    owner.post(url, {"name": "Mine", "is_active": "on", "account": filled.cast.globex.pk, "account_id": filled.cast.globex.pk})
    assert Category.rows.get(name="Mine").account_id == filled.cast.acme.pk


def test_a_foreign_row_can_t_be_chosen_in_any_field(filled: World, owner: Client):
    template = CustomFieldTemplate.rows.get(account=filled.cast.globex)
    field = CustomField.rows.get(account=filled.cast.acme, record_type="organization", key="notes")
    url = address(CustomField, "change", field.pk)
    answer = owner.post(url, form_at(owner, url) | {"template": template.pk})
    assert "template" in answer.context["adminform"].form.errors
    role = Role.rows.get(account=filled.cast.globex, name="Owner")
    answer = owner.post(address(Membership, "add"), {"email": "new@acme.example", "role": role.pk})
    assert "role" in answer.context["adminform"].form.errors
    answer = owner.post(address(ApiKey, "add"), {"user": filled.cast.stranger.user.pk, "scopes": ["all"]})
    assert "user" in answer.context["adminform"].form.errors
    membership = Membership.rows.get(account=filled.cast.globex)
    answer = owner.post(address(Team, "add"), {"name": "Spies", "members": [membership.pk]})
    assert "members" in answer.context["adminform"].form.errors
    assert not Team.rows.filter(name="Spies").exists()


def test_a_forged_row_of_an_inline_changes_nothing(filled: World, owner: Client):
    mine, theirs = (CustomFieldTemplate.rows.get(account=account) for account in (filled.cast.acme, filled.cast.globex))
    foreign = CustomField.rows.filter(template=theirs).first()
    url = address(CustomFieldTemplate, "change", mine.pk)
    data = form_at(owner, url) | {"fields-0-id": foreign.pk, "fields-0-label": "Mine now", "fields-0-DELETE": "on"}
    owner.post(url, data)
    foreign.refresh_from_db()
    assert (foreign.label, foreign.template_id) == ("Score" if foreign.key == "score" else "Auditor", theirs.pk)
    account = filled.cast.acme
    stranger = Membership.rows.get(account=filled.cast.globex)
    url = reverse("admin:accounts_account_change", args=[account.pk])
    owner.post(
        url, form_at(owner, url) | {"memberships-0-id": stranger.pk, "membership_set-0-id": stranger.pk, "membership_set-0-DELETE": "on"}
    )
    assert Membership.rows.filter(pk=stranger.pk).exists()


def forged_first_row(data: dict[str, Any], pk: int) -> dict[str, Any]:
    """The form with another row's id in its inline, to be deleted."""
    prefix = next(name for name in data if name.endswith("-TOTAL_FORMS")).removesuffix("-TOTAL_FORMS")
    return data | {f"{prefix}-0-id": pk, f"{prefix}-0-DELETE": "on"}


def test_a_forged_row_of_an_editable_list_changes_nothing(filled: World, owner: Client):
    foreign = CustomField.rows.filter(account=filled.cast.globex).first()
    mine = CustomField.rows.filter(account=filled.cast.acme).first()
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "2",
        "form-0-id": foreign.pk,
        "form-0-order": "77",
        "form-1-id": mine.pk,
        "form-1-order": "78",
        "_save": "Save",
    }
    owner.post(address(CustomField, "changelist"), data)
    foreign.refresh_from_db()
    assert (foreign.order, foreign.is_active) == (0, True)


def test_who_may_only_read_forges_nothing(filled: World):
    viewer = staff_client(filled.cast.viewer.user)
    row = Category.rows.filter(account=filled.cast.acme).first()
    for url in (address(Category, "change", row.pk), address(Category, "delete", row.pk), address(Category, "add")):
        assert viewer.post(url, {"name": "Mine now", "post": "yes"}).status_code == 403
    for action in ("activate", "deactivate", "delete_selected"):
        viewer.post(address(Category, "changelist"), {"action": action, "_selected_action": [row.pk], "post": "yes"})
    fields = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Save"}
    field = CustomField.rows.filter(account=filled.cast.acme).first()
    viewer.post(address(CustomField, "changelist"), fields | {"form-0-id": field.pk, "form-0-order": "9"})
    row.refresh_from_db()
    field.refresh_from_db()
    assert (row.is_active, row.name, field.order) == (True, row.name, 0)


# --- what is offered and told ---


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (ApiKey, "user"),
        (TeamMember, "membership"),
        (CustomField, "template"),
        (Grant, "principal"),
        (Contact, "organization"),
        (Relationship, "source"),
    ],
)
def test_autocomplete_finds_nothing_of_others(filled: World, owner: Client, model: type[Any], field: str):
    query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    remote = model._meta.get_field(field).remote_field.model
    answer = owner.get("/admin/autocomplete/", query)
    assert answer.status_code == 200
    found = {int(one["id"]) for one in answer.json()["results"]}
    rows = remote._base_manager
    mine = rows.filter(memberships__account=filled.cast.acme) if remote is User else rows.filter(account=filled.cast.acme)
    assert found == {row.pk for row in mine}
    for word in ("globex", "stranger"):
        assert owner.get("/admin/autocomplete/", query | {"term": word}).json()["results"] == []


def test_nothing_of_another_account_stands_on_any_page(filled: World, owner: Client):
    secret = {"stranger@globex", "Team of globex", "Globex"}
    pages = ["/admin/", "/admin/find?q=globex", "/admin/find?q=stranger", "/admin/accounts"]
    for model in REGISTERED:
        pages += [address(model, "changelist"), address(model, "add"), f"{address(model, 'changelist')}?q=globex"]
        for row in model._base_manager.filter(**({"account": filled.cast.acme} if issubclass(model, TenantModel) else {}))[:2]:
            pages += [address(model, page, row.pk) for page in ("change", "delete", "history")]
    for page in pages:
        text = text_of(owner.get(page))
        assert not {word for word in secret if word in text}, page


def test_what_hangs_on_a_row_is_not_told_by_the_page_that_asks(filled: World, owner: Client):
    template = CustomFieldTemplate.rows.get(account=filled.cast.acme)
    page = text_of(owner.get(address(CustomFieldTemplate, "delete", template.pk)))
    assert "Audit" in page
    assert "Auditor" not in page


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (ApiKey, "digest__startswith=a"),
        (ApiKey, "digest=a"),
        (User, "password__startswith=pbkdf2"),
        (User, "email_key__startswith=s"),
        (Membership, "user__password__startswith=m"),
        (Role, "account__name=Globex"),
        (Category, "account_id=2"),
        (CustomField, "template__account__slug=globex"),
    ],
)
def test_a_column_that_is_shown_to_nobody_can_t_be_probed(owner: Client, model: type[Any], query: str):
    assert owner.get(f"{address(model, 'changelist')}?{query}").status_code == 400


def test_a_filter_offers_the_rows_of_the_account_alone(filled: World, owner: Client):
    answer = owner.get(address(Membership, "changelist"))
    (by_role,) = [one for one in answer.context["cl"].filter_specs if one.title == "role"]
    offered = {int(pk) for pk, _ in by_role.lookup_choices}
    assert offered == {role.pk for role in Role.rows.filter(account=filled.cast.acme)}


def test_grants_are_shown_to_whom_they_reach_where_members_are_not_read(filled: World):
    partner, other = (make_partner(filled.cast.acme, f"{name}@acme.example") for name in ("pat", "sam"))
    organization = type_of("organization").rows.filter(account=filled.cast.acme).get()
    own, theirs = (share(person, "organization", organization.pk, "read") for person in (partner, other))
    assert listed(staff_client(partner.user), Grant) == [own.pk]
    assert {own.pk, theirs.pk} <= set(listed(staff_client(filled.owner.user), Grant))
    assert staff_client(partner.user).get(address(Principal, "changelist")).status_code == 403
