"""Rows of a CSV file → items of a record type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.cells import unguarded
from api.suggestions import close_names
from api.text import printable
from customfields.definitions import Definitions
from imports.columns import CUSTOM, Column, columns_of
from imports.csv_rows import Row, read_rows
from imports.lines import Line, Mistake, Source, Unreadable
from upserts.resource import Resource

# Columns that begin so are notes: the file of failed lines has some, and may be corrected and sent again; so has an export.
NOTE = "_"
OUR_NOTES = "_errors"
LINK = "_link"


class Clash(Exception):
    """Two cells of one row say different things of one member. The message is a sentence."""


class CsvItems:
    """The items of a CSV file: the header decides once what each column means. `header` is the first row as written."""

    def __init__(self, source: Source, resource: Resource, definitions: Definitions) -> None:
        """Reads the header. Raises Unreadable for a file without one and for columns that have no meaning."""
        self._rows = read_rows(source)
        first = next(self._rows, None)
        if first is None:
            raise Unreadable(f"{source.name} is empty; the first line of a CSV file names its columns.")
        if first.mistake:
            raise Unreadable(f"The header of {source.name}: {first.mistake.message}")
        self.header = [cell.strip() for cell in first.cells]
        self._columns = understood(self.header, columns_of(resource, definitions))
        self._is_ours = OUR_NOTES in self.header or LINK in self.header

    def __iter__(self) -> Iterator[Line]:
        return (self._line(row) for row in self._rows)

    def _line(self, row: Row) -> Line:
        cells = [unguarded(cell) for cell in row.cells] if self._is_ours else row.cells
        mistake = row.mistake or self._misfit(cells)
        if mistake:
            return Line(row.number, cells, mistake=mistake)
        try:
            return Line(row.number, cells, self._item(cells))
        except Clash as clash:
            return Line(row.number, cells, mistake=Mistake("malformed_row", str(clash)))

    def _misfit(self, cells: Sequence[str]) -> Mistake | None:
        """A value that stands below no column. Fewer cells than columns are fine: the last ones are empty."""
        for index, cell in enumerate(cells):
            if cell and (index >= len(self.header) or not self.header[index]):
                return Mistake("malformed_row", f"Cell {index + 1} (“{printable(cell, 40)}”) stands below no column.")
        return None

    def _item(self, cells: Sequence[str]) -> dict[str, Any]:
        item: dict[str, Any] = {}
        for column, cell in zip(self._columns, cells, strict=False):
            if column is not None and cell.strip():
                _put(item, column, column.value(cell, is_ours=self._is_ours))
        return item


def understood(header: Sequence[str], known: dict[str, Column]) -> list[Column | None]:
    """What each column means; None for unnamed ones and notes (`_…`).

    Case, blanks, `_` and `-` in names don't count, unless two columns differ by nothing else. Raises Unreadable that names
    every column that is unknown or stands twice.
    """
    folded: dict[str, Column | None] = {}
    for name, one in known.items():
        folded[_fold(name)] = None if _fold(name) in folded else one
    found: list[Column | None] = []
    faults: list[str] = []
    for name in header:
        is_note = not name or name.startswith(NOTE)
        column: Column | None = None if is_note else known.get(name) or folded.get(_fold(name))
        if column is None and not is_note:
            faults.append(_unknown(name, known))
        elif column is not None and column in found:
            faults.append(f"Two columns are named {column.name}.")
        found.append(column)
    if not faults and not any(found):
        faults.append("No column has a name.")
    if faults:
        raise Unreadable(" ".join(faults))
    return found


def _unknown(name: str, known: dict[str, Column]) -> str:
    """The sentence about a column that nobody knows, with those it may have been meant to be."""
    keys = [column.path[1] for column in known.values() if column.path[0] == CUSTOM]
    close = close_names(name, known) or [f"{CUSTOM}.{key}" for key in close_names(name, keys)]
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    return f"There is no column “{printable(name)}”.{hint}"


def _fold(name: str) -> str:
    return "".join(character for character in name.casefold() if character not in " _-")


def _put(item: dict[str, Any], column: Column, value: object) -> None:
    """Set the member that the path leads to. Raises Clash where another cell has said something about it."""
    *parents, last = column.path
    inner = item
    for name in parents:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Clash(f"“{column.name}” and “{name}” can't both be given.")
    if last in inner:
        raise Clash(f"“{'.'.join(column.path)}” is given twice in this row.")
    inner[last] = value
