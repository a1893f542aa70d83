"""Bad values of the members that one record type has, and items that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.kit.corpus import LONE_SURROGATE, NUL, raw
from tests.wire.bad_values import BEYOND_IDS, FACE, LONG_NUMBER, BadValue, cases, of_every_type, of_ids, of_references

NO_DAYS = ("2025-02-30", "2025-02-29", "2025-13-01", "0000-01-01", "2025-1-1", "20250101", "2025-01-01T00:00:00", f"2025-01-01{NUL}")
NO_EMAILS = ("joe", "joe@", "@example.com", "a b@example.com", "joe@exa mple.com", "joe@example.com, eve@example.com")
NO_ITEMS: tuple[Any, ...] = (None, 1, "x", True, raw("1.5"), [], [{}], [[[[]]]], "", raw("1e400"), raw(LONG_NUMBER), NUL, LONE_SURROGATE)


def of_organizations() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any, field: str | None = None) -> Iterator[BadValue]:
        return cases("organizations", code, path, *values, field=field)

    yield from of_every_type("organizations")
    yield from of_ids("organizations", "id")
    yield BadValue("organizations", "id", 987654321, (("not_found", "id"),), 404)
    yield BadValue("organizations", "id", 2**63 - 1, (("not_found", "id"),), 404)
    yield from bad("too_long", "externalId", "x" * 256, FACE * 256)
    yield from bad("invalid_characters", "externalId", f"a{NUL}b", LONE_SURROGATE, "a\nb", "a\tb", "a\x85b")
    yield from bad("invalid_type", "externalId", 1, True, [], {})
    yield from bad("too_long", "name", "x" * 256, FACE * 256, "e\u0301" * 256)
    yield from bad("blank", "name", "", " ", "\u00a0\u2003\n")
    yield from bad("invalid_type", "name", None, 1, True, raw("1.5"), [], {}, [["x"]], {"a": {"b": {}}})
    yield from bad("invalid_characters", "name", f"a{NUL}", f"{LONE_SURROGATE}a", "\udfff", "a\nb", "e" + "\u0301" * 31)
    yield from bad("invalid_choice", "type", "X", "f", "FS", "factory", f"F{NUL}", LONE_SURROGATE)
    yield from bad("invalid_type", "type", 1, True, [], {}, None)
    yield from bad("invalid_choice", "status", "gone", "Active", NUL)
    yield from bad("invalid_format", "company", 0, -1, BEYOND_IDS, 10**20, raw(LONG_NUMBER))
    yield from bad("reference_not_found", "company", 99)
    yield from bad("invalid_type", "company", "1", True, [], {}, raw("1.0"))
    yield from of_ids("organizations", "category")
    yield from bad("reference_not_found", "category", 987654321, 2**63 - 1)
    for member, longest in (("city", 100), ("stateProvince", 100), ("zipPostalCode", 20), ("phone", 50), ("addressLine1", 255)):
        yield from bad("too_long", member, "x" * (longest + 1), FACE * (longest + 1))
        yield from bad("invalid_type", member, 1, True, [], {})
    yield from bad("too_long", "generalDescription", "x" * 1_001)
    yield from bad("invalid_characters", "generalDescription", f"a{NUL}", "a\x0bb", LONE_SURROGATE)
    yield from bad("invalid_choice", "country", "XX", "Portugal", 999, -1, 10**20, f"PT{NUL}", LONE_SURROGATE)
    yield from bad("invalid_type", "country", True, raw("1.5"), [], {}, raw(LONG_NUMBER))
    yield from bad("invalid_format", "website", "javascript:alert(1)", "ftp://example.com", "example.com", "http://", "https://a b.example")
    yield from bad("invalid_characters", "website", f"https://a.example/{NUL}", f"https://a.example/{LONE_SURROGATE}")
    yield from bad("too_long", "website", "https://a.example/" + "x" * 238)
    for member in ("ndaSignedDate", "msaSignedDate"):
        yield from bad("invalid_format", member, *NO_DAYS, LONE_SURROGATE)
        yield from bad("invalid_type", member, 20250101, True, [], {})
    yield from bad("invalid_type", "ndaSigned", None, "true", 1, 0, [], {})
    yield from bad(
        "invalid_format", "latitude", 91, raw("90.000001"), raw("1.1234567"), raw("1e400"), raw(LONG_NUMBER), "-91", raw("1e-400")
    )
    yield from bad("invalid_type", "latitude", "north", "NaN", "1e1", True, [], {}, f"1{NUL}", LONE_SURROGATE)
    yield from bad("read_only_field", "version", 1, "1", None, [], {NUL: LONE_SURROGATE}, raw("1e400"), raw(LONG_NUMBER))
    yield from bad("read_only_field", "inspId", "abc", 5)
    yield from bad("read_only_field", "permissions", ["full"], LONE_SURROGATE)
    yield from _templates()
    yield from _people()


def _templates() -> Iterator[BadValue]:
    def bad(code: str, value: Any, field: str) -> BadValue:
        return BadValue("organizations", "template", value, ((code, field),))

    for value in (1, "Audit", [], True):
        yield bad("invalid_type", value, "template")
    yield bad("required", {}, "template.id")
    for identity in (-1, 0, BEYOND_IDS, "1e3", 10**20, raw(LONG_NUMBER)):
        yield bad("invalid_internal_id", {"id": identity}, "template.id")
    yield bad("invalid_type", {"id": True}, "template.id")
    yield bad("reference_not_found", {"id": 987654321}, "template.id")
    yield bad("unknown_field", {"id": 987654321, "title": 1}, "template.title")
    for fields in ({}, "x", 1, None):
        yield bad("invalid_type", {"id": 987654321, "fields": fields}, "template.fields")
    yield bad("required", {"id": 987654321, "fields": [{"id": 1}]}, "template.fields[0].value")
    yield bad("invalid_type", {"id": 987654321, "fields": [1]}, "template.fields[0]")


def _people() -> Iterator[BadValue]:
    def bad(code: str, path: str, value: Any, field: str) -> BadValue:
        return BadValue("organizations", path, value, ((code, field),))

    for value in ({}, "joe@example.com", 1, True, None):
        yield bad("invalid_type", "contacts", value, "contacts")
    for value in (1, "joe@example.com", None, [], True):
        yield bad("invalid_type", "contacts", [value], "contacts[0]")
    yield bad("required", "contacts", [{}], "contacts[0].email")
    yield bad("too_many", "contacts", [{}] * 1_001, "contacts")
    yield bad("unknown_field", "contacts", [{"email": "a@b.example", "firstName": "A", "id": 1}], "contacts[0].id")
    for email in NO_EMAILS:
        yield bad("invalid_email", "contacts", [{"email": email}], "contacts[0].email")
        yield bad("invalid_email", "contactPerson", {"name": "A B", "email": email}, "contactPerson.email")
    for email in (f"a{NUL}@b.example", f"a@b{LONE_SURROGATE}.example"):
        yield bad("invalid_characters", "contacts", [{"email": email}], "contacts[0].email")
        yield bad("invalid_characters", "contactPerson", {"name": "A B", "email": email}, "contactPerson.email")
    new = {"email": "new@b.example", "firstName": "New"}
    yield bad("invalid_characters", "contacts", [{**new, "lastName": NUL}], "contacts[0].lastName")
    yield bad("unknown_custom_field", "contacts", [{**new, "customFields": {f"a{NUL}": 1}}], "contacts[0].customFields.a\ufffd")
    yield bad("invalid_characters", "contacts", [{**new, "customFields": {"notes": NUL}}], "contacts[0].customFields.notes")
    yield bad("contact_role_not_found", "contacts", [{**new, "role": "chief"}], "contacts[0].role")
    yield bad("required", "contactPerson", {"name": "A B"}, "contactPerson.email")
    yield bad("required", "contactPerson", {"email": "a@b.example"}, "contactPerson.name")
    yield bad("too_long", "contactPerson", {"name": "x" * 202, "email": "a@b.example"}, "contactPerson.name")
    yield bad("too_long", "contactPerson", {"name": "x" * 201, "email": "a@b.example"}, "contactPerson.name")
    yield bad("invalid_characters", "contactPerson", {"name": f"A{LONE_SURROGATE}", "email": "a@b.example"}, "contactPerson.name")
    yield bad("invalid_choice", "fieldActions", {"contacts": "replace"}, "fieldActions.contacts")


def of_contacts() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any) -> Iterator[BadValue]:
        return cases("contacts", code, path, *values)

    yield from of_every_type("contacts")
    yield from of_ids("contacts", "id")
    yield from of_references("contacts", "organization")
    yield from bad("invalid_type", "organization", None)
    yield BadValue("contacts", "id", 987654321, (("not_found", "id"),), 404)
    yield from bad("invalid_characters", "externalId", f"a{NUL}b", LONE_SURROGATE)
    yield from bad("too_long", "externalId", "x" * 256)
    yield from bad("too_long", "firstName", "x" * 101, FACE * 101)
    yield from bad("blank", "firstName", "", " \u2003")
    yield from bad("invalid_type", "firstName", None, 1, [], {"a": [1]})
    yield from bad("invalid_characters", "firstName", NUL, LONE_SURROGATE)
    yield from bad("too_long", "lastName", "x" * 101)
    yield from bad("invalid_email", "email", *NO_EMAILS, "joe@example.com\u2060")
    yield from bad("invalid_characters", "email", f"joe{NUL}@example.com", f"joe@example.com{LONE_SURROGATE}")
    yield from bad("too_long", "email", f"joe@{'x' * 250}.de")
    yield from bad("blank", "email", "", "\u200b")
    yield from bad("invalid_type", "email", None, 1, True, ["joe@example.com"], {})
    yield from bad("too_long", "phoneNumber", "1" * 51)
    yield from bad("contact_role_not_found", "role", "chief", "Buyer")
    yield from bad("too_long", "role", "x" * 101)
    yield from bad("invalid_characters", "role", f"buyer{NUL}")
    yield from bad("invalid_choice", "type", "friend", "Sales", NUL, LONE_SURROGATE)
    yield from bad("invalid_type", "isPrimary", None, "true", 1, [])


def of_relationships() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any, field: str | None = None) -> Iterator[BadValue]:
        return cases("relationships", code, path, *values, field=field)

    yield from of_every_type("relationships")
    yield from of_references("relationships", "source")
    yield from of_references("relationships", "target")
    yield from of_references("relationships", "leadSupplier", default_kind=False)
    yield from bad("invalid_type", "source", None)
    yield from bad("invalid_type", "target", None)
    yield from bad("read_only_field", "id", -1, 0, True, "1e3", BEYOND_IDS, 10**20, [], {}, NUL)
    yield from bad("invalid_type", "types", None, "maker", 1, {}, True)
    yield from bad("invalid_type", "types", [1], [None], [["maker"]], [{}], [True], field="types[0]")
    yield from bad("relationship_type_not_found", "types", ["Maker"], ["maker "[::-1] + "x"], field="types[0]")
    yield from bad("relationship_type_inactive", "types", ["former"], field="types[0]")
    yield from bad("invalid_characters", "types", [f"maker{NUL}"], [LONE_SURROGATE], field="types[0]")
    yield from bad("too_long", "types", ["x" * 256], field="types[0]")
    yield from bad("blank", "types", [""], [" "], field="types[0]")
    yield from bad("too_short", "types", [])
    yield from bad("too_many", "types", ["maker"] * 101)
    yield from bad("invalid_choice", "relationshipStatus", "Active", "", "paused", f"active{NUL}", LONE_SURROGATE)
    yield from bad("invalid_type", "relationshipStatus", None, 1, True, [], {})
    yield from bad("invalid_type", "contacts", None, {}, "joe@example.com", 1)
    yield from bad("invalid_type", "contacts", ["joe@example.com"], [1], [None], field="contacts[0]")
    yield from bad("required", "contacts", [{}], field="contacts[0].email")
    yield from bad("contact_not_found", "contacts", [{"email": "nobody@example.com"}], field="contacts[0].email")
    yield from bad("invalid_email", "contacts", *[[{"email": email}] for email in NO_EMAILS], field="contacts[0].email")
    yield from bad("invalid_characters", "contacts", [{"email": f"a{NUL}@b.de"}], [{"email": LONE_SURROGATE}], field="contacts[0].email")
    yield from bad("too_many", "contacts", [{}] * 1_001)


def of_products() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any, field: str | None = None) -> Iterator[BadValue]:
        return cases("products", code, path, *values, field=field)

    yield from of_every_type("products")
    yield from of_ids("products", "id")
    yield BadValue("products", "id", 987654321, (("not_found", "id"),), 404)
    yield from bad("invalid_format", "reference", "a b", "a\u00a0b", "a\u2003b", "a\u200bb", "a\ufeffb")
    yield from bad("invalid_characters", "reference", f"a{NUL}b", LONE_SURROGATE, "a\tb", "a\nb", "a\x1fb")
    yield from bad("too_long", "reference", "x" * 256, FACE * 256)
    yield from bad("blank", "reference", "", " \u2003", "\u200b")
    yield from bad("invalid_type", "reference", None, 1, True, [], {})
    yield from bad("unknown_field", "externalId", "X-1", None)
    yield from bad("too_long", "name", "x" * 257, FACE * 257)
    yield from bad("blank", "name", "", " ")
    yield from bad("invalid_type", "name", None, 1, [], {})
    yield from bad("too_long", "description", "x" * 1_001)
    yield from bad("invalid_characters", "description", f"a{NUL}", LONE_SURROGATE)
    for member, values in (("productType", ("default", "BUNDLE")), ("status", ("active", "GONE")), ("taxCategory", ("LUXURY", NUL))):
        yield from bad("invalid_choice", member, *values, "", LONE_SURROGATE)
        yield from bad("invalid_type", member, None, 1, True, [], {})
    yield from of_ids("products", "parentProductId")
    yield from bad("reference_not_found", "parentProductId", 987654321, 2**63 - 1)
    yield from _categories()
    yield from bad("invalid_format", "displayOrder", 2**31, -(2**31) - 1, 10**20, raw(LONG_NUMBER))
    yield from bad("invalid_type", "displayOrder", None, "1", True, raw("1.5"), raw("1.0"), raw("1e400"), [], {})
    yield from bad("invalid_format", "billingEntityId", 0, -1, BEYOND_IDS, 10**20)
    yield from bad("reference_not_found", "billingEntityId", 99)
    yield from bad("invalid_type", "billingEntityId", "1", True, [], {}, raw("1.0"))
    yield from _lists()


def _categories() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any, field: str | None = None) -> Iterator[BadValue]:
        return cases("products", code, path, *values, field=field)

    yield from of_ids("products", "categoryId")
    yield from bad("reference_not_found", "categoryId", 987654321)
    yield from bad("reference_not_found", "category", "Tops", "nothing", "retired", {"key": "Tops"}, {"id": 987654321})
    yield from bad("invalid_type", "category", 1, True, [], ["tops"])
    yield from bad("required", "category", {}, {"name": "Tops"}, field="category.key")
    yield from bad("unknown_field", "category", {"key": "tops", "label": "Tops"}, field="category.label")
    yield from bad("read_only_field", "category", {"key": "tops", "name": "Shirts"}, field="category.name")
    yield from bad("too_long", "category", "x" * 256)
    yield from bad("invalid_characters", "category", f"tops{NUL}", LONE_SURROGATE)


def _lists() -> Iterator[BadValue]:
    def bad(code: str, path: str, *values: Any, field: str) -> Iterator[BadValue]:
        return cases("products", code, path, *values, field=field)

    for member, name in (("features", "name"), ("linkedIntegrations", "integration")):
        good = {"reference": "a", name: "b"}
        yield from bad("invalid_type", member, None, {}, "x", 1, True, field=member)
        yield from bad("invalid_type", member, [1], ["x"], [None], [[]], field=f"{member}[0]")
        yield from bad("required", member, [{name: "b"}], field=f"{member}[0].reference")
        yield from bad("required", member, [{"reference": "a"}], field=f"{member}[0].{name}")
        yield from bad("unknown_field", member, [good | {"id": 1}], field=f"{member}[0].id")
        yield from bad("too_long", member, [good | {"reference": "x" * 256}], field=f"{member}[0].reference")
        yield from bad("too_long", member, [good | {name: "x" * 257}], field=f"{member}[0].{name}")
        yield from bad(
            "invalid_characters", member, [good | {"reference": NUL}], [good | {"reference": "\ud800"}], field=f"{member}[0].reference"
        )
        yield from bad("too_many", member, [good] * 501, field=member)
        yield BadValue("products", member, [good, good], (("duplicate_data", f"{member}[1]"),), 409)


VALUES = [*of_organizations(), *of_contacts(), *of_relationships(), *of_products()]
