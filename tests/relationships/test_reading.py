from __future__ import annotations

from django.test import Client

from organizations.insp_id import insp_id
from relationships.models import Relationship
from tests.kit.calls import get
from tests.kit.cast import Cast
from tests.kit.chain import external, make_chain, save


def test_the_read_model_has_every_member_and_says_what_was_sent(client: Client, cast: Cast):
    chain = make_chain(cast.owner)
    brand, supplier = (
        {"id": id_, "externalId": key, "type": key[0], "name": f"Works {key}", "inspId": insp_id(id_)}
        for id_, key in zip(chain.organizations, ("B-0", "S-1"), strict=False)
    )
    joes = [
        {"id": id_, "firstName": "Joe", "lastName": None, "email": email, "phoneNumber": None, "role": "buyer"}
        for id_, email in zip(chain.contacts, ("joe@b-0.example", "joe@s-1.example"), strict=False)
    ]
    stored = Relationship.objects.visible_to(cast.owner.actor).order_by("id")[0]
    assert get(client, cast.viewer, f"relationships/{chain.relationships[0]}").json() == {
        "id": chain.relationships[0],
        "source": supplier,
        "target": brand,
        "leadSupplier": supplier,
        "types": ["direct supplier", "maker"],
        "relationshipStatus": "active",
        "customFields": {"spend": "0.50"},
        "contacts": joes,
        "permissions": ["read"],
        "version": 1,
        "createdAt": stored.created_at.isoformat().replace("+00:00", "Z"),
        "createdBy": {"id": cast.owner.user.pk, "name": "Owner"},
        "updatedAt": stored.updated_at.isoformat().replace("+00:00", "Z"),
        "updatedBy": {"id": cast.owner.user.pk, "name": "Owner"},
    }


def test_what_is_missing_is_null_or_empty_never_absent(client: Client, cast: Cast):
    make_chain(cast.owner)
    plain = {"source": external("B-0"), "target": external("S-1"), "types": ["direct supplier"], "relationshipStatus": "inactive"}
    (id_,) = save(cast.owner.actor, "relationships", plain)
    body = get(client, cast.viewer, f"relationships/{id_}").json()
    assert (body["leadSupplier"], body["customFields"], body["contacts"]) == (None, {}, [])
