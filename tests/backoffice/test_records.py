"""Records through the admin: read, judged and written by the engine, in the channel of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.backoffice.forms import address, errors_of, form_at, history, listed, messages_of, saved, send, staff_client, text_of
from tests.backoffice.records import MODELS, fill, one
from tests.kit.chain import save
from tests.kit.samples import items
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
