"""Sections of a set-up file whose entries are rows of one simple table: companies, relationship types, roles, categories.

Whatever their number: one statement reads, one inserts, one updates, one writes the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.companies import COMPANIES
from accounts.reference_data import ReferenceData
from activity.services import RecordedChange, record
from api.errors import ItemError, item_error
from contacts.roles import CONTACT_ROLES
from database.tenancy import TenantModel
from imports.setup_report import Entry, SectionReport
from organizations.categories import CATEGORIES
from products.categories import PRODUCT_CATEGORIES
from relationships.types import RELATIONSHIP_TYPES


@dataclass(frozen=True)
class Section:
    """A list of the file, and the reference data that it holds."""

    wire: str
    kind: ReferenceData

    @property
    def members(self) -> dict[str, str]:
        """Wire name by column."""
        return {column: name for name, column in self.kind.members.items()}


SECTIONS = (
    Section("companies", COMPANIES),
    Section("relationshipTypes", RELATIONSHIP_TYPES),
    Section("contactRoles", CONTACT_ROLES),
    Section("categories", CATEGORIES),
    Section("productCategories", PRODUCT_CATEGORIES),
)


def read_section(section: Section, listed: Sequence[object]) -> tuple[list[Entry], list[ItemError]]:
    """The entries of a list, and every mistake in it, keys that stand twice included. Pure."""
    entries, errors = [], []
    seen: dict[object, int] = {}
    for index, value in enumerate(listed):
        values, mistakes = section.kind.item().diagnose(value)
        errors += [ItemError(one.code, one.message, (section.wire, index, *one.path), one.params) for one in mistakes]
        entries.append(Entry((section.wire, index), values))
        key = values.get(section.kind.key)
        if key is not None and seen.setdefault(key, index) != index:
            path = (section.wire, index, section.members[section.kind.key])
            errors.append(item_error("duplicate_data", path, f"“{key}” stands in {section.wire}[{seen[key]}] already."))
    return entries, errors


def save_section(section: Section, entries: Sequence[Entry], actor: Actor) -> SectionReport:
    """Create and update what the entries name; leave alone what they don't. Inside account_transaction; records every change."""
    report = SectionReport(section.wire)
    rows = section.kind.model.objects.visible_to(actor)
    stored = {getattr(row, section.kind.key): row for row in rows}
    new, changed, history = [], [], []
    for entry in entries:
        row = stored.get(entry.values[section.kind.key])
        if row is None:
            row = section.kind.model(account_id=actor.account_id, **entry.values)
            new.append(row)
            report.note(str(row), "created")
            continue
        changes = _differences(row, entry, section)
        report.note(f"{row} ({', '.join(changes)})", "updated" if changes else "unchanged")
        if changes:
            changed.append(row)
            history.append(RecordedChange(section.kind.record_type, row.pk, "update", changes))
    created = rows.bulk_create(new)
    if changed:
        rows.bulk_update(changed, [column for column in section.members if column != section.kind.key])
    record([*(_birth(row, section) for row in created), *history], actor.origin())
    return report


def _differences(row: TenantModel, entry: Entry, section: Section) -> dict[str, list[Any]]:
    """{wire name: [old, new]} of what the entry says otherwise; the row then says the same."""
    changes = {}
    for column, value in entry.values.items():
        if getattr(row, column) != value:
            changes[section.members[column]] = [getattr(row, column), value]
            setattr(row, column, value)
    return changes


def _birth(row: TenantModel, section: Section) -> RecordedChange:
    changes = {name: [None, getattr(row, column)] for column, name in section.members.items()}
    return RecordedChange(section.kind.record_type, row.pk, "create", changes)
