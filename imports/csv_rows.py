"""A CSV file → rows of cells (RFC 4180, and what spreadsheets make of it)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from imports.lines import Mistake, Source, Unreadable

DELIMITERS = ",;\t"
# A physical line; a cell of more than 131,072 characters (csv.field_size_limit) is refused by the csv module itself.
MAX_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file. `number` is the physical line it begins on, from 1. `mistake` None: the cells can be used."""

    number: int
    cells: list[str]
    mistake: Mistake | None = None

    @property
    def is_blank(self) -> bool:
        return not any(self.cells) and self.mistake is None


def read_rows(source: Source) -> Iterator[Row]:
    """Every row that is not blank, the header first.

    UTF-8, with or without byte order mark, or UTF-16 with one. The delimiter is the one of `,` `;` tab that the first line
    has most of outside quotes. Raises Unreadable where the text can't be followed any further.
    """
    text = _text(source)
    lines = _BoundedLines(text)
    first = next(lines, "")
    lines.put_back(first)
    reader = csv.reader(lines, delimiter=delimiter_of(first), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = Row(number, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            row = Row(number, [], Mistake("malformed_row", f"The row can't be read: {error}."))
        except UnicodeError as error:
            raise Unreadable(f"{source.name} breaks off near line {number}: it is not the {text.encoding} text it says it is.") from error
        row = _judged(row, lines.cut_since(number))
        if not row.is_blank:
            yield row


def delimiter_of(line: str) -> str:
    """The delimiter of which the line has most outside quotes; a comma if it has none."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _text(source: Source) -> io.TextIOWrapper:
    """The file as text. Bytes that are no UTF-8 become lone surrogates, which `_judged` finds."""
    if source.is_utf16():
        return source.as_text("utf-16", "strict")
    return source.as_text("utf-8-sig", "surrogateescape")


def _judged(row: Row, cut: bool) -> Row:
    """The row, with the mistakes that the csv module does not see."""
    if cut:
        return Row(row.number, [], Mistake("malformed_row", f"The line is longer than {MAX_LINE:,} characters."))
    if row.mistake is None and any(not cell.isascii() and _has_surrogate(cell) for cell in row.cells):
        cells = [cell.encode("utf-8", "replace").decode() for cell in row.cells]
        return Row(row.number, cells, Mistake("malformed_row", "The row is not UTF-8. Save the file as “CSV UTF-8”."))
    return row


def _has_surrogate(cell: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in cell)


class _BoundedLines:
    """The lines of a text, each of at most MAX_LINE characters; remembers which ones it had to cut."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._number = 0
        self._returned: list[str] = []
        self._last_cut = 0

    def __iter__(self) -> _BoundedLines:
        return self

    def __next__(self) -> str:
        if self._returned:
            return self._returned.pop()
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            self._last_cut = self._number
            self._skip_rest()
        return line

    def put_back(self, line: str) -> None:
        """Give a line that was looked at once more."""
        if line:
            self._returned.append(line)

    def cut_since(self, number: int) -> bool:
        """Was this line, or a later one, too long?"""
        return self._last_cut >= number

    def _skip_rest(self) -> None:
        while (piece := self._text.readline(MAX_LINE)) and not piece.endswith(("\n", "\r")):
            pass
