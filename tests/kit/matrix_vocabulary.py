"""What is expected of the routes about reference data, and of the account itself: for all to read, for Owner and Manager to change."""

from __future__ import annotations

from tests.kit.matrix_lines import CURSOR, PLATFORM, READ_ONLY, READERS, TAKEN, UNKNOWN, Row, Slot, body, one

KEEPERS = "OM"
FIXED = "400 immutable_field"


def routes_of(
    name: str, kind: str, new: dict[str, object], changed: dict[str, object], removed: str, *slots: Slot, words: frozenset[str]
) -> dict[str, Row]:
    """The five calls of one list; `kind` is that of the addresses, `removed` what the removal of the own row gets."""
    address = () if kind == "company" else (Slot("body id", kind, own=READ_ONLY, absent=READ_ONLY),)
    repeated = () if kind == "company" else (Slot("body id", kind, own="200", absent=READ_ONLY),)
    made = tuple(_as(slot, "201") for slot in slots)
    return {
        f"GET {name}": Row(READERS, "200", (PLATFORM, CURSOR)),
        f"POST {name}": Row(KEEPERS, "201", (PLATFORM, *address, *made), new, plain=words),
        f"GET {name}/{{id}}": Row(READERS, "200", (PLATFORM, one(kind))),
        f"PATCH {name}/{{id}}": Row(KEEPERS, "200", (PLATFORM, one(kind), *repeated, *slots), changed, plain=words),
        f"DELETE {name}/{{id}}": Row(KEEPERS, removed, (PLATFORM, one(kind, removed))),
    }


def _as(slot: Slot, status: str) -> Slot:
    """The same place where a row is made: its own key is taken there."""
    own = TAKEN if slot.is_open else status
    absent = status if slot.absent in ("200", FIXED) else slot.absent
    return Slot(slot.place, slot.kind, own=own, absent=absent, beside=slot.beside)


def named(place: str, kind: str, absent: str = "200") -> Slot:
    """The key of a row: what another account calls its rows is free here."""
    return Slot(f"body {place}", kind, own="200", absent=absent, is_open=True)


TYPE = {"key": "fresh", "forwardLabel": "a", "reverseLabel": "b"}
FIELD = {"recordType": "organization", "key": "fresh", "dataType": "text"}
FIELD_WORDS = (
    *("appliesTo[]", "choices[].key", "choices[].label", "dataType", "identifierScope", "isActive", "isIdentifier", "label", "maxLength"),
    *("order", "recordType", "required", "template", "template.name"),
)
IN_TEMPLATE = Slot("body template.id", "template", own="200", absent=UNKNOWN)
READ_ALONG = tuple(f"fields[].{name}" for name in (*FIELD_WORDS, "id", "key", "template.id"))

VOCABULARY: dict[str, Row] = {
    "GET account": Row(READERS, "200", (PLATFORM,)),
    "PATCH account": Row(
        KEEPERS,
        "200",
        (PLATFORM, Slot("body slug", "account", own="200", absent=READ_ONLY)),
        {"name": "Acme"},
        plain=body("companies[].name", "companies[].number", "name", "policies.organizationNamesUnique"),
    ),
    **routes_of(
        "relationship-types",
        "type-id",
        TYPE,
        {"forwardLabel": "c"},
        "200",
        named("key", "type", FIXED),
        words=body("forwardLabel", "isActive", "isSymmetric", "reverseLabel", "sourceTypes[]", "targetTypes[]"),
    ),
    **routes_of(
        "contact-roles",
        "contact-role-id",
        {"key": "fresh", "label": "a"},
        {"label": "c"},
        "204",
        named("key", "role key", FIXED),
        words=body("isActive", "label"),
    ),
    **routes_of(
        "categories", "category", {"name": "Fresh"}, {"name": "Fresh"}, "204", named("name", "category name"), words=body("isActive")
    ),
    **routes_of(
        "product-categories",
        "product category",
        {"key": "fresh", "name": "Fresh"},
        {"name": "Fresh"},
        "200",
        named("key", "product category key", FIXED),
        words=body("isActive", "name"),
    ),
    **routes_of("companies", "company", {"name": "Fresh"}, {"name": "Fresh"}, "204", named("number", "company", FIXED), words=body("name")),
    **routes_of(
        "custom-fields",
        "field-id",
        FIELD,
        {"label": "c"},
        "204",
        named("key", "organization-field", FIXED),
        IN_TEMPLATE,
        words=body(*FIELD_WORDS),
    ),
    **routes_of(
        "custom-field-templates",
        "template",
        {"recordType": "organization", "name": "Fresh"},
        {"name": "Fresh"},
        "409 in_use",
        named("name", "template name"),
        words=body("recordType", "order", *READ_ALONG),
    ),
}
