"""Records in the admin show, offer and let change what the API does: to every role, and to who reaches only what is granted."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from accounts.models import Grant, Principal
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship, RelationshipContact
from tests.backoffice.forms import address, form_at, listed, messages_of, staff_client, text_of
from tests.backoffice.records import MODELS, fill, one
from tests.kit.calls import all_rows
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World

EVERYTHING: dict[str, dict[str, str]] = {name: {"includeArchived": "true"} for name in ("organizations", "products")}


@pytest.fixture(scope="module")
def kept_both(kept_world: World) -> World:
    for person in (kept_world.owner, kept_world.cast.stranger):
        fill(person, 2)
    return kept_world


@pytest.fixture
def both(kept_both: World, db: None) -> World:
    """Records of every type in both accounts."""
    return deepcopy(kept_both)


@pytest.fixture
def partner(both: World) -> Person:
    """Reads one organization with all that hangs on it, and edits one relationship between two that it does not see."""
    person = make_partner(both.cast.acme, "pat@acme.example")
    share(person, "organization", one("organizations", both.owner), "edit")
    share(person, "relationship", one("relationships", both.owner), "relationship-edit")
    return person


def people(world: World, partner: Person) -> dict[str, Person]:
    cast = world.cast
    return {"Owner": cast.owner, "Editor": cast.editor, "Viewer": cast.viewer, "Integration": cast.integration, "Partner": partner}


@pytest.mark.parametrize("role", ["Owner", "Editor", "Viewer", "Integration", "Partner"])
def test_a_list_of_records_shows_what_the_api_lists(client: Client, both: World, partner: Person, role: str):
    person = people(both, partner)[role]
    browser = staff_client(person.user)
    for name, model in MODELS.items():
        told = sorted(row["id"] for row in all_rows(client, person, name, **EVERYTHING.get(name, {})))
        assert listed(browser, model) == told, name
        assert told or (role, name) == ("Partner", "products")  # which nobody is granted


@pytest.mark.parametrize("role", ["Viewer", "Partner"])
def test_what_a_form_shows_can_be_changed_by_whose_mask_allows_it(both: World, partner: Person, role: str):
    browser = staff_client(people(both, partner)[role].user)
    for name, model in MODELS.items():
        for row in listed(browser, model):
            page = text_of(browser.get(address(model, "change", row)))
            granted = name != "contacts" or Contact.rows.get(pk=row).organization_id == one("organizations", both.owner)
            may = role == "Partner" and name != "products" and granted  # products are granted to nobody
            assert ('name="_save"' in page) == may, (name, row)
            assert browser.post(address(model, "delete", row), {"post": "yes"}).status_code == 403
            if not may:
                assert browser.post(address(model, "change", row), {"name": "Mine", "_save": ""}).status_code == 403


def test_a_partner_that_saves_an_edge_keeps_what_it_can_not_see(both: World, partner: Person):
    row = one("relationships", both.owner)
    before = Relationship.rows.values().get(pk=row)
    browser = staff_client(partner.user)
    url = address(Relationship, "change", row)
    data = form_at(browser, url)
    assert data["leadSupplier"] == str(before["lead_supplier_id"])
    assert "Parent 0" in text_of(browser.get(url))
    answer = browser.post(url, data | {"customFields.notes": "Seen by a partner"})
    assert answer.status_code == 302
    after = Relationship.rows.values().get(pk=row)
    assert after["lead_supplier_id"] == before["lead_supplier_id"]
    assert after["custom_fields"] == before["custom_fields"] | {"notes": "Seen by a partner"}
    assert list(Relationship.rows.get(pk=row).contacts.values_list("email", flat=True)) == ["pat@parent-0.example"]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("action", ["archive", "restore", "merge", "share", "activate", "deactivate", "delete_selected", "export_as_csv"])
def test_no_action_reaches_a_record_of_another_account(both: World, owner: Client, name: str, action: str):
    model = MODELS[name]
    before = list(model.rows.order_by("pk").values())
    foreign = list(model.rows.filter(account=both.cast.globex).values_list("pk", flat=True))[:2]
    more = {"post": "yes", "permissions": ["read"], "principal": "1"}
    answer = owner.post(address(model, "changelist"), {"action": action, "_selected_action": foreign, **more})
    assert answer.status_code in (200, 302)
    if getattr(answer, "streaming", False):
        assert b"".join(answer.streaming_content).decode().count("\n") == 1
    assert list(model.rows.order_by("pk").values()) == before
    assert not Grant.rows.filter(object_id__in=foreign, account=both.cast.acme).exists()


def test_a_foreign_record_is_merged_with_nothing(both: World, owner: Client):
    mine, theirs = (one("organizations", person) for person in (both.owner, both.cast.stranger))
    for here, there in ((mine, theirs), (theirs, mine)):
        assert owner.get(address(Organization, "merge", here), {"from": there}).status_code == 404
        assert owner.post(address(Organization, "merge", here), {"from": there, "version": "1"}).status_code == 404


def test_forged_rows_of_what_hangs_on_a_record_change_nothing(both: World, owner: Client):
    mine = one("organizations", both.owner)
    url = address(Organization, "change", mine)
    foreign = Contact.rows.filter(account=both.cast.globex).first()
    own = Contact.rows.filter(account=both.cast.acme, organization=mine).first()
    before = list(Contact.rows.order_by("pk").values())
    for prefix in ("contacts", "contact_set", "outgoing", "form"):
        for row in (foreign, own):
            forged = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1", f"{prefix}-0-id": row.pk}
            forged |= {f"{prefix}-0-first_name": "Mine", f"{prefix}-0-DELETE": "on", f"{prefix}-0-organization": mine}
            assert owner.post(url, form_at(owner, url) | forged).status_code == 302
            owner.post(address(Contact, "changelist"), forged | {"_save": "Save"})
    assert list(Contact.rows.order_by("pk").values()) == before


def test_forged_values_of_a_form_are_not_looked_at(both: World, owner: Client):
    mine = one("organizations", both.owner)
    url = address(Organization, "change", mine)
    before = Organization.rows.values("account_id", "status", "version", "created_by_id", "type").get(pk=mine)
    forged = {"account": both.cast.globex.pk, "status": "archived", "version": 77, "created_by": 1, "type": "B", "id": 1, "pk": 1}
    assert owner.post(url, form_at(owner, url) | forged).status_code == 302
    assert Organization.rows.values("account_id", "status", "version", "created_by_id", "type").get(pk=mine) == before


def test_a_record_of_another_account_can_t_be_chosen(both: World, owner: Client):
    foreign = one("organizations", both.cast.stranger)
    mine = one("organizations", both.owner)
    data = form_at(owner, address(Relationship, "add"))
    missing = owner.post(address(Relationship, "add"), data | {"source": 2**40, "target": mine, "types": ["maker"]})
    answer = owner.post(address(Relationship, "add"), data | {"source": foreign, "target": mine, "types": ["maker"]})
    errors = answer.context["adminform"].form.errors
    assert errors == missing.context["adminform"].form.errors
    assert list(errors) == ["source"]
    assert "Factory 0" in text_of(answer)  # the target, which is ours
    assert text_of(answer).count("Factory 0") == text_of(missing).count("Factory 0")


@pytest.mark.parametrize(("model", "field"), [(Contact, "organization"), (Relationship, "lead_supplier"), (RelationshipContact, "contact")])
def test_suggestions_are_what_the_person_sees(both: World, partner: Person, model: type[Any], field: str):
    column = model._meta.get_field(field)
    query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    browser = staff_client(partner.user)
    seen = set(listed(browser, column.remote_field.model))
    rows = column.remote_field.model.rows.filter(pk__in=seen)
    named = {row.email if field == "contact" else str(row.pk) for row in rows}
    for term in ("", "o", "factory", "joe", "parent"):
        answer = browser.get("/admin/autocomplete/", query | {"term": term}).json()["results"]
        assert {one["id"] for one in answer} <= named, term
    assert {one["id"] for one in browser.get("/admin/autocomplete/", query).json()["results"]} == named


def test_archived_organizations_are_suggested_no_more(both: World, owner: Client):
    row = one("organizations", both.owner)
    query = {"app_label": "contacts", "model_name": "contact", "field_name": "organization", "term": "Factory 0"}
    assert [found["text"] for found in owner.get("/admin/autocomplete/", query).json()["results"]] == ["Factory 0 (ORG-0)"]
    owner.post(address(Organization, "delete", row), {"post": "yes"})
    assert owner.get("/admin/autocomplete/", query).json()["results"] == []


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("organizations", "name_key__startswith=f"),
        ("organizations", "custom_fields__spend=12"),
        ("organizations", "merged_into=1"),
        ("organizations", "category__name=Textiles"),
        ("contacts", "email_key__startswith=j"),
        ("contacts", "organization__name__startswith=F"),
        ("relationships", "source__name__startswith=P"),
        ("relationships", "source__website__contains=x"),
    ],
)
def test_columns_that_no_filter_asks_for_can_t_be_probed(both: World, owner: Client, name: str, query: str):
    assert owner.get(f"{address(MODELS[name], 'changelist')}?{query}").status_code == 400


def test_filters_offer_what_the_person_sees(both: World, partner: Person):
    Organization.rows.filter(external_id="PARENT-1", account=both.cast.acme).update(country="FR")
    browser = staff_client(partner.user)
    specs = browser.get(address(Organization, "changelist")).context["cl"].filter_specs
    (country,) = [spec for spec in specs if spec.title == "country"]
    assert [code for code, _ in country.lookup_choices] == ["PT"]
    hidden = Organization.rows.get(external_id="PARENT-1", account=both.cast.acme)
    page = browser.get(address(Contact, "changelist"), {"organization": hidden.pk})
    assert page.context["cl"].result_count == 0
    assert "Parent 1" not in text_of(page)


def test_a_survivor_out_of_sight_is_told_to_nobody(both: World, partner: Person, owner: Client):
    loser, survivor = one("organizations", both.owner), Organization.rows.get(account=both.cast.acme, external_id="ORG-1")
    url = address(Organization, "merge", survivor.pk)
    owner.post(url, {"from": loser, "version": owner.get(url, {"from": loser}).context["version"]})
    assert Organization.rows.get(pk=loser).merged_into_id == survivor.pk
    assert "Factory 1" not in text_of(staff_client(partner.user).get(address(Organization, "change", loser)))
    assert "Factory 1" in text_of(owner.get(address(Organization, "change", loser)))


def test_sharing_gives_nobody_more_than_the_sharer_holds(both: World, partner: Person):
    sharer = make_partner(both.cast.acme, "sam@acme.example", "READ", "UPDATE", "SHARE")
    row = one("organizations", both.owner)
    share(sharer, "organization", row, "read", "share")
    browser = staff_client(sharer.user)
    data = {"action": "share", "_selected_action": [row], "post": "yes", "permissions": ["full"]}
    principal = Principal.rows.get(account=both.cast.acme, user=sharer.user)
    answer = browser.post(address(Organization, "changelist"), data | {"principal": principal.pk}, follow=True)
    assert "nobody shares more than it holds" in messages_of(answer)[0]
    assert Grant.rows.get(principal=principal, object_id=row).mask == 9
    staff_client(partner.user).post(address(Organization, "changelist"), data | {"principal": principal.pk}, follow=True)
    assert Grant.rows.get(principal=principal, object_id=row).mask == 9
