"""Records as rows of a file that the importer reads: what was exported and is imported unchanged changes nothing.

The columns are those of the importer (columns.py) that a record can fill, and notes beside them (`_link`, names of what ids name).
Rows are read 1,000 at a time, so the memory of an export does not grow with it.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec
from django.db.models import QuerySet

from accounts.actor import Actor
from api.cells import guarded, marked
from api.renderers import encode
from api.text import encodable
from customfields.definitions import Definition, Definitions
from customfields.kinds import KindError
from imports.columns import CUSTOM, Column, Pairs, columns_of, emails, internal
from imports.csv_items import LINK, NOTE
from upserts.members import Row
from upserts.reading import read
from upserts.references import references_of
from upserts.resource import Resource

CHUNK = 1_000
# Members that steer a call rather than say anything of a record, and those whose words stand elsewhere.
LEFT_OUT = ("clientRef", "ifVersion", "fieldActions")
BYTE_ORDER_MARK = "\ufeff"
Value = str | int | float | bool | Decimal | datetime.date | list[str] | None


class Revoked(Exception):
    """The actor lost its rights while the file was written: the download breaks off."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an export. `column` None: a note."""

    name: str
    read: Callable[[Row], Value]
    column: Column | None = None


def fields_of(resource: Resource, definitions: Definitions, link: Callable[[Row], str]) -> list[Field]:
    """The columns of a record type in the order of its item, notes first. `link` is the address of a record's page."""
    references = {wire for wire, _, _ in references_of(resource)}
    members = set(resource.members)
    fields = [Field(LINK, link)]
    for column in columns_of(resource, definitions).values():
        root = column.path[0]
        if root in LEFT_OUT or root in resource.serializer.read_only_members or root not in members:
            continue
        if root in references:
            if column.name == f"{root}.internal":
                fields += [Field(f"{NOTE}{root}", _named(root)), Field(column.name, _id(root), column)]
        elif root == CUSTOM:
            fields.append(Field(column.name, _custom(definitions.by_key[column.path[1]]), column))
        elif column.path != ("template", "name"):
            fields.append(Field(column.name, _member(column), column))
            if root == "category":
                fields.append(Field(f"{NOTE}{root}", _named(root)))
    return fields


def records_of(resource: Resource, read_actor: Callable[[], Actor], rows: QuerySet[Any, Any]) -> Iterator[Row]:
    """The read models of these rows in their order, as far as the actor sees them when their thousand is read.

    What was merged into another record is left out: imported again, it would write over the survivor. Raises Revoked.
    """
    kept = rows.filter(merged_into__isnull=True) if resource.merges else rows
    ids = kept.values_list("id", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(ids, CHUNK)):
        actor = read_actor()
        if not actor.may(resource.permission, "READ"):
            raise Revoked
        yield from read(resource, actor, chunk)


def csv_lines(fields: Sequence[Field], records: Iterable[Row]) -> Iterator[bytes]:
    """The file, in pieces: UTF-8 with byte order mark, as spreadsheets want it; texts that look like formulas are guarded."""
    yield (BYTE_ORDER_MARK + _csv_line([field.name for field in fields])).encode()
    for record in records:
        yield encodable(_csv_line([csv_cell(field.read(record)) for field in fields])).encode()


def json_lines(fields: Sequence[Field], records: Iterable[Row]) -> Iterator[bytes]:
    """One item a line, as the API takes it; what a record does not have is not said."""
    for record in records:
        item: Row = {}
        for field in fields:
            if field.column is not None and (value := field.read(record)) is not None:
                _put(item, field.column, value)
        yield encode(item) + b"\n"


def csv_cell(value: Value) -> str:
    """A value as the importer reads it back. Numbers are no formulas, whatever sign they begin with."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(marked(value))
    if isinstance(value, list):
        return guarded(marked(" | ".join(text.replace("|", "\\|") for text in value)))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _put(item: Row, column: Column, value: Any) -> None:
    """Set the member that the column's path leads to."""
    if column.convert is internal:
        value = internal(str(value))
    elif column.convert is emails:
        value = [{"email": address} for address in value]
    elif isinstance(column.convert, Pairs):
        value = column.convert(value)
    *parents, last = column.path
    for name in parents:
        item = item.setdefault(name, {})
    item[last] = value


def _member(column: Column) -> Callable[[Row], Value]:
    """The member itself; of what it names the key, else its id; of people their e-mails, of pairs their lines."""

    def read_member(record: Row) -> Value:
        value: Any = record
        for name in column.path:
            value = None if value is None else value[name]
        if isinstance(value, dict):
            value = value["key"] if "key" in value else value["id"]
        if isinstance(column.convert, Pairs):
            return column.convert.written(value)
        return [one["email"] for one in value] if column.convert is emails else value

    return read_member


def _id(root: str) -> Callable[[Row], Value]:
    return lambda record: None if record[root] is None else record[root]["id"]


def _named(root: str) -> Callable[[Row], Value]:
    return lambda record: None if record[root] is None else record[root]["name"]


def _custom(definition: Definition) -> Callable[[Row], Value]:
    """The value, if the field as it is defined now would read it as what it is: one of a former type is better left unsaid."""

    def read_value(record: Row) -> Value:
        value = record["customFields"].get(definition.key)
        if value is None:
            return None
        sent = value if isinstance(value, list) else msgspec.json.encode(value).decode() if not isinstance(value, str) else value
        try:
            same = definition.kind.parse(sent, definition)
        except KindError:
            return None
        return value if type(same) is type(value) and same == value else None

    return read_value
