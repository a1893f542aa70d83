"""The read model of an organization, from one statement and a few for what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.capabilities import names
from customfields.definitions import Definitions, load_definitions
from customfields.reading import represent_template
from organizations.insp_id import insp_id
from upserts.reading import SIGNATURE, SIGNED, signature

Row = dict[str, Any]
Reader = Callable[[Actor, Sequence[int]], Mapping[int, Any]]

# Wire name → column, of what is shown as it is stored.
PLAIN = {
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
    "customFields": "custom_fields",
    "mergedInto": "merged_into_id",
}
JOINED = ("category_id", "category__name", "company__number", "template_id", "mask")
COLUMNS = (*PLAIN.values(), *JOINED, *SIGNED)
# `contactPerson` and `relationshipsCount` are attached by the rooms that know them.
MEMBERS = (*PLAIN, "inspId", "company", "category", "template", "permissions", "contactPerson", "relationshipsCount", *SIGNATURE)

_attached: dict[str, tuple[Reader, Any]] = {}


def attach(wire: str, reader: Reader, missing: Any) -> None:
    """Add a member that a higher room knows: one statement for many ids; `missing` where the reader says nothing of an id."""
    _attached[wire] = (reader, missing)


def describe(rows: Iterable[Row], actor: Actor) -> list[Row]:
    """Read models from rows of COLUMNS. As many statements for one row as for 500."""
    rows = list(rows)
    ids = [row["id"] for row in rows]
    attached = {wire: (reader(actor, ids) if ids else {}, missing) for wire, (reader, missing) in _attached.items()}
    has_template = any(row["template_id"] for row in rows)
    definitions = load_definitions(actor.account_id, "organization") if has_template else None
    return [_describe(row, attached, definitions) for row in rows]


def _describe(row: Row, attached: Mapping[str, tuple[Mapping[int, Any], Any]], definitions: Definitions | None) -> Row:
    record = {wire: row[column] for wire, column in PLAIN.items()}
    record["inspId"] = insp_id(row["id"])
    record["company"] = row["company__number"]
    record["category"] = {"id": row["category_id"], "name": row["category__name"]} if row["category_id"] else None
    template = definitions.templates.get(row["template_id"]) if definitions else None
    record["template"] = represent_template(template.id, definitions, row["custom_fields"]) if template and definitions else None
    record["permissions"] = names(row["mask"])
    for wire, (values, missing) in attached.items():
        record[wire] = values.get(row["id"], missing)
    return record | signature(row)


def stub(row: Mapping[str, Any], prefix: str) -> Row | None:
    """How other records name an organization: {id, externalId, type, name, inspId}. None: there is none."""
    identity = row[f"{prefix}_id"]
    if identity is None:
        return None
    return {
        "id": identity,
        "externalId": row[f"{prefix}__external_id"],
        "type": row[f"{prefix}__type"],
        "name": row[f"{prefix}__name"],
        "inspId": insp_id(identity),
    }


def stub_columns(prefix: str) -> tuple[str, ...]:
    """The columns that `stub` needs."""
    return (f"{prefix}_id", f"{prefix}__external_id", f"{prefix}__type", f"{prefix}__name")
