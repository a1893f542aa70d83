"""The lines of the isolation matrix: a route, and a place of it that takes an identifier.

Letters are roles (matrix_standings.ROLES). An expectation is a status, with the code of a refusal; `200|PH 403 permission_denied` makes
an exception of these roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

EVERYBODY = "OMEVPIFHB"
READERS = EVERYBODY.replace("B", "")
CREATORS = "OMEIFB"
EDITORS = "OMEPIFH"
REMOVERS = "OMIF"
# Who may edit a record and not re-key it, or update and not create.
HOLDS_EDIT = "EPH 403 permission_denied"
NO_CREATE = "PH 403 create_not_permitted"
DENIED = "403 permission_denied"
NOT_FOUND = "404 not_found"
UNKNOWN = "400 reference_not_found"
NO_ORGANIZATION = "400 organization_not_found"
NO_FIELD = "400 unknown_custom_field"
NO_ROLE = "400 contact_role_not_found"
READ_ONLY = "400 read_only_field"
FIXED = "400 immutable_field"
TAKEN = "409 duplicate_data"
UNAVAILABLE = "409 external_id_unavailable"
HIDING = ("organization", "contact", "relationship", "key", "receipt")
# Kinds whose misspellings are answered with suggestions.
SPELLED = ("organization key", "type", "role key", "role name", "organization-field", "contact-field", "relationship-field")
NAMING = {f"body {name}" for name in ("id", "externalId", "name", "organization.value", "source.value", "target.value")}
# Members of every item that name nothing.
SIGNED = ("createdAt", "createdBy", "createdBy.name", "updatedAt", "updatedBy", "updatedBy.name", "permissions[]", "version")
STEERING = ("clientRef", "ifVersion", "fieldActions.contacts", "fieldActions.customFields", "fieldActions.types")
PERSON_WORDS = ("firstName", "lastName", "phoneNumber", "type", "isPrimary")
STUB_WORDS = ("kind", "field", "type", "name", "inspId", "externalId")
# The identifier field of organizations that both accounts have.
IDENTIFIER = "ledgerNumber"
GONE = object()  # in `beside`: without this member
Fragment = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that takes an identifier of some kind.

    `own`: what naming something visible gets; `other`: another visible record than the one that the call is about, where that differs;
    `absent`: what is nowhere; `hidden`: what the asker does not see, where a key that must be unique can't be kept from it; None: the
    same as what is nowhere. `beside`: members that go along, by dotted path; `$kind` stands for the asker's own.
    `is_open`: what is nowhere is taken as a new value, so it gets the same answer as the asker's own.
    `differs`: the roles that can tell what is unseen apart all the same, which is a fault; once they can't, this must go.
    """

    place: str
    kind: str
    own: str
    absent: str
    hidden: str | None = None
    other: str | None = None
    beside: Fragment = field(default_factory=dict)
    is_open: bool = False
    differs: str = ""

    @property
    def can_hide(self) -> bool:
        return self.kind.partition(" ")[0] in HIDING

    def is_for(self, letter: str) -> bool:
        """Whether this asker has something to learn there.

        Vocabulary, people and receipts are no matter of roles: three ask after them. A key that may only create asks after records.
        """
        if letter == "B":
            return not self.place.startswith("body") or self.place in NAMING
        is_personal = self.can_hide if self.place.startswith("body") else self.kind != "receipt"
        return is_personal or letter in "OVP"

    @property
    def has_spellings(self) -> bool:
        return self.kind in SPELLED


@dataclass(frozen=True, slots=True)
class Row:
    """One route: who is let in, what a good call gets, where it takes identifiers, and a good body.

    `always`: what a role gets that may call but can't name what the body names. `forms`: how an item is wrapped.
    """

    who: str
    own: str
    slots: tuple[Slot, ...] = ()
    body: Fragment | None = None
    always: Mapping[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ("plain",)
    is_public: bool = False

    def whatever(self, letter: str) -> str | None:
        """What this role gets whatever it names. None: that depends."""
        return None if letter in self.who else DENIED


def expected(text: str, letter: str) -> str:
    """The part of an expectation that holds for a role."""
    usual, *others = text.split("|")
    for other in others:
        letters, _, answer = other.partition(" ")
        if letter in letters:
            return answer
    return usual


def body(*names: str) -> frozenset[str]:
    """Members of a body that take no identifier."""
    return frozenset(f"body {name}" for name in names)


# Of headers, "" is what the same call gets without it.
PLATFORM = Slot("header X-Platform-Id", "account", own="", absent=DENIED)
# A key that the asker has used for another request; anybody else's is as good as new.
ONCE = Slot("header Idempotency-Key", "receipt", own="422 idempotency_key_reused", absent="")
CURSOR = Slot("query cursor", "cursor", own="200", absent="400 invalid_parameter")


def one(kind: str, own: str = "200") -> Slot:
    return Slot("path id", kind, own=own, absent=NOT_FOUND)


def narrowing(name: str, kind: str) -> Slot:
    """A filter: what is not seen finds nothing."""
    return Slot(f"query {name}", kind, own="200", absent="200")


def own_field(kind: str) -> Slot:
    return Slot("query customFields", f"{kind}-field", own="200", absent="400 unknown_parameter")


def found_by(kind: str) -> Slot:
    """The field by which records are to be found: this one is no identifier, so that whoever has it is told no more than who has not."""
    return Slot("query customFieldReference", f"{kind}-field", own="400 invalid_parameter", absent="400 invalid_parameter")


def referring(member: str, mark: str, own: str, other: str | None) -> tuple[Slot, ...]:
    """The four ways to name an organization: our id, its key, an identifier, its stub."""
    by_field = {f"{member}.kind": "external", f"{member}.field": IDENTIFIER}
    said = {f"{member}.externalId": None, f"{member}.type": "S", f"{member}.name": "Somebody", f"{member}.inspId": "x"}
    return (
        Slot(f"body {member}.value", f"organization{mark}", own, NO_ORGANIZATION, other=other, beside={f"{member}.kind": "internal"}),
        Slot(f"body {member}.value", f"organization key{mark}", own, NO_ORGANIZATION, other=other, beside={f"{member}.kind": "external"}),
        Slot(f"body {member}.value", f"organization identifier{mark}", own, NO_ORGANIZATION, other=other, beside=by_field),
        Slot(f"body {member}.id", f"organization{mark}", READ_ONLY, NO_ORGANIZATION, beside=said),
    )


def signed() -> tuple[Slot, ...]:
    return tuple(
        Slot(f"body {name}.id", "user", READ_ONLY, READ_ONLY, beside={f"{name}.name": "Somebody"}) for name in ("createdBy", "updatedBy")
    )


def written(rows: Mapping[str, Row], words: frozenset[str]) -> dict[str, Row]:
    """The rows of one record type, with the members that name nothing; all that write take an Idempotency-Key."""
    return {
        route: replace(row, plain=words, slots=row.slots if route.startswith("GET") else (*row.slots, ONCE)) for route, row in rows.items()
    }
