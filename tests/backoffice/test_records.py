"""Records through the admin: read, judged and written by the engine, in the channel of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from contacts.models import Contact
from customfields.services import save_custom_field
from organizations.insp_id import insp_id
from organizations.models import Organization
from products.models import Product
from relationships.models import Relationship, RelationshipType
from tests.backoffice.forms import act, address, errors_of, form_at, history, listed, messages_of, saved, send, text_of
from tests.backoffice.records import MODELS, one
from tests.kit.chain import save
from tests.kit.worlds import World


def test_an_organization_is_made_and_changed_with_fields_of_every_kind(world: World, owner: Client):
    values = {
        "customFields.notes": "Primary",
        "customFields.headcount": "12",
        "customFields.spend": "1.50",
        "customFields.auditedOn": "2025-02-28",
        "customFields.certified": "true",
        "customFields.grade": "A",
        "customFields.labels": ["bio", "eco"],
        "customFields.portal": "https://a.example",
        "customFields.helpdesk": "a@b.example",
    }
    before = len(history(world.cast.acme, "organization"))
    saved(send(owner, address(Organization, "add"), type="F", name=" Mill ", country="PT", ndaSigned="on", **values))
    row = Organization.rows.get(account=world.cast.acme, name="Mill")
    assert row.custom_fields == {
        "notes": "Primary",
        "headcount": 12,
        "spend": "1.50",
        "auditedOn": "2025-02-28",
        "certified": True,
        "grade": "A",
        "labels": ["bio", "eco"],
        "portal": "https://a.example",
        "helpdesk": "a@b.example",
    }
    saved(send(owner, address(Organization, "change", row.pk), name="Mill & Co", **{"customFields.spend": ""}))
    saved(send(owner, address(Organization, "change", row.pk)))  # as it was: nothing to tell
    (made, changed) = history(world.cast.acme, "organization")[before:]
    assert made[:3] == ("create", "admin", world.owner.user.pk)
    assert changed == (
        "update",
        "admin",
        world.owner.user.pk,
        {"name": ["Mill", "Mill & Co"], "customFields.spend": ["1.50", None]},
    )


def test_a_relationship_is_made_between_two_picked_organizations(stocked: World, owner: Client):
    ends = [Organization.rows.get(account=stocked.cast.acme, external_id=key).pk for key in ("PARENT-0", "ORG-0")]
    typed = {
        "source": ends[0],
        "target": ends[1],
        "leadSupplier": ends[0],
        "types": ["maker", "direct supplier"],
        "contacts": ["pat@parent-0.example", "joe@org-0.example"],
        "customFields.grade": "B",
    }
    saved(send(owner, address(Relationship, "add"), **typed))
    row = Relationship.rows.select_related("source", "target").get(source=ends[0], target=ends[1])
    assert (row.lead_supplier_id, row.custom_fields) == (ends[0], {"grade": "B"})
    assert sorted(row.types.values_list("key", flat=True)) == ["direct supplier", "maker"]
    assert sorted(row.contacts.values_list("email", flat=True)) == ["joe@org-0.example", "pat@parent-0.example"]
    url = address(Relationship, "change", row.pk)
    saved(send(owner, url))  # what was not touched stays, contacts and lead supplier, too
    saved(send(owner, url, contacts=["joe@org-0.example"], leadSupplier=""))
    last = history(stocked.cast.acme, "relationship")[-1]
    assert last[0] == "update"
    assert set(last[3]) == {"contacts", "leadSupplier"}
    assert "Parent 0 → Factory 0" in text_of(owner.get(url))


def test_a_link_to_the_form_of_a_new_record_chooses_what_it_hangs_on(stocked: World, owner: Client):
    parent = Organization.rows.get(account=stocked.cast.acme, external_id="PARENT-0").pk
    data = form_at(owner, f"{address(Contact, 'add')}?organization={parent}&firstName=Eve")
    assert (data["organization"], data["firstName"]) == (str(parent), "")
    saved(owner.post(address(Contact, "add"), data | {"firstName": "Eve", "email": "eve@parent.example"}))
    assert Contact.rows.get(email="eve@parent.example").organization_id == parent
    assert form_at(owner, f"{address(Contact, 'add')}?organization=%27abc")["organization"] == ""


@pytest.mark.parametrize(
    ("name", "changed", "field", "said"),
    [
        ("organizations", {"name": ""}, "name", "This field may not be empty."),
        ("organizations", {"name": "Factory 1"}, "name", "open that one, or use another value"),
        ("organizations", {"externalId": "ORG-1"}, "externalId", "open that one, or use another value"),
        ("organizations", {"website": "javascript:alert(1)"}, "website", "http"),
        ("organizations", {"latitude": "91"}, "latitude", "90"),
        ("organizations", {"contactPerson.email": "nobody"}, "contactPerson.email", "e-mail"),
        ("organizations", {"customFields.spend": "1.234"}, "customFields.spend", "decimal"),
        ("organizations", {"customFields.grade": "Z"}, "customFields.grade", "not one of the options"),
        ("organizations", {"customFields.portal": "javascript:alert(1)"}, "customFields.portal", "http"),
        ("contacts", {"firstName": ""}, "firstName", "This field may not be empty."),
        ("contacts", {"email": "nobody"}, "email", "e-mail"),
        ("contacts", {"email": "joe1@example.com", "organization": "1"}, None, None),
        ("products", {"reference": "two words"}, "reference", "white space"),
        ("products", {"reference": "PRO-1"}, "reference", "open that one, or use another value"),
        ("products", {"parentProductId": "987654321"}, "parentProductId", "not found"),
        ("products", {"linkedIntegrations": "webshop | W-1"}, "linkedIntegrations", "Another record already holds this value"),
        ("relationships", {"types": []}, "types", "at least"),
        ("relationships", {"contacts": ["nobody@nowhere.example"]}, "contacts", "nobody@nowhere.example"),
        ("relationships", {"leadSupplier": "987654321"}, "leadSupplier", "not found"),
    ],
)
def test_every_rule_that_is_broken_is_told_at_its_field_and_nothing_is_written(
    stocked: World, owner: Client, name: str, changed: dict[str, Any], field: str | None, said: str | None
):
    if name == "contacts" and field is None:  # the organization stays as it was created, so what is posted for it says nothing
        saved(send(owner, address(Contact, "change", one(name, stocked.owner)), **changed))
        assert Contact.rows.get(external_id="CON-0", account=stocked.cast.acme).organization.external_id == "PARENT-0"
        return
    model = MODELS[name]
    before = list(model.rows.order_by("pk").values())
    url = address(model, "change", one(name, stocked.owner))
    data = {**form_at(owner, url), **changed}
    answer = owner.post(url, data)
    errors = errors_of(answer)
    assert list(errors) == [field]
    assert said in errors[field][0]
    assert str(errors[field][0])[:20] in answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert list(model.rows.order_by("pk").values()) == before


def test_rules_of_new_relationships_are_told_at_the_ends(stocked: World, owner: Client):
    parent = Organization.rows.get(account=stocked.cast.acme, external_id="PARENT-0").pk
    other = Organization.rows.get(account=stocked.cast.acme, external_id="PARENT-1").pk
    same = send(owner, address(Relationship, "add"), source=parent, target=parent, types=["maker"])
    assert list(errors_of(same)) == ["target"]
    twice = send(owner, address(Relationship, "add"), source=parent, target=other, types=["maker"])
    assert list(errors_of(twice)) == ["target"]
    wrong = send(owner, address(Relationship, "add"), source=other, target=parent, types=["supplies brand"])
    assert list(errors_of(wrong)) == ["types"]


def test_a_form_that_somebody_overtook_changes_nothing_and_says_what_is_stored(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    url = address(Organization, "change", row)
    data = form_at(owner, url)
    save(stocked.owner.actor, "organizations", {"id": row, "city": "Braga"})
    answer = owner.post(url, data | {"city": "Faro"})
    errors = errors_of(answer)
    assert "Somebody changed this since you opened it." in errors[""][0]
    assert errors["city"] == ["Stored now: Braga"]
    assert Organization.rows.get(pk=row).city == "Braga"
    again = {name: value for name, value in data.items() if name != "ifVersion"}
    saved(owner.post(url, again | {"city": "Faro", "ifVersion": answer.context["adminform"].form["ifVersion"].value()}))
    assert Organization.rows.get(pk=row).city == "Faro"


def test_over_all_accounts_a_record_is_written_in_its_own_account(stocked: World, everywhere: Client):
    row = one("organizations", stocked.owner)
    assert {"account"} <= set(everywhere.get(address(Organization, "changelist")).context["cl"].list_display)
    saved(send(everywhere, address(Organization, "change", row), city="Sintra"))
    assert history(stocked.cast.acme, "organization")[-1][:2] == ("update", "admin")
    assert everywhere.get(address(Organization, "add")).status_code == 403
    found = everywhere.get(address(Relationship, "changelist"), {"q": "Parent 0"})
    assert [str(one) for one in found.context["cl"].result_list] == ["Parent 0 → Parent 1"]


def test_a_product_hangs_on_a_picked_one_and_its_lists_are_typed(stocked: World, owner: Client):
    parent = one("products", stocked.owner)
    url = f"{address(Product, 'add')}?parentProductId={parent}"
    assert form_at(owner, url)["parentProductId"] == str(parent)
    saved(send(owner, url, reference="SUB-1", name="Hood", features="warm | Very warm", linkedIntegrations="webshop | H-1"))
    row = Product.rows.get(account=stocked.cast.acme, external_id="SUB-1")
    assert (row.parent_id, row.features) == (parent, [{"reference": "warm", "name": "Very warm"}])
    (children,) = [panel for panel in owner.get(address(Product, "change", parent)).context["panels"] if panel.count]
    assert [shown.cells for shown in children.rows] == [["Hood", "SUB-1", "Draft"]]
    assert listed(owner, Product, parent=parent) == [row.pk]
    said = messages_of(act(owner, Product, "delete_selected", parent, post="yes"))
    assert len(said) == 1
    assert Product.rows.filter(pk=parent).exists()
    assert messages_of(act(owner, Product, "archive", parent)) == ["1 archived."]


def test_identifiers_are_shown_those_of_other_users_are_not(world: World, owner: Client):
    for key, scope in (("sap", "account"), ("mine", "user")):
        values = {"recordType": "organization", "key": key, "label": key.title(), "dataType": "text", "isIdentifier": True}
        save_custom_field(actor=world.owner.actor, values=values | {"identifierScope": scope})
    (row,) = save(world.owner.actor, "organizations", {"externalId": "I-1", "type": "S", "name": "I", "customFields": {"sap": "S-1"}})
    for person, value in ((world.owner, "OWN-1"), (world.cast.editor, "THEIRS-1")):
        save(person.actor, "organizations", {"id": row, "customFields": {"mine": value}})
    page = owner.get(address(Organization, "change", row))
    (shown,) = [panel for panel in page.context["panels"] if panel.title == "Identifiers"]
    assert [one.cells for one in shown.rows] == [["Sap", "S-1", "The account's"], ["Mine", "OWN-1", "Yours"]]
    assert "THEIRS-1" not in text_of(page)
    assert "THEIRS-1" not in text_of(owner.get(address(Organization, "history", row)))


# --- lists ---


@pytest.mark.parametrize(
    ("name", "query", "keys"),
    [
        ("organizations", {"q": "factory 1"}, {"ORG-1"}),
        ("organizations", {"q": "ORG-0"}, {"ORG-0"}),
        ("organizations", {"q": "JOE@org-1.example"}, {"ORG-1"}),
        ("organizations", {"type__exact": "B"}, {"PARENT-1"}),
        ("organizations", {"country": "PT"}, {"ORG-0", "ORG-1"}),
        ("organizations", {"customFields.grade": "A"}, {"ORG-0", "ORG-1"}),
        ("organizations", {"customFields.grade": "B"}, set()),
        ("organizations", {"customFields.labels": "bio"}, {"ORG-0", "ORG-1"}),
        ("organizations", {"customFields.certified": "true"}, {"ORG-0", "ORG-1"}),
        ("contacts", {"q": "CON-1"}, {"CON-1"}),
        ("contacts", {"q": "joe1@"}, {"CON-1"}),
        ("contacts", {"organization": "PARENT-0", "type__exact": "sales"}, {"CON-0"}),
    ],
)
def test_lists_are_searched_and_filtered(stocked: World, owner: Client, name: str, query: dict[str, str], keys: set[str]):
    ids = {key: str(pk) for pk, key in Organization.rows.filter(account=stocked.cast.acme).values_list("pk", "external_id")}
    asked = {parameter: ids.get(value, value) if parameter == "organization" else value for parameter, value in query.items()}
    found = MODELS[name].rows.filter(pk__in=listed(owner, MODELS[name], **asked)).values_list("external_id", flat=True)
    assert {key for key in found if key} == keys


def test_an_organization_is_found_by_its_code(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    assert listed(owner, Organization, q=insp_id(row)) == [row]


def test_relationships_are_filtered_by_type_and_end(stocked: World, owner: Client):
    (first, second) = listed(owner, Relationship)
    maker = RelationshipType.rows.get(account=stocked.cast.acme, key="maker").pk
    former = RelationshipType.rows.get(account=stocked.cast.acme, key="former").pk
    assert listed(owner, Relationship, relationship_type=maker) == [first, second]
    assert listed(owner, Relationship, relationship_type=former) == []
    row = Relationship.rows.get(pk=second)
    assert listed(owner, Relationship, source=row.source_id) == [second]
    assert listed(owner, Relationship, target=row.source_id) == [first]
    for garbage in ("abc", "9" * 30, "-1"):
        assert owner.get(address(Relationship, "changelist"), {"source": garbage}).context["cl"].result_count == 0


def test_a_list_as_csv_holds_no_formula(stocked: World, owner: Client):
    save(stocked.owner.actor, "organizations", {"externalId": "F-1", "type": "S", "name": '=HYPERLINK("http://x")'})
    row = Organization.rows.get(external_id="F-1").pk
    answer = owner.post(address(Organization, "changelist"), {"action": "export_as_csv", "_selected_action": [row]})
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "F-1" in text
