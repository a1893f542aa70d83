"""Cells that a spreadsheet can't mistake for formulas, nor the importer for the word that clears, without loss (OWASP: CSV injection)."""

from __future__ import annotations

import re

# Spreadsheets evaluate a cell that begins with one of = + - @, tab or carriage return. Leading apostrophes count as well:
# they are what `guarded` adds, so one that was there before must be told apart.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
# What a cell says to clear the value.
NULL = "null"
_SAYS_NULL = re.compile(r"'*null")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would see a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def marked(text: str) -> str:
    """A text of an export with an apostrophe in front where the importer would take it for the word that clears."""
    return f"'{text}" if _SAYS_NULL.fullmatch(text) else text


def unmarked(cell: str) -> str:
    """What `marked` was given."""
    return cell.strip()[1:] if _SAYS_NULL.fullmatch(cell.strip()) else cell
