"""What is expected of the routes about organizations."""

from __future__ import annotations

from tests.kit.matrix_lines import (
    CREATORS,
    CURSOR,
    EDITORS,
    GONE,
    HOLDS_EDIT,
    NO_CREATE,
    NO_FIELD,
    NO_ROLE,
    NOT_FOUND,
    PERSON_WORDS,
    PLATFORM,
    READ_ONLY,
    READERS,
    REMOVERS,
    SIGNED,
    STEERING,
    TAKEN,
    UNAVAILABLE,
    UNKNOWN,
    Fragment,
    Row,
    Slot,
    body,
    found_by,
    narrowing,
    one,
    own_field,
    signed,
    written,
)

WORDS = body(
    *SIGNED,
    *STEERING,
    *("type", "status", "addressLine1", "addressLine2", "city", "stateProvince", "zipPostalCode", "country", "phone", "mobile", "fax"),
    *("website", "generalDescription", "supplementaryDescription", "additionalDescription", "latitude", "longitude"),
    *("ndaSigned", "ndaSignedDate", "msaSigned", "msaSignedDate", "relationshipsCount", "contactPerson", "template", "template.name"),
    *(f"template.fields[].{name}" for name in ("dataType", "key", "name", "value")),
    *(f"contacts[].{name}" for name in PERSON_WORDS),
    *("contactPerson.name", "contactPerson.type"),
)


def of_organizations(ok: str, joe: str = "$contact email") -> tuple[Slot, ...]:
    """The vocabulary and the people that every item may name. `joe` is the address of a contact that may be changed."""
    listed: Fragment = {"contacts[].email": joe, "contacts[].firstName": "Joe"}
    filled: Fragment = {"template.id": "$template", "template.fields[].value": "x"}
    new = f"{ok}|{NO_CREATE}"
    return (
        PLATFORM,
        Slot("body company", "company", ok, UNKNOWN),
        Slot("body category", "category", ok, UNKNOWN),
        Slot("body template.id", "template", ok, UNKNOWN),
        Slot("body template.fields[].id", "template-field", ok, UNKNOWN, beside=filled),
        Slot("body contacts[].email", "contact email", ok, new, other=ok, beside={"contacts[].firstName": "Joe"}, is_open=True),
        Slot("body contacts[].role", "role key", ok, NO_ROLE, beside=listed),
        Slot("body contacts[].customFields", "contact-field", ok, NO_FIELD, beside=listed),
        Slot("body contactPerson.email", "contact email", ok, new, other=ok, beside={"contactPerson.name": "Joe"}, is_open=True),
        Slot("body customFields", "organization-field", ok, NO_FIELD),
        Slot("body mergedInto", "organization", READ_ONLY, READ_ONLY),
        *signed(),
    )


MERGED = f"200|{HOLDS_EDIT}"
NEW_ORGANIZATION: Fragment = {"type": "S", "name": "Fresh", "company": 1}
BY_KEY: Fragment = {"type": "S", "name": "Fresh", "company": 1}
INSP = Slot("body inspId", "organization insp", "200", READ_ONLY, other=READ_ONLY)
CHANGED_ORGANIZATION = (
    one("organization"),
    Slot("body id", "organization", "200", READ_ONLY, other=READ_ONLY),
    Slot(
        "body externalId",
        "organization key",
        "200",
        f"200|{HOLDS_EDIT}",
        hidden=f"{UNAVAILABLE}|{HOLDS_EDIT}",
        other="409 external_id_taken|E 403 permission_denied",
        is_open=True,
    ),
    Slot("body name", "organization name", "200", "200", hidden=UNAVAILABLE, other=TAKEN),
    INSP,
    *of_organizations("200"),
)
_ROWS: dict[str, Row] = {
    "POST organizations/upsert": Row(
        CREATORS + "PH",
        "200",
        (
            Slot("body id", "organization", "200", NOT_FOUND, beside={"externalId": GONE}),
            Slot("body externalId", "organization key", "200", f"201|{NO_CREATE}", hidden=UNAVAILABLE, beside=BY_KEY),
            Slot(
                "body name",
                "organization name",
                "200",
                f"201|{NO_CREATE}",
                hidden=UNAVAILABLE,
                beside={"type": "S", "company": 1, "externalId": GONE},
            ),
            INSP,
            found_by("organization"),
            *of_organizations("200"),
        ),
        {"externalId": "$organization key", "city": "Porto"},
        always={"B": UNAVAILABLE},
    ),
    "GET organizations": Row(READERS, "200", (PLATFORM, CURSOR, narrowing("externalId", "organization key"), own_field("organization"))),
    "POST organizations": Row(
        CREATORS,
        "201",
        (
            Slot("body id", "organization", TAKEN, NOT_FOUND),
            Slot("body externalId", "organization key", TAKEN, "201", hidden=UNAVAILABLE),
            Slot("body name", "organization name", TAKEN, "201", hidden=UNAVAILABLE),
            Slot("body inspId", "organization insp", READ_ONLY, READ_ONLY),
            *of_organizations("201", "fresh@people.example"),
        ),
        NEW_ORGANIZATION,
    ),
    "GET organizations/{id}": Row(READERS, "200", (PLATFORM, one("organization"))),
    "PATCH organizations/{id}": Row(EDITORS, "200", CHANGED_ORGANIZATION, {"city": "Porto"}),
    "PUT organizations/{id}": Row(EDITORS, "200", CHANGED_ORGANIZATION, {"name": "Fresh", "company": 1}),
    "DELETE organizations/{id}": Row(REMOVERS, "204", (PLATFORM, one("organization", "204"))),
    "POST organizations/{id}/restore": Row(EDITORS, "200", (PLATFORM, one("organization"))),
    "POST organizations/{id}/merge": Row(
        EDITORS,
        MERGED,
        (
            PLATFORM,
            one("organization", MERGED),
            Slot("body from", "organization spare", MERGED, "400 organization_not_found"),
        ),
        {"from": "$organization spare"},
    ),
    "GET organizations/{id}/relationships": Row(READERS, "200", (PLATFORM, one("organization"), CURSOR)),
    "GET organizations/{id}/graph": Row(
        READERS, "200", (PLATFORM, one("organization"), Slot("query types", "type", own="200", absent="400 invalid_parameter"))
    ),
}

ORGANIZATIONS = written(_ROWS, WORDS)
