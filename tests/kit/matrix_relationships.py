"""What is expected of the routes about relationships."""

from __future__ import annotations

from tests.kit.matrix_lines import (
    CREATORS,
    CURSOR,
    EDITORS,
    FIXED,
    NO_FIELD,
    NO_ORGANIZATION,
    PLATFORM,
    READ_ONLY,
    READERS,
    REMOVERS,
    SIGNED,
    STEERING,
    STUB_WORDS,
    Fragment,
    Row,
    Slot,
    body,
    narrowing,
    one,
    own_field,
    referring,
    signed,
    written,
)

WORDS = body(
    *SIGNED,
    *STEERING,
    *("relationshipStatus", "source", "target", "leadSupplier"),
    *(f"contacts[].{name}" for name in ("firstName", "lastName", "phoneNumber", "role")),
    *(f"{end}.{name}" for end in ("source", "target", "leadSupplier") for name in STUB_WORDS),
)

BLIND = {"B": NO_ORGANIZATION}
LISTED: Fragment = {"contacts[].email": "$contact email"}
OF_RELATIONSHIPS = (
    PLATFORM,
    Slot("body types[]", "type", "200", "400 relationship_type_not_found"),
    Slot("body contacts[].email", "contact email", "200", "400 contact_not_found", other="400 contact_not_found"),
    Slot("body contacts[].id", "contact", "200", READ_ONLY, other=READ_ONLY, beside=LISTED),
    Slot("body customFields", "relationship-field", "200", NO_FIELD),
    *referring("leadSupplier", "", "200", None),
    *signed(),
)
CHANGED_RELATIONSHIP = (
    one("relationship"),
    Slot("body id", "relationship", "200", READ_ONLY, other=READ_ONLY),
    *referring("source", "", "200", FIXED),
    *referring("target", " target", "200", FIXED),
    *OF_RELATIONSHIPS,
)
USUAL: Fragment = {"types": ["$type"], "relationshipStatus": "active"}
SOURCE: Fragment = {"kind": "external", "value": "$organization key"}
_ROWS: dict[str, Row] = {
    "POST relationships/upsert": Row(
        CREATORS + "PH",
        "200",
        (
            Slot("body id", "relationship", "200", f"{READ_ONLY}|B {NO_ORGANIZATION}", other=READ_ONLY),
            *referring("source", "", "200", "201"),
            *referring("target", " target", "200", "201"),
            *OF_RELATIONSHIPS,
        ),
        {**USUAL, "source": SOURCE, "target": {"kind": "external", "value": "$organization key target"}},
        always=BLIND,
    ),
    "GET relationships": Row(
        READERS,
        "200",
        (
            PLATFORM,
            CURSOR,
            narrowing("sourceId", "organization"),
            narrowing("targetId", "organization target"),
            narrowing("leadSupplierId", "organization"),
            narrowing("organizationId", "organization"),
            narrowing("relationshipType", "type"),
            own_field("relationship"),
        ),
    ),
    "POST relationships": Row(
        CREATORS,
        "201",
        (
            PLATFORM,
            Slot("body id", "relationship", READ_ONLY, f"{READ_ONLY}|B {NO_ORGANIZATION}"),
            *referring("source", "", "201", None),
            *referring("target", " spare", "201", None),
            *referring("leadSupplier", "", "201", None),
            Slot("body types[]", "type", "201", "400 relationship_type_not_found"),
            Slot("body contacts[].email", "contact email", "201", "400 contact_not_found", other="400 contact_not_found"),
            Slot("body contacts[].id", "contact", "201", READ_ONLY, other=READ_ONLY, beside=LISTED),
            Slot("body customFields", "relationship-field", "201", NO_FIELD),
            *signed(),
        ),
        {**USUAL, "source": SOURCE, "target": {"kind": "external", "value": "$organization key spare"}},
        always=BLIND,
    ),
    "GET relationships/{id}": Row(READERS, "200", (PLATFORM, one("relationship"))),
    "PATCH relationships/{id}": Row(EDITORS, "200", CHANGED_RELATIONSHIP, {"relationshipStatus": "inactive"}),
    "PUT relationships/{id}": Row(EDITORS, "200", CHANGED_RELATIONSHIP, USUAL),
    "DELETE relationships/{id}": Row(REMOVERS, "204", (PLATFORM, one("relationship", "204"))),
}

RELATIONSHIPS = written(_ROWS, WORDS)
