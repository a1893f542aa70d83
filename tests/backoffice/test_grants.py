"""Grants in the admin: on what they are given, and how the history tells of them."""

from __future__ import annotations

import re

from django.db.models import Q
from django.test import Client

from accounts.models import Principal
from accounts.teams import create_team
from activity.models import Change
from organizations.models import Organization
from tests.backoffice.forms import act, address, text_of
from tests.backoffice.records import one
from tests.kit.worlds import World


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
