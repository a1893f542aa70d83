"""What is expected of the routes about contacts."""

from __future__ import annotations

from tests.kit.matrix_lines import (
    CREATORS,
    CURSOR,
    EDITORS,
    FIXED,
    GONE,
    HOLDS_EDIT,
    NO_CREATE,
    NO_FIELD,
    NO_ORGANIZATION,
    NO_ROLE,
    NOT_FOUND,
    PERSON_WORDS,
    PLATFORM,
    READ_ONLY,
    READERS,
    REMOVERS,
    SIGNED,
    STEERING,
    STUB_WORDS,
    TAKEN,
    UNAVAILABLE,
    Fragment,
    Row,
    Slot,
    body,
    found_by,
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
    *PERSON_WORDS,
    *("organization", *(f"organization.{name}" for name in STUB_WORDS)),
)

BLIND = {"B": NO_ORGANIZATION}
OF_CONTACTS = (
    PLATFORM,
    Slot("body role", "role key", "200", NO_ROLE),
    Slot("body customFields", "contact-field", "200", NO_FIELD),
    *signed(),
)
CHANGED_CONTACT = (
    one("contact"),
    Slot("body id", "contact", "200", READ_ONLY, other=READ_ONLY),
    Slot(
        "body externalId",
        "contact key",
        "200",
        f"200|{HOLDS_EDIT}",
        hidden=f"{UNAVAILABLE}|{HOLDS_EDIT}",
        other="409 external_id_taken|E 403 permission_denied",
        is_open=True,
    ),
    Slot("body email", "contact email", "200", "200"),
    *referring("organization", "", "200", FIXED),
    *OF_CONTACTS,
)
CONTACT: Fragment = {"organization": {"kind": "external", "value": "$organization key"}, "firstName": "Joe"}
_ROWS: dict[str, Row] = {
    "POST contacts/upsert": Row(
        CREATORS + "PH",
        "200",
        (
            found_by("contact"),
            Slot("body id", "contact", "200", f"{NOT_FOUND}|B {NO_ORGANIZATION}", other=FIXED, beside={"externalId": GONE}),
            Slot(
                "body externalId",
                "contact key",
                "200",
                f"201|{NO_CREATE}|B {NO_ORGANIZATION}",
                hidden=f"{UNAVAILABLE}|B {NO_ORGANIZATION}",
                other=FIXED,
                beside={"email": "fresh@people.example"},
            ),
            Slot("body email", "contact email", "200", f"201|{NO_CREATE}", other="201", beside={"externalId": GONE}),
            *referring("organization", "", "200", FIXED),
            *OF_CONTACTS,
        ),
        {**CONTACT, "externalId": "$contact key", "email": "$contact email"},
        always=BLIND,
    ),
    "GET contacts": Row(
        READERS,
        "200",
        (
            PLATFORM,
            CURSOR,
            narrowing("externalId", "contact key"),
            narrowing("organizationId", "organization"),
            own_field("contact"),
        ),
    ),
    "POST contacts": Row(
        CREATORS,
        "201",
        (
            PLATFORM,
            Slot("body id", "contact", TAKEN, NOT_FOUND),
            Slot("body externalId", "contact key", TAKEN, f"201|B {NO_ORGANIZATION}", hidden=f"{UNAVAILABLE}|B {NO_ORGANIZATION}"),
            Slot("body email", "contact email", TAKEN, "201", other="201"),
            *referring("organization", "", "201", None),
            Slot("body role", "role key", "201", NO_ROLE),
            Slot("body customFields", "contact-field", "201", NO_FIELD),
            *signed(),
        ),
        {**CONTACT, "email": "fresh@people.example"},
        always=BLIND,
    ),
    "GET contacts/{id}": Row(READERS, "200", (PLATFORM, one("contact"))),
    "PATCH contacts/{id}": Row(EDITORS, "200", CHANGED_CONTACT, {"lastName": "Miller"}),
    "PUT contacts/{id}": Row(EDITORS, "200", CHANGED_CONTACT, {"firstName": "Joe", "email": "$contact email"}),
    "DELETE contacts/{id}": Row(REMOVERS, "204", (PLATFORM, one("contact", "204"))),
}

CONTACTS = written(_ROWS, WORDS)
