from __future__ import annotations

import pytest
from django.test import Client

from contacts.models import Contact
from organizations.insp_id import insp_id
from tests.kit.calls import get
from tests.kit.cast import Cast
from tests.kit.chain import external, make_vocabulary, save

SENT = {
    "externalId": "joe",
    "firstName": "Joe",
    "lastName": "Weaver",
    "email": "Joe@Mill.Example",
    "phoneNumber": "+1 2",
    "role": "buyer",
    "type": "technical",
    "isPrimary": True,
    "customFields": {"spend": "0.10"},
}


@pytest.fixture
def organizations(cast: Cast) -> list[int]:
    make_vocabulary(cast.owner)
    mill, yard = {"type": "F", "name": "Mill", "externalId": "M"}, {"type": "S", "name": "Yard", "externalId": "Y"}
    return save(cast.owner.actor, "organizations", mill, yard)


def test_the_read_model_has_every_member_and_says_what_was_sent(client: Client, cast: Cast, organizations: list[int]):
    (id_,) = save(cast.owner.actor, "contacts", SENT | {"organization": external("M")})
    stored = Contact.objects.visible_to(cast.owner.actor).get()
    assert get(client, cast.editor, f"contacts/{id_}").json() == SENT | {
        "id": id_,
        "organization": {"id": organizations[0], "externalId": "M", "type": "F", "name": "Mill", "inspId": insp_id(organizations[0])},
        "permissions": ["edit", "read"],
        "version": 1,
        "createdAt": stored.created_at.isoformat().replace("+00:00", "Z"),
        "createdBy": {"id": cast.owner.user.pk, "name": "Owner"},
        "updatedAt": stored.updated_at.isoformat().replace("+00:00", "Z"),
        "updatedBy": {"id": cast.owner.user.pk, "name": "Owner"},
    }


def test_what_is_missing_is_null_never_absent(client: Client, cast: Cast, organizations: list[int]):
    (id_,) = save(cast.owner.actor, "contacts", {"organization": external("M"), "firstName": "Joe", "email": "joe@mill.example"})
    body = get(client, cast.viewer, f"contacts/{id_}").json()
    missing = {"externalId", "lastName", "phoneNumber", "role", "type"}
    assert {name: body[name] for name in missing} == dict.fromkeys(missing)
    assert (body["isPrimary"], body["customFields"]) == (False, {})
