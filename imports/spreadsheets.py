"""Spreadsheets (Office Open XML, .xlsx): the one place that knows openpyxl."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.escape import escape
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from api.cells import guarded
from imports.exports import Value

# What a sheet holds, one row being the header.
MAX_ROWS = 1_048_575
# A spreadsheet keeps numbers as binary floats, which are exact up to here.
MAX_EXACT = 10**15
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_spreadsheet(stream: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """One sheet. Texts are texts, whatever they begin with: no cell is a formula. openpyxl keeps the rows in a file of its own."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, name) for name in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(stream)


def _heading(sheet: WriteOnlyWorksheet, name: str) -> Cell:
    cell = _text(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return _text(sheet, " | ".join(text.replace("|", "\\|") for text in value))
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, datetime.date):
        cell: Cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs leave days out
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value if isinstance(value, (float, Decimal)) or abs(value) < MAX_EXACT else _text(sheet, str(value))


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """A cell of the type text. One that looks like a formula keeps its type when somebody edits it, too (quotePrefix)."""
    cell: Cell = WriteOnlyCell(sheet, escape(_NOT_IN_XML.sub("\ufffd", text)))
    cell.data_type = "s"
    if guarded(text) != text:
        cell.quotePrefix = True
    return cell
