"""What `make fuzz` knows beyond schemathesis: which refusals of described data a schema can't foresee, and what a 207 may hold.

Every other refusal of data that the description allows means that the description promises too much.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import GenerationMode
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

from tests.fuzz import plausible

# Refusals that hang on what is stored, on the account's own definitions, or on who asks: any field.
OF_STORED_DATA = {
    *("organization_not_found", "reference_not_found", "relationship_type_not_found", "relationship_type_inactive"),
    *("relationship_type_not_allowed", "contact_not_found", "contact_role_not_found", "template_mismatch", "same_organization"),
    *("read_only_field", "immutable_field", "unknown_custom_field", "custom_field_inactive", "custom_field_not_applicable"),
    *("custom_field_required", "custom_field_invalid_type", "custom_field_out_of_range", "custom_field_too_long"),
    *("custom_field_invalid_option", "not_found", "does_not_exist", "duplicate_in_batch", "duplicate_data", "external_id_taken"),
    *("external_id_unavailable", "ambiguous_match", "organization_archived", "version_conflict", "not_applied", "cycle"),
}
# Rules about a value alone that JSON Schema can't say, with the fields they are for.
BEYOND_SCHEMAS = {
    "invalid_characters": r".*",  # control characters, runs of combining marks
    "blank": r".*(name|firstName|email|value|types\[\d+\]|key|[lL]abel|reference|integration|category)",  # nothing but white space
    "invalid_email": r".*email",  # Django's idea of an address is narrower than RFC 5322
    # What a host name is, or a network; that U+200B is white space; decimal places; which instants are past; what has a length;
    # what `share` needs beside it.
    "invalid_format": r"website|reference|networks\[\d+\]|expiresAt|latitude|longitude|maxLength|grants\[\d+\]\.permissions",
    # Which pairs of letters are countries; what fits the data type; that who reaches grants alone has no permissions of its own;
    # which fields of the account identify.
    "invalid_choice": r"country|choices|appliesTo|isIdentifier|permissions|(source|target|leadSupplier|organization)\.field",
    "invalid_internal_id": r".*(value|[iI]d|category|from)",  # 0, 19 digits beyond 2⁶³, and 5.0, which JSON Schema takes for an integer
    # What only a new one needs; which keys `identifierField` asks for.
    "required": r"id|type|name|reference|features\[\d+\]\.name|.*firstName|email|company|identifierScope|None|externalId|customFields\..*",
    "too_long": r"contactPerson\.name",  # whose halves have 100 characters each
    "too_short": r"types",  # a list that `fieldActions` would leave empty
}
# What is there, by list (scripts/fuzz.py); and as whom the run acts: changed or removed, every call after that would be a 403.
IDS: dict[str, list[int]] = json.loads(os.environ.get("FUZZ_IDS", "{}"))
OWN: dict[str, int] = json.loads(os.environ.get("FUZZ_OWN", "{}"))
GOOD_KEY = re.compile("[!-~]([ -~]{0,253}[!-~])?")
PARAMETERS = {
    # Controls; which fields of the account identify, and that one of the two parameters that name such a field needs the other.
    "invalid_parameter": r"cursor|country|q|externalId|reference|relationshipType|types|fieldActions|customFields\..*"
    r"|identifierField|customFieldReference",
    "unknown_parameter": r"customFields\..*",  # the account has no such field
}


def unexplained(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The errors in an answer that the description should have prevented."""
    for error in [*body.get("errors", ()), *(error for result in body.get("data", ()) for error in result.get("errors", ()))]:
        code, field = error["code"], str(error["field"])
        fields = (PARAMETERS if error["pointer"] is None else BEYOND_SCHEMAS).get(code)
        is_like_5_0 = code == "invalid_type" and error["params"].get("received") == "number"  # an integer to JSON Schema
        if not (code in OF_STORED_DATA or is_like_5_0 or (fields and re.fullmatch(fields, field, re.DOTALL))):
            yield error


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Keep every failure but these: described data was refused for reasons that no schema can state; reference data in use stays."""
    if isinstance(failure, UseAfterFree):
        return "isActive" not in response.json()  # DELETE answered 200 and the row, deactivated
    if not isinstance(failure, RejectedPositiveData):
        return True
    body = response.json()
    has_reasons = bool(body.get("errors") or body.get("data"))
    return not has_reasons or any(unexplained(body))


@schemathesis.check
def items_of_described_batches_are_understood(ctx: Any, response: Any, case: Any) -> None:
    """A batch that follows the description may hold items that fail, but none for its form."""
    if response.status_code == 207 and _is_positive(case) and (errors := list(unexplained(response.json()))):
        raise AssertionError(f"The description allows what is refused: {errors[:3]}")


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Most described calls are given values that mean something here, so that they get further than "not found"."""
    if _is_positive(case):
        case.query = plausible.query(case.query)
        if isinstance(case.body, dict):
            case.body = plausible.body(case.body)
        if "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = plausible.one_of(IDS.get(list_of(case), []), case.path_parameters["id"])
    if not _is_positive(case) and case.query.get("mode") == "updateOnly":
        del case.query["mode"]  # then nothing but what identifies is required, which no schema of the body can say
    return case


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """The last look at a call: none ends the run's own rights, and none is answered for another one.

    An Idempotency-Key that comes twice answers for the first request that had it, and examples come often: each good one gets a new one.
    """
    if case.method in ("PATCH", "DELETE") and is_own(case):
        case.path_parameters["id"] = IDS[list_of(case)][0]
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and GOOD_KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = uuid4().hex


def list_of(case: Any) -> str:
    """The list that a path belongs to: `organizations` of `/organizations/{id}/graph`."""
    return str(case.path.split("/")[1])


def is_own(case: Any) -> bool:
    """Whether an id in the path, in whatever spelling the API takes, names the member or the key that the run acts as."""
    own = OWN.get(list_of(case))
    return own is not None and str((case.path_parameters or {}).get("id")).lstrip("0") == str(own)


def _is_positive(case: Any) -> bool:
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
