"""Grants in the admin: on what they are given, and how the history tells of them."""

from __future__ import annotations

import re

from django.db.models import Q
from django.test import Client

from accounts.custom_roles import create_role
from accounts.models import Grant, Principal
from accounts.teams import create_team
from activity.models import Change
from organizations.models import Organization
from relationships.models import Relationship
from tests.backoffice.forms import act, address, errors_of, saved, staff_client, text_of
from tests.backoffice.records import one
from tests.kit.cast import make_member
from tests.kit.worlds import World


def test_a_grant_is_given_on_a_record_that_is_found_by_name(stocked: World, owner: Client):
    edge, principal = one("relationships", stocked.owner), Principal.rows.get(account=stocked.cast.acme, kind="account")
    page = owner.get(address(Grant, "add"))
    pickers = [page.context["adminform"].form.fields[kind].widget for kind in ("organization", "relationship")]
    asked = [picker.build_attrs({}) for picker in pickers]
    found = []
    for attrs, term in zip(asked, ("Factory 0", "Parent 0"), strict=True):
        names = {name: attrs[f"data-{name.replace('_', '-')}"] for name in ("app_label", "model_name", "field_name")}
        found.append(owner.get("/admin/autocomplete/", {**names, "term": term}).json()["results"])
    assert [result["text"] for result in found[0]] == ["Factory 0 (ORG-0)"]
    assert {"id": str(edge), "text": str(Relationship.rows.select_related("source", "target").get(pk=edge))} in found[1]
    saved(owner.post(address(Grant, "add"), {"relationship": edge, "principal": principal.pk, "permissions": ["relationship-read"]}))
    assert Grant.rows.get(principal=principal).object_id == edge


def test_a_grant_is_given_on_one_record(stocked: World, owner: Client):
    said = {"principal": Principal.rows.get(account=stocked.cast.acme, kind="account").pk, "permissions": ["read"]}
    both = {name.removesuffix("s"): one(name, stocked.owner) for name in ("organizations", "relationships")}
    for chosen in ({}, both):
        assert errors_of(owner.post(address(Grant, "add"), said | chosen)) == {"organization": ["Choose one record to share."]}
    assert not Grant.rows.exists()


def test_grants_are_offered_on_what_the_role_may_share(stocked: World):
    said = {"name": "Sharer", "operations": ["RELATIONSHIP.READ", "RELATIONSHIP.SHARE"], "reach": "all", "permissions": ["full"]}
    create_role(actor=stocked.owner.actor, said=said)
    page = staff_client(make_member(stocked.cast.acme, "Sharer")).get(address(Grant, "add"))
    assert [*page.context["adminform"].form.fields] == ["relationship", "principal", "permissions"]


def test_the_overview_and_history_name_with_whom_something_was_shared(stocked: World, owner: Client):
    row = one("organizations", stocked.owner)
    team = create_team(actor=stocked.owner.actor, name="Auditors", members=[])
    for principal in Principal.rows.filter(account=stocked.cast.acme).filter(Q(team=team) | Q(user=stocked.cast.viewer.user)):
        act(owner, Organization, "share", row, post="yes", principal=principal.pk, permissions=["read"])
    overview = text_of(owner.get("/admin/"))
    changes = Change.rows.filter(account=stocked.cast.acme, operation="grant").order_by("-sequence")[:2]
    details = [text_of(owner.get(address(Change, "change", change.pk))) for change in changes]
    for page in (overview, "".join(details)):
        assert f"{stocked.cast.viewer.user}: read" in page
        assert "Auditors: read" in page
        assert not re.search(r"\b(user|team) \d+: ", page)


def test_grants_name_their_record_and_whom_they_are_for(stocked: World, owner: Client):
    row, edge = (one(name, stocked.owner) for name in ("organizations", "relationships"))
    principal = Principal.rows.get(account=stocked.cast.acme, user=stocked.cast.viewer.user)
    for model, identity, permission in ((Organization, row, "read"), (Relationship, edge, "relationship-read")):
        act(owner, model, "share", identity, post="yes", principal=principal.pk, permissions=[permission])
    listed = text_of(owner.get(address(Grant, "changelist")))
    assert f"Organization {Organization.rows.get(pk=row)}" in listed
    assert f"Relationship {Relationship.rows.select_related('source', 'target').get(pk=edge)}" in listed
    grant = Grant.rows.get(object_kind="organization", cause="manual")
    for page in ("change", "delete"):
        assert f"Organization {row} for {stocked.cast.viewer.user}" in text_of(owner.get(address(Grant, page, grant.pk)))
