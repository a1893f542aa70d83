"""The read model of an organization, from one statement and a few for what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.compiled import ActorRows, Among
from accounts.roles import ALL
from customfields.definitions import load_definitions
from customfields.reading import represent_template
from organizations.insp_id import insp_id
from organizations.models import Organization
from upserts.members import CUSTOM_FIELDS, PERMISSIONS, SIGNATURE, Member, ReadModel, Row, plain

Reader = Callable[[Actor, Sequence[int]], Mapping[int, Any]]

_attached: dict[str, tuple[Reader, Any]] = {}


def attach(wire: str, reader: Reader, missing: Any) -> None:
    """Fill a member that a higher room knows: one statement for many ids; `missing` where the reader says nothing of an id."""
    _attached[wire] = (reader, missing)


def _complete(records: Sequence[Row], actor: Actor) -> None:
    """Add the attached members and the templates. As many statements for one record as for 500."""
    ids = [record["id"] for record in records]
    for wire, (reader, missing) in _attached.items():
        values = reader(actor, ids) if ids else {}
        for record in records:
            record[wire] = values.get(record["id"], missing)
    _hide_survivors(records, actor)
    if any(record["template"] for record in records):
        definitions = load_definitions(actor.account_id, "organization")
        for record in records:
            record["template"] = represent_template(record["template"], definitions, record["customFields"])


def _hide_survivors(records: Sequence[Row], actor: Actor) -> None:
    """Who reaches only what is granted learns of a merger where it sees the survivor. One statement, none where nothing was merged."""
    merged = {record["mergedInto"] for record in records} - {None}
    if merged and actor.reach != ALL:
        visible = {identity for (identity,) in VISIBLE.of(actor, merged)}
        for record in records:
            if record["mergedInto"] not in visible:
                record["mergedInto"] = None


VISIBLE = ActorRows(lambda actor: Organization.objects.visible_to(actor).filter(Among("id")).values_list("id"))
VISIBLE_NAMES = ActorRows(lambda actor: Organization.objects.visible_to(actor).filter(Among("id")).values_list("id", "name"))


def _category(identity: int | None, name: str | None) -> Row | None:
    return None if identity is None else {"id": identity, "name": name}


def _stub(identity: int | None, external_id: str | None, type_: str, name: str) -> Row | None:
    if identity is None:
        return None
    return {"id": identity, "externalId": external_id, "type": type_, "name": name, "inspId": insp_id(identity)}


def stub(prefix: str) -> Member:
    """How other records name an organization: {id, externalId, type, name, inspId}. None: there is none."""
    return Member((f"{prefix}_id", f"{prefix}__external_id", f"{prefix}__type", f"{prefix}__name"), _stub)


ORGANIZATION = ReadModel(
    {
        **plain(
            {
                "id": "id",
                "externalId": "external_id",
                "type": "type",
                "name": "name",
                "status": "status",
                "addressLine1": "address_line1",
                "addressLine2": "address_line2",
                "city": "city",
                "stateProvince": "state_province",
                "zipPostalCode": "zip_postal_code",
                "country": "country",
                "phone": "phone",
                "mobile": "mobile",
                "fax": "fax",
                "website": "website",
                "generalDescription": "general_description",
                "supplementaryDescription": "supplementary_description",
                "additionalDescription": "additional_description",
                "ndaSigned": "nda_signed",
                "ndaSignedDate": "nda_signed_date",
                "msaSigned": "msa_signed",
                "msaSignedDate": "msa_signed_date",
                "latitude": "latitude",
                "longitude": "longitude",
            }
        ),
        "customFields": CUSTOM_FIELDS,
        "mergedInto": Member(("merged_into_id",)),
        "inspId": Member(("id",), insp_id),
        "company": Member(("company__number",)),
        "category": Member(("category_id", "category__name"), _category),
        "template": Member(("template_id",)),  # its id, until `_complete` knows the definitions
        "permissions": PERMISSIONS,
        # By the rooms that know them.
        "contactPerson": Member((), lambda: None),
        "relationshipsCount": Member((), lambda: None),
        **SIGNATURE,
    },
    _complete,
)
