"""What a file is: JSON Lines or CSV, and the lines it holds either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from customfields.definitions import load_definitions
from imports.csv_items import CsvItems
from imports.json_lines import COLUMNS, read_json_lines
from imports.lines import Line, Source
from upserts.resource import Resource

FORMATS = ("jsonl", "csv")
_BY_ENDING = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Content:
    """The lines of a file, to be read once, and the columns its cells stand in."""

    lines: Iterable[Line]
    columns: Sequence[str]


def read(source: Source, resource: Resource, account_id: int, form: str | None = None) -> Content:
    """The lines of the file as items of a record type. `form` None: by the name's ending, else by how the file begins.

    Raises Unreadable for a file that is neither, and for a CSV header with columns that mean nothing.
    """
    if (form or form_of(source)) == "jsonl":
        return Content(read_json_lines(source), COLUMNS)
    items = CsvItems(source, resource, load_definitions(account_id, resource.record_type))
    return Content(items, items.header)


def form_of(source: Source) -> str:
    """`jsonl` or `csv`. JSON begins with a brace; the header of a table does not."""
    ending = PurePath(source.name).suffix.lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    return "jsonl" if source.start.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith((b"{", b"[")) else "csv"
