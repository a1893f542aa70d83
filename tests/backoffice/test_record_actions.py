"""Several records at once, sharing, merging and history in the admin: through the engine or a service, each with its verdict."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.grants import PrincipalName, SharedRecord, grant
from accounts.models import Grant, Principal
from accounts.teams import create_team
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.backoffice.forms import act, address, form_at, history, listed, messages_of, saved, send, staff_client, text_of
from tests.backoffice.records import MODELS, one
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World

# --- several at once ---


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
    monkeypatch.setattr("desk.record_actions.MOST", 1)
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


@pytest.mark.parametrize(("name", "verb"), [("organizations", "Archive"), ("relationships", "Remove")])
def test_the_button_and_the_page_behind_it_are_called_after_what_becomes_of_the_record(stocked: World, owner: Client, name: str, verb: str):
    model, row = MODELS[name], one(name, stocked.owner)
    form, asked = (owner.get(address(model, page, row)) for page in ("change", "delete"))
    way = address(model, "delete", row)
    assert re.findall(rf'<a class="([^"]+)" href="{way}"[^>]*>(.*?)</a>', text_of(form)) == [("bo-button bo-danger bo-removal", verb)]
    assert asked.context["title"] == f"{verb} {model._meta.verbose_name}"
    assert "Delete" not in text_of(form) + text_of(asked)


def test_what_is_archived_has_no_button_that_archives_it(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    act(owner, Organization, "archive", row)
    assert "bo-removal" not in text_of(owner.get(address(Organization, "change", row)))


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


def test_with_whom_one_shares_is_found_by_name(stocked: World, owner: Client):
    create_team(actor=stocked.owner.actor, name="Viewing team", members=[])
    answer = owner.get("/admin/autocomplete/?app_label=accounts&model_name=grant&field_name=principal&term=view")
    assert [one["text"] for one in answer.json()["results"]] == ["Viewing team", "Viewer <viewer@acme.example>"]


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


def test_what_a_merge_would_do_is_told_in_the_words_of_the_form(stocked: World, owner: Client):
    first, second = (Organization.rows.get(account=stocked.cast.acme, external_id=key).pk for key in ("ORG-0", "ORG-1"))
    saved(send(owner, address(Organization, "change", second), zipPostalCode="4000", country="ES"))
    members = {one.label: one for one in owner.get(address(Organization, "merge", first), {"from": second}).context["members"]}
    assert (members["Postal code"].loser, members["Country"].loser) == ("4000", "Spain")
    assert members["Name"].result == members["Name"].survivor == "Factory 0"
    assert not [said for one in members.values() for said in (one.survivor, one.loser, one.result) if "{" in said]


def test_the_page_that_asks_says_what_is_done_and_to_what(stocked: World, owner: Client):
    organization, product = one("organizations", stocked.owner), one("products", stocked.owner)
    page = text_of(owner.get(address(Organization, "delete", organization)))
    assert "Archive “Factory 0”?" in page
    assert "can be restored" in page
    assert "deleted" not in page
    rows = [product, MODELS["products"].rows.get(account=stocked.cast.acme, external_id="PRO-1").pk]
    asked = act(owner, MODELS["products"], "delete_selected", *rows)
    assert "Remove these 2 products?" in text_of(asked)
    assert MODELS["products"].rows.filter(pk__in=rows).count() == 2


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
    assert "Pat: See" in page
    assert "Sam" not in page
    assert "Sam: See" in text_of(staff_client(stocked.owner.user).get(address(Organization, "history", row)))


def test_the_history_of_a_record_names_what_is_kept_by_id(stocked: World, owner: Client):
    row = one("relationships", stocked.owner)
    edge = Relationship.rows.select_related("source").get(pk=row)
    page = owner.get(address(Relationship, "history", row))
    told = {one.name: one.new for one in page.context["changes"][-1].differences}
    assert (told["Source"], told["Status"]) == (edge.source.name, "Active")
