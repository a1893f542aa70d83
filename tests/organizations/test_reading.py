from __future__ import annotations

import json
from decimal import Decimal

from django.test import Client

from accounts.services import add_company
from contacts.models import Contact
from customfields.models import CustomField, CustomFieldTemplate
from organizations.insp_id import insp_id
from organizations.models import Category, Organization
from tests.kit.calls import get
from tests.kit.cast import Cast
from tests.kit.chain import make_chain, make_vocabulary, save

SENT = {
    "externalId": "S-1",
    "type": "S",
    "name": "Söke Weavers",
    "addressLine1": "1 Mill Lane",
    "addressLine2": "Hall 2",
    "city": "Söke",
    "stateProvince": "Aydın",
    "zipPostalCode": "09200",
    "country": "TR",
    "phone": "+90 1",
    "mobile": "+90 2",
    "fax": "+90 3",
    "website": "https://weavers.example",
    "generalDescription": "Weaves.\nDyes.",
    "supplementaryDescription": "Since 1970",
    "additionalDescription": "Two halls",
    "ndaSigned": True,
    "ndaSignedDate": "2025-01-31",
    "msaSigned": True,
    "msaSignedDate": "2024-02-29",
    "latitude": Decimal("37.751234"),
    "longitude": Decimal("-27.4"),
    "company": 2,
    "contactPerson": {"name": "Ann van der Berg", "email": "ann@weavers.example", "type": "sales"},
}


def test_the_read_model_has_every_member_and_says_what_was_sent(client: Client, cast: Cast):
    make_vocabulary(cast.owner)
    add_company(cast.acme, "Acme Trading")
    category, template = (model.objects.visible_to(cast.owner.actor).get() for model in (Category, CustomFieldTemplate))
    field = CustomField.objects.visible_to(cast.owner.actor).get(key="auditedOn")
    custom = {"customFields": {"spend": 7, "auditedOn": "2025-02-28"}}
    (id_,) = save(cast.owner.actor, "organizations", SENT | custom | {"category": category.pk, "template": {"id": template.pk}})
    stored = Organization.objects.visible_to(cast.owner.actor).get()
    body = json.loads(get(client, cast.viewer, f"organizations/{id_}").content, parse_float=Decimal)
    assert body == SENT | {
        "id": id_,
        "status": "active",
        "inspId": insp_id(id_),
        "category": {"id": category.pk, "name": "Textiles"},
        "template": {
            "id": template.pk,
            "name": "Audit",
            "fields": [{"id": field.pk, "key": "auditedOn", "name": "Audited on", "dataType": "date", "value": "2025-02-28"}],
        },
        "customFields": {"spend": "7.00", "auditedOn": "2025-02-28"},
        "relationshipsCount": 0,
        "permissions": ["read"],
        "mergedInto": None,
        "version": 1,
        "createdAt": stored.created_at.isoformat().replace("+00:00", "Z"),
        "createdBy": {"id": cast.owner.user.pk, "name": "Owner"},
        "updatedAt": stored.updated_at.isoformat().replace("+00:00", "Z"),
        "updatedBy": {"id": cast.owner.user.pk, "name": "Owner"},
    }


def test_what_is_missing_is_null_never_absent(client: Client, cast: Cast):
    (id_,) = save(cast.owner.actor, "organizations", {"type": "F", "name": "Bare"})
    body = get(client, cast.viewer, f"organizations/{id_}").json()
    given = {
        "id",
        "inspId",
        "type",
        "name",
        "status",
        "company",
        "permissions",
        "version",
        "createdAt",
        "createdBy",
        "updatedAt",
        "updatedBy",
    }
    plain = {"ndaSigned": False, "msaSigned": False, "customFields": {}, "relationshipsCount": 0}
    nulls = {*SENT, "category", "template", "mergedInto"} - given - set(plain)
    assert {name: value for name, value in body.items() if name not in given} == plain | dict.fromkeys(nulls)
    assert body["company"] == 1


def test_relationships_are_counted_at_both_ends(client: Client, cast: Cast):
    brand, first, second = make_chain(cast.owner).organizations
    back = {
        "source": {"value": str(brand)},
        "target": {"value": str(first)},
        "types": ["direct supplier"],
        "relationshipStatus": "inactive",
    }
    save(cast.owner.actor, "relationships", back)
    counts = [get(client, cast.viewer, f"organizations/{id_}").json()["relationshipsCount"] for id_ in (brand, first, second)]
    assert counts == [3, 2, 1]


def test_a_contact_person_without_a_last_name_has_one_word(client: Client, cast: Cast):
    (id_,) = save(
        cast.owner.actor, "organizations", {"type": "F", "name": "Bare", "contactPerson": {"name": "Ann", "email": "a@b.example"}}
    )
    assert get(client, cast.viewer, f"organizations/{id_}").json()["contactPerson"] == {"name": "Ann", "email": "a@b.example", "type": None}
    assert Contact.objects.visible_to(cast.owner.actor).get().last_name is None


def test_a_record_whose_author_is_no_more_says_nobody(client: Client, cast: Cast):
    (id_,) = save(cast.owner.actor, "organizations", {"type": "F", "name": "Bare"})
    Organization.objects.visible_to(cast.owner.actor).update(created_by=None, updated_by_id=2**40)
    body = get(client, cast.viewer, f"organizations/{id_}").json()
    assert (body["createdBy"], body["updatedBy"]) == (None, None)
