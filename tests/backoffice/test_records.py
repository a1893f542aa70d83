"""Records through the admin: read, judged and written by the engine, in the channel of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.grants import PrincipalName, SharedRecord, grant
from accounts.models import Grant, Principal
from accounts.teams import create_team
from contacts.models import Contact
from customfields.services import save_custom_field
from organizations.insp_id import insp_id
from organizations.models import Organization
from products.models import Product
from relationships.models import Relationship, RelationshipType
from tests.backoffice.forms import address, errors_of, form_at, history, listed, messages_of, saved, send, staff_client, text_of
from tests.backoffice.records import MODELS, fill, one
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World


@pytest.fixture
def stocked(world: World) -> World:
    fill(world.owner, 2)
    return world


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
    (made, changed) = history(world.cast.acme, "organization")
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


# --- several at once ---


def act(client: Client, model: type[Any], action: str, *rows: int, **more: Any) -> Any:
    """The page after an action."""
    data = {"action": action, "_selected_action": list(rows), **more}
    return client.post(address(model, "changelist"), data, follow=True)


def test_organizations_are_archived_and_restored_each_with_its_verdict(stocked: World, owner: Client):
    (first, second) = Organization.rows.filter(account=stocked.cast.acme, external_id__startswith="ORG").order_by("pk")
    assert messages_of(act(owner, Organization, "archive", first.pk)) == ["1 archived."]
    said = messages_of(act(owner, Organization, "archive", first.pk, second.pk))
    assert said == [f"{first}: nothing to change.", "1 archived."]
    page = owner.get(address(Organization, "change", first.pk))
    assert "_save" not in text_of(page)  # it is restored first
    assert messages_of(act(owner, Organization, "restore", first.pk, second.pk)) == ["2 restored."]
    told = [entry for entry in history(stocked.cast.acme, "organization") if "status" in entry[3]]
    assert [entry[:3] for entry in told if entry[0] != "create"][-1][1:] == ("admin", stocked.owner.user.pk)
    assert Organization.rows.filter(account=stocked.cast.acme, status="archived").count() == 0


def test_relationships_are_activated_and_deactivated(stocked: World, owner: Client):
    rows = listed(owner, Relationship)
    assert messages_of(act(owner, Relationship, "deactivate", *rows)) == ["2 deactivated."]
    assert set(Relationship.rows.values_list("relationship_status", flat=True)) == {"inactive"}
    assert messages_of(act(owner, Relationship, "activate", rows[0])) == ["1 activated."]
    assert messages_of(act(owner, Relationship, "activate", *rows)) == ["Parent 0 → Parent 1: nothing to change.", "1 activated."]


def test_a_refusal_of_one_leaves_the_others_alone(stocked: World):
    partner = make_partner(stocked.cast.acme, "pat@acme.example")
    first, second = (row.pk for row in Relationship.rows.filter(account=stocked.cast.acme).order_by("pk"))
    share(partner, "relationship", first, "relationship-read")
    share(partner, "relationship", second, "relationship-edit")
    said = messages_of(act(staff_client(partner.user), Relationship, "deactivate", first, second))
    assert len(said) == 2
    assert "full permission" in said[0] or "not change it" in said[0]
    assert said[1] == "1 deactivated."
    assert [Relationship.rows.get(pk=pk).relationship_status for pk in (first, second)] == ["active", "inactive"]


def test_no_more_rows_are_chosen_at_once_than_somebody_can_wait_for(stocked: World, owner: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("upserts.record_actions.MOST", 1)
    said = messages_of(act(owner, Relationship, "deactivate", *listed(owner, Relationship)))
    assert said == ["At most 1 rows at once: choose fewer, or send them to the API. Nothing was done."]
    assert set(Relationship.rows.values_list("relationship_status", flat=True)) == {"active"}


def test_removing_asks_with_the_names_and_goes_through_the_engine(stocked: World, owner: Client):
    row = Contact.rows.get(account=stocked.cast.acme, email="pat@parent-0.example")
    asked = text_of(owner.get(address(Contact, "delete", row.pk)))
    assert "Pat" in asked
    assert "Parent 0 → Parent 1" not in asked  # what hangs on it
    saved(owner.post(address(Contact, "delete", row.pk), {"post": "yes"}))
    assert not Contact.rows.filter(pk=row.pk).exists()
    told = history(stocked.cast.acme, "relationship")
    assert told[-1][3]["contacts"][1] == []
    edges = listed(owner, Relationship)
    page = text_of(act(owner, Relationship, "delete_selected", *edges))
    assert "Parent 0 → Parent 1" in page
    assert messages_of(act(owner, Relationship, "delete_selected", *edges, post="yes")) == ["2 removed."]
    assert [entry[0] for entry in history(stocked.cast.acme, "relationship")][-2:] == ["delete", "delete"]


def test_deleting_an_organization_archives_it(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    answer = owner.post(address(Organization, "delete", row), {"post": "yes"}, follow=True)
    assert messages_of(answer) == ["“Factory 0” is archived: it stays, and can be restored."]
    assert Organization.rows.get(pk=row).status == "archived"


# --- sharing ---


def test_several_records_are_shared_with_a_team_at_once(stocked: World, owner: Client):
    create_team(actor=stocked.owner.actor, name="Auditors", members=[])
    principal = Principal.rows.get(account=stocked.cast.acme, team__name="Auditors").pk
    rows = listed(owner, Organization, q="factory")
    page = act(owner, Organization, "share", *rows)
    assert "Factory 0" in text_of(page)
    assert "required" in text_of(act(owner, Organization, "share", *rows, post="yes"))
    said = act(owner, Organization, "share", *rows, post="yes", principal=principal, permissions=["edit"])
    assert messages_of(said) == ["2 shared with Auditors."]
    granted = Grant.rows.filter(principal=principal).values_list("object_kind", "object_id", "mask", "granted_by")
    assert sorted(granted) == [("organization", row, 3, stocked.owner.user.pk) for row in rows]
    assert history(stocked.cast.acme, "organization")[-1][:2] == ("grant", "admin")
    shown = text_of(owner.get(address(Organization, "change", rows[0])))
    assert "Auditors" in shown
    assert "edit, read" in shown


def test_the_page_of_a_record_leads_to_giving_and_taking_back(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    page = owner.get(address(Organization, "change", row))
    (grants,) = [panel for panel in page.context["panels"] if panel.title == "Grants"]
    assert (grants.count, grants.rows) == (0, [])
    principal = Principal.rows.get(account=stocked.cast.acme, user=stocked.cast.viewer.user)
    saved(owner.post(grants.add_url, form_at(owner, grants.add_url) | {"principal": principal.pk, "permissions": ["edit"]}))
    (grants,) = [panel for panel in owner.get(address(Organization, "change", row)).context["panels"] if panel.title == "Grants"]
    assert [one.cells[:2] for one in grants.rows] == [[str(stocked.cast.viewer.user), "edit, read"]]
    saved(owner.post(grants.rows[0].remove_url, {"post": "yes"}))
    assert not Grant.rows.filter(object_id=row, object_kind="organization").exists()


# --- merging ---


def test_two_organizations_are_looked_at_and_merged(stocked: World, owner: Client):
    first, second = (Organization.rows.get(account=stocked.cast.acme, external_id=key) for key in ("ORG-0", "ORG-1"))
    page = act(owner, Organization, "merge", first.pk, second.pk)
    assert page.redirect_chain[-1][0].endswith(f"/{first.pk}/merge/?from={second.pk}")
    shown = text_of(page)
    assert "Factory 0" in shown
    assert "Factory 1" in shown
    assert "2 contacts would move to it." in shown
    url = address(Organization, "merge", first.pk)
    said = {"from": second.pk, "version": page.context["version"]}
    answer = owner.post(url, said, follow=True)
    assert messages_of(answer) == ["Factory 1 is merged into Factory 0."]
    second.refresh_from_db()
    assert (second.status, second.merged_into_id) == ("archived", first.pk)
    assert "Factory 0" in text_of(owner.get(address(Organization, "change", second.pk)))
    assert {entry[:2] for entry in history(stocked.cast.acme, "organization")} >= {("merge", "admin")}


def test_a_merge_is_refused_in_words_and_by_whom_it_is_overtaken(stocked: World, owner: Client):
    factory, brand, other = (Organization.rows.get(account=stocked.cast.acme, external_id=key).pk for key in ("ORG-0", "PARENT-1", "ORG-1"))
    url = address(Organization, "merge", factory)
    assert "Only organizations of the same type can be merged" in text_of(owner.get(url, {"from": brand}))
    for nobody in ({"from": "abc"}, {}, {"from": "9" * 40}):
        assert owner.get(url, nobody).status_code == 404
    for stale in ("99", "", "abc"):
        answer = owner.post(url, {"from": other, "version": stale})
        assert messages_of(answer) == ["The record has changed since the version you sent."], stale
    assert Organization.rows.get(pk=other).status == "active"
    said = messages_of(act(owner, Organization, "merge", factory))
    assert said == ["Choose two rows: the one that stays, and the one that is merged into it."]


def test_who_may_not_merge_sees_no_such_page(stocked: World):
    viewer = staff_client(stocked.cast.viewer.user)
    first, second = (Organization.rows.get(account=stocked.cast.acme, external_id=key).pk for key in ("ORG-0", "ORG-1"))
    assert viewer.get(address(Organization, "merge", first), {"from": second}).status_code == 403
    assert viewer.post(address(Organization, "merge", first), {"from": second, "version": "1"}).status_code == 403
    editor = staff_client(stocked.cast.editor.user)
    editor.post(address(Organization, "merge", first), {"from": second, "version": "1"})
    assert Organization.rows.get(pk=second).merged_into_id is None


# --- history ---


@pytest.mark.parametrize("name", MODELS)
def test_the_history_of_a_record_shows_old_and_new(stocked: World, owner: Client, name: str):
    row = one(name, stocked.owner)
    saved(send(owner, address(MODELS[name], "change", row), **{"customFields.notes": "Second source"}))
    page = text_of(owner.get(address(MODELS[name], "history", row)))
    assert "<del>Primary supplier</del>" in page
    assert "<ins>Second source</ins>" in page
    assert "Admin" in page


def test_the_history_of_a_record_tells_a_partner_of_its_own_grants_alone(stocked: World):
    pat, sam = (make_partner(stocked.cast.acme, f"{name}@acme.example") for name in ("pat", "sam"))
    row = one("organizations", stocked.owner)
    record = SharedRecord("organization", row)
    for person in (pat, sam):
        grant(actor=stocked.owner.actor, record=record, principal=PrincipalName("user", person.user.pk), permissions=["read"])
    page = text_of(staff_client(pat.user).get(address(Organization, "history", row)))
    assert f"user {pat.user.pk}: read" in page
    assert f"user {sam.user.pk}" not in page
    assert f"user {sam.user.pk}: read" in text_of(staff_client(stocked.owner.user).get(address(Organization, "history", row)))
