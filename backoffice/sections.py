"""What stands where in the admin: as a product, not by Django app."""

from __future__ import annotations

from typing import Any

ACCOUNT = "Account"
PEOPLE = "People"
DEFINITIONS = "Definitions"
RECORDS = "Records"
HISTORY = "History"
SECTIONS = (RECORDS, DEFINITIONS, PEOPLE, ACCOUNT, HISTORY)


def section_of(model_admin: Any) -> str:
    """The section that an admin class stands in."""
    section: str = model_admin.section
    return section
