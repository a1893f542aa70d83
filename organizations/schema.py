"""Calls on organizations alone, in the description of the API, with something to look at."""

from __future__ import annotations

from typing import Any

from upserts.schema_merge import merge_call

_RECORD: dict[str, Any] = {
    "id": 123,
    "externalId": "ID-123",
    "type": "F",
    "name": "Alder Mill",
    "status": "active",
    "addressLine1": "1 Mill Lane",
    "addressLine2": None,
    "city": "Porto",
    "stateProvince": None,
    "zipPostalCode": "4050-253",
    "country": "PT",
    "phone": "+351 22 000",
    "mobile": None,
    "fax": None,
    "website": "https://alder.example",
    "generalDescription": None,
    "supplementaryDescription": None,
    "additionalDescription": None,
    "ndaSigned": True,
    "ndaSignedDate": "2024-02-29",
    "msaSigned": False,
    "msaSignedDate": None,
    "latitude": 41.15,
    "longitude": -8.61,
    "customFields": {"grade": "A"},
    "mergedInto": None,
    "inspId": "gXLaNQ",
    "company": 1,
    "category": {"id": 7, "name": "Textiles"},
    "template": None,
    "permissions": ["edit", "full", "read"],
    "contactPerson": {"name": "Ann Weaver", "email": "ann@alder.example", "type": "sales"},
    "relationshipsCount": 12,
    "version": 8,
    "createdAt": "2025-11-20T09:15:00Z",
    "createdBy": {"id": 4, "name": "Ann"},
    "updatedAt": "2026-01-12T16:40:00Z",
    "updatedBy": {"id": 4, "name": "Ann"},
}
MERGE_CALL = merge_call(
    {
        "record": _RECORD,
        "mergedFrom": 124,
        "filled": ["phone", "customFields.grade", "contactPerson"],
        "contacts": {"moved": [88], "combined": [{"id": 89, "into": 71}]},
        "relationships": {"moved": [451, 452], "combined": [{"id": 453, "into": 440}], "dropped": [460]},
        "truncated": False,
        "dryRun": False,
    }
)
