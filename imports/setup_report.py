"""What a set-up did, and why it did nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.reference_data import Saved
from api.errors import ItemError, Path


class SetupRefused(Exception):
    """The set-up holds mistakes, so nothing of it was written. `errors` name all of them, with paths from the file's root."""

    def __init__(self, errors: Sequence[ItemError]) -> None:
        super().__init__("; ".join(f"{error.field or 'file'}: {error.message}" for error in errors))
        self.errors = list(errors)


@dataclass
class SectionReport:
    """One section of the file: the names of what was created and updated, how many were as they should be."""

    wire: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0

    def note(self, name: str, saved: Saved) -> None:
        """Count one definition."""
        if saved == "created":
            self.created.append(name)
        elif saved == "updated":
            self.updated.append(name)
        else:
            self.unchanged += 1


@dataclass(frozen=True)
class Entry:
    """One definition of the file: where it stands and what it says, by column (sections) or wire name (custom fields)."""

    path: Path
    values: dict[str, object]
