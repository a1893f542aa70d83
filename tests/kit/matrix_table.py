"""What every route answers to whom. One file a record type, and one for people."""

from __future__ import annotations

from tests.kit.matrix_contacts import CONTACTS
from tests.kit.matrix_lines import EVERYBODY, PLATFORM, READERS, Row, Slot
from tests.kit.matrix_organizations import ORGANIZATIONS
from tests.kit.matrix_people import PEOPLE
from tests.kit.matrix_products import PRODUCTS
from tests.kit.matrix_relationships import RELATIONSHIPS
from tests.kit.matrix_vocabulary import VOCABULARY

# Places that take no identifier, in whatever call: amounts, words of ours, texts that name nothing, and what merely repeats a stored row.
NO_IDENTIFIERS = {
    "header X-Request-ID",
    "header Prefer",
    "header If-Match",
    "header If-None-Match",
    *(f"query {name}" for name in ("limit", "total", "ordering", "fields", "q", "updatedSince", "permission", "type", "status", "country")),
    *(f"query {name}" for name in ("includeArchived", "relationshipStatus", "recordType", "direction", "includeInactive")),
    *(f"query {name}" for name in ("depth", "after", "operation", "productType", "hasContacts", "endStatus")),
    *(f"query {name}" for name in ("dryRun", "atomic", "revive", "mode", "fieldActions", "identifierField")),
}
TABLE: dict[str, Row] = {
    "GET me": Row(EVERYBODY, "200", (PLATFORM,)),
    "GET countries": Row(EVERYBODY, "200", (PLATFORM,)),
    "GET events": Row(READERS, "200", (PLATFORM, Slot("query recordId", "organization", own="200", absent="200"))),
    **{f"GET {name}": Row(EVERYBODY, "200", is_public=True) for name in ("schema", "docs", "redoc")},
    **ORGANIZATIONS,
    **CONTACTS,
    **RELATIONSHIPS,
    **PRODUCTS,
    **PEOPLE,
    **VOCABULARY,
}
