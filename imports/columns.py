"""Which columns a CSV file of some record type may have, and what the cells below them mean.

They come from the item's declaration: a new member of the wire is a new column, with nothing to do here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.cells import NULL, unmarked
from api.fields import ItemSerializer, StrictBool, StrictChar, StrictDecimal, StrictField, StrictInteger, StrictList, StrictObject
from api.pairs import read_pairs, write_pairs
from customfields.definitions import Definitions
from upserts.items import RecordId
from upserts.references import Reference
from upserts.resource import Resource

Path = tuple[str, ...]
CUSTOM = "customFields"

_BAR = re.compile(r"(?<!\\)\|")
_INTEGER = re.compile(r"-?[0-9]{1,25}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,50}(\.[0-9]{1,50})?", re.ASCII)
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """Where in the item the cells of a column go, and how their text becomes a JSON value."""

    name: str
    path: Path
    convert: Callable[[str], Any]

    def value(self, cell: str, *, is_ours: bool = False) -> Any:
        """What a cell that is not empty says: `null` clears, which for a list means no entries.

        `is_ours`: the file is an export, in which a text that is the word null has an apostrophe in front (cells.py).
        """
        if cell.strip() == NULL:
            return [] if self.convert in LISTS or isinstance(self.convert, Pairs) else None
        return self.convert(unmarked(cell) if is_ours else cell)


def columns_of(resource: Resource, definitions: Definitions) -> dict[str, Column]:
    """Every column that items of this resource may have, by its full name, custom fields of the account included."""
    item = resource.item()
    columns = [column for name, field in item.strict_fields.items() for column in _columns((name,), field)]
    columns += [Column(name, (name,), whole_number) for name in sorted(item.read_only_members)]
    for definition in definitions.fields:
        convert = texts if definition.data_type == "multiChoice" else text
        columns.append(Column(f"{CUSTOM}.{definition.key}", (CUSTOM, definition.key), convert))
    return {column.name: column for column in columns}


def _columns(path: Path, field: StrictField) -> Iterator[Column]:
    """The columns of one member: itself, or its own members with a dot."""
    name = ".".join(path)
    if isinstance(field, Reference):
        yield from _reference(name, path)
    elif isinstance(field, StrictList):
        yield from _list(name, path, field)
    elif isinstance(field, ItemSerializer):
        for member, inner in field.strict_fields.items():
            yield from _columns((*path, member), inner)
    elif lists := getattr(field, "lists", None):
        for member in lists:
            yield Column(f"{name}.{member}", (*path, member), text)
    elif not isinstance(field, StrictObject):
        yield Column(name, path, _conversion(field))


def _list(name: str, path: Path, field: StrictList) -> Iterator[Column]:
    """A list of texts, of people by e-mail, or of objects with two texts; no other fits into a cell."""
    if not isinstance(field.child, ItemSerializer):
        yield Column(name, path, texts)
    elif "email" in (members := field.child.strict_fields):
        yield Column(name, path, emails)
    elif len(members) == 2 and all(isinstance(member, StrictChar) for member in members.values()):
        yield Column(name, path, Pairs(*members))


def _reference(name: str, path: Path) -> Iterator[Column]:
    """A record named by the consumer's key (`source`, `source.external`), by ours (`source.internal`), or spelled out."""
    yield Column(name, path, external)
    yield Column(f"{name}.external", path, external)
    yield Column(f"{name}.internal", path, internal)
    yield Column(f"{name}.kind", (*path, "kind"), text)
    yield Column(f"{name}.value", (*path, "value"), text)
    yield Column(f"{name}.field", (*path, "field"), text)


def _conversion(field: StrictField) -> Callable[[str], Any]:
    kinds: tuple[tuple[type | tuple[type, ...], Callable[[str], Any]], ...] = (
        (StrictBool, truth),
        ((StrictInteger, RecordId), whole_number),
        (StrictDecimal, number),
    )
    return next((convert for kind, convert in kinds if isinstance(field, kind)), text)


def text(cell: str) -> str:
    """As it stands; the item's own rules tidy it."""
    return cell


def texts(cell: str) -> list[str]:
    r"""Several texts between bars; `\|` is a bar that belongs to the text."""
    return [part.strip().replace("\\|", "|") for part in _BAR.split(cell) if part.strip()]


def emails(cell: str) -> list[dict[str, str]]:
    """Contacts, by e-mail."""
    return [{"email": address} for address in texts(cell)]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Objects with two texts, one a line with a bar between them (api/pairs.py), and back."""

    first: str
    second: str

    def __call__(self, cell: str) -> list[dict[str, str]]:
        return read_pairs(cell, self.first, self.second)

    def written(self, entries: Iterable[Mapping[str, str]]) -> str:
        return write_pairs(entries, self.first, self.second)


def external(cell: str) -> dict[str, str]:
    """A reference by the consumer's own key."""
    return {"kind": "external", "value": cell}


def internal(cell: str) -> dict[str, str]:
    """A reference by our id."""
    return {"kind": "internal", "value": cell}


def truth(cell: str) -> bool | str:
    """True or false in any case; anything else stays as it is, for the item's rules to refuse."""
    return _TRUTH.get(cell.strip().lower(), cell)


def whole_number(cell: str) -> int | str:
    """Digits; anything else stays as it is."""
    return int(cell) if _INTEGER.fullmatch(cell.strip()) else cell


def number(cell: str) -> Decimal | str:
    """A decimal number with a point; anything else stays as it is."""
    return Decimal(cell.strip()) if _NUMBER.fullmatch(cell.strip()) else cell


LISTS = (texts, emails)
