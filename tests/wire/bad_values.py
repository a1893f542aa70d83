"""Values that no item may have, with the errors each must bring: (code, field) pairs, by record type.

A case changes one good item; None as a field means the item as a whole. Limits are those of product.md, codes those of api.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.kit.corpus import LONE_SURROGATE, NUL, raw

Errors = tuple[tuple[str, str | None], ...]
BEYOND_IDS = 2**63
LONG_NUMBER = "9" * 4_001
FACE = "\U0001f600"  # one code point, two UTF-16 units, four bytes


@dataclass(frozen=True, slots=True)
class BadValue:
    """One member of an otherwise good item, by dotted path, with a value that must fail. `status` 400 unless said otherwise."""

    resource: str
    path: str
    value: Any
    errors: Errors
    status: int = 400

    def __str__(self) -> str:
        shown = ascii(self.value).strip("'\"")
        return f"{self.resource} {self.path} {shown[:24]}{f' ({len(shown)})' if len(shown) > 24 else ''}"


def cases(resource: str, code: str, path: str, *values: Any, field: str | None = None) -> Iterator[BadValue]:
    """Values that all bring the same one error, at the member itself unless another field is named."""
    for value in values:
        yield BadValue(resource, path, value, ((code, field or path),))


def of_every_type(resource: str) -> Iterator[BadValue]:
    """What steers an upsert, and custom fields of every data type."""
    yield from cases(resource, "invalid_characters", "clientRef", f"a{NUL}b", LONE_SURROGATE, "a\x7fb", "e" + "\u0301" * 31)
    yield from cases(resource, "too_long", "clientRef", "x" * 101, FACE * 101)
    yield from cases(resource, "invalid_type", "clientRef", 1, True, [], {}, raw("1.5"))
    yield from cases(resource, "invalid_format", "ifVersion", 0, -1, BEYOND_IDS, 10**20, raw(LONG_NUMBER))
    yield from cases(resource, "invalid_type", "ifVersion", None, True, "1", [], raw("1.0"), raw("1e3"), raw("1e400"))
    yield from cases(resource, "unknown_field", "colour", "red", None, {}, [[[]]])
    yield from cases(resource, "invalid_type", "customFields", None, [], "x", 1, True)
    yield from cases(resource, "invalid_type", "fieldActions", None, [], "append", 1)
    yield BadValue(resource, "fieldActions", {"name": "append"}, (("unknown_field", "fieldActions.name"),))
    yield BadValue(resource, "fieldActions", {f"a{NUL}": "append"}, (("unknown_field", "fieldActions.a\ufffd"),))
    yield BadValue(resource, "fieldActions", {"customFields": "explode"}, (("invalid_choice", "fieldActions.customFields"),))
    yield BadValue(resource, "fieldActions", {"customFields": ["append"]}, (("invalid_choice", "fieldActions.customFields"),))
    yield BadValue(resource, "ifVersion", 1, (("version_conflict", "ifVersion"),), 412)
    yield from _custom_fields(resource)


def _custom_fields(resource: str) -> Iterator[BadValue]:
    def own(code: str, key: str, *values: Any) -> Iterator[BadValue]:
        return cases(resource, code, f"customFields.{key}", *values)

    yield from own("unknown_custom_field", "priority", "high", None, {}, NUL)
    yield from own("unknown_custom_field", "Notes", "x")
    yield from own("unknown_custom_field", "x" * 255, 1)
    yield from own("custom_field_inactive", "legacy", "x")
    yield from own("custom_field_too_long", "notes", "x" * 501, FACE * 501, "e\u0301" * 501)
    yield from own("invalid_characters", "notes", f"a{NUL}", f"a{LONE_SURROGATE}b", "\x1b[31m", "e" + "\u0301" * 31)
    yield from own("custom_field_invalid_type", "notes", 1, True, {}, [["x"]], {"a": {"b": [1]}}, raw("1.5"))
    yield from own("custom_field_invalid_type", "spend", "1.005", raw("1.005"), raw("0.001"), "NaN", "Infinity", "1e400", "1e3", "１２")
    yield from own("custom_field_invalid_type", "spend", raw("1e-400"), True, [], {}, "1,50", "12.", ".5", "+1", "0x10")
    yield from own("custom_field_out_of_range", "spend", raw("1e400"), raw("1e999999999999"), -1, "-0.01", 10**15, raw(LONG_NUMBER))
    yield from own("custom_field_too_long", "spend", LONG_NUMBER)
    yield from own("custom_field_out_of_range", "headcount", 10**15, -(10**15), "1" + "0" * 15, raw(LONG_NUMBER), raw("1e400"), 10**20)
    yield from own("custom_field_invalid_type", "headcount", "1e3", "1.0", raw("1.5"), True, "NaN", "0x10", [], {}, "٣")
    yield from own("custom_field_invalid_type", "auditedOn", "2025-02-30", "2025-02-29", "2025-13-01", "0000-01-01", "20250101", 20250101)
    yield from own("custom_field_invalid_type", "auditedOn", "2025-1-1", "2025-01-01T00:00:00Z", "01/02/2025", True, [], {})
    yield from own("custom_field_invalid_type", "certified", "yes", "TRUE", 1, 0, [], {})
    yield from own("custom_field_invalid_option", "grade", "Z", "a", "A,B")
    yield from own("custom_field_invalid_type", "grade", 1, True, ["A"], {})
    yield from own("custom_field_invalid_option", "labels", ["bio", "Fair"], "bio,fair")
    yield from own("custom_field_invalid_type", "labels", ["bio", 1], ["bio", None], [["bio"]], {}, 1)
    yield from own("custom_field_invalid_type", "portal", "javascript:alert(1)", "ftp://example.com", "example.com", "http://", 1, [])
    yield from own("custom_field_invalid_type", "helpdesk", "help", "help@", "a b@example.com", 1, {})
    for key in ("headcount", "spend", "auditedOn", "certified", "grade", "portal", "helpdesk"):
        yield from own("invalid_characters", key, f"1{NUL}", LONE_SURROGATE)
    yield from own("invalid_characters", "labels", [f"bio{NUL}"], [LONE_SURROGATE])


def of_ids(resource: str, path: str) -> Iterator[BadValue]:
    """What can be no internal id, as a number."""
    yield from cases(resource, "invalid_internal_id", path, -1, 0, BEYOND_IDS, 10**20, raw(LONG_NUMBER), raw("1.5"), raw("1e400"), "1e3")
    yield from cases(resource, "invalid_internal_id", path, "", "-1", f"1{NUL}", LONE_SURROGATE, "٣", LONG_NUMBER)
    yield from cases(resource, "invalid_type", path, True, False, [], [1], {})


def of_references(resource: str, path: str, *, default_kind: bool = True) -> Iterator[BadValue]:
    """What can be no reference to an organization."""

    def internal(code: str, *values: Any) -> Iterator[BadValue]:
        for value in values:
            yield BadValue(resource, path, {"kind": "internal", "value": value}, ((code, f"{path}.value"),))

    def external(code: str, field: str, *values: Any) -> Iterator[BadValue]:
        for value in values:
            yield BadValue(resource, path, {"kind": "external", "value": value}, ((code, field),))

    yield from cases(resource, "invalid_type", path, "PARENT-1", 1, True, [], [{"kind": "external", "value": "PARENT-1"}])
    yield from internal(
        "invalid_internal_id", "-1", "0", str(BEYOND_IDS), "1e3", str(10**20), LONG_NUMBER, "", "1.0", "true", "٣", f"1{NUL}"
    )
    yield from internal("invalid_type", -1, 0, BEYOND_IDS, True, raw("1e3"), 10**20, raw(LONG_NUMBER), None, [], {"a": [1]})
    yield BadValue(resource, path, {"kind": "internal", "value": "987654321"}, (("organization_not_found", path),))
    yield from external("organization_not_found", path, "PARENT-x", "parent-1", "PARENT-1\u00a0x", "1e3", "-1")
    yield from external("invalid_characters", f"{path}.value", f"PARENT-1{NUL}", f"PARENT{LONE_SURROGATE}", "a\nb")
    yield from external("too_long", f"{path}.value", "x" * 101, FACE * 101)
    yield from external("blank", f"{path}.value", "", " ", "\u200b\ufeff")
    yield from external("invalid_type", f"{path}.value", None, 1, True, [], {})
    for kind in ("External", "", None, 1, [], {}, f"external{NUL}", LONE_SURROGATE):
        yield BadValue(resource, path, {"kind": kind, "value": "PARENT-1"}, (("invalid_choice", f"{path}.kind"),))
    yield BadValue(resource, path, {"kind": "external", "value": "PARENT-1", "id": 1}, (("unknown_field", f"{path}.id"),))
    yield BadValue(resource, path, {"kind": "external", "value": "PARENT-1", f"{NUL}": 1}, (("unknown_field", f"{path}.\ufffd"),))
    absent = (("required", f"{path}.value"),) if default_kind else (("required", f"{path}.kind"), ("required", f"{path}.value"))
    yield BadValue(resource, path, {}, absent)
