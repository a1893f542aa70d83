"""Generated calls made plausible: of any three, two refer to records and words that the demo account has. Pure, and the same every time."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

KEYS = ("ID-123", "ID-124", "ID-125", "LC-111", "LC-112", "LC-113", "QA-101", "QA-102")
TYPES = ("direct supplier", "component supplier", "material supplier")
# What points at one stored thing by a number nobody can guess.
GUESSES = {"id", "ifVersion", "category", "company", "template", "leadSupplier"}
GUESSES |= {"categoryId", "parentProductId", "billingEntityId"}
# The identifier field that every record type has (scripts/fuzz.py), and how many values of it there are.
IDENTIFIER = os.environ.get("FUZZ_IDENTIFIER", "")
NUMBERS = 20
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def body(sent: dict[str, Any]) -> dict[str, Any]:
    """The body, or one of the same form that means more."""
    return sent if _size(sent) % 3 == 0 else _item(sent)


def query(sent: dict[str, Any] | None) -> dict[str, Any]:
    """The query string; without a cursor (each is signed) and the account's own fields but one time in three."""
    sent = sent or {}
    if _size(sent) % 3 == 0:
        return sent
    said = {name: _text(value) for name, value in sent.items() if name != "cursor" and not name.startswith("customFields")}
    if not said.keys() & {"identifierField", "customFieldReference"}:
        return said
    return said | {"identifierField": "customField", "customFieldReference": IDENTIFIER}


def one_of(known: Sequence[str], identity: object) -> object:
    """The id, or one of those that are there."""
    number = crc32(repr(identity).encode())
    return int(known[number % len(known)]) if known and number % 3 else identity


def _batch(items: list[Any]) -> list[Any]:
    return [_item(item) if isinstance(item, dict) else _text(item) for item in items]


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """An item, or an object in one."""
    if item.keys() >= {"kind", "value"}:
        if item.get("field") is not None:
            return {"kind": "external", "field": IDENTIFIER, "value": _number(item)}
        return {"kind": "external", "value": KEYS[_size(item) % len(KEYS)]}
    return {name: _member(name, value) for name, value in item.items() if name not in GUESSES}


def _member(name: str, value: Any) -> Any:
    if name == "types" and value:
        return [TYPES[_size(value) % len(TYPES)]]
    if name == "customFields" and isinstance(value, dict):
        return {IDENTIFIER: _number(value)}
    if isinstance(value, list):
        return _batch(value)
    return _item(value) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> Any:
    """A text without control characters."""
    if isinstance(value, list):
        return [_text(entry) for entry in value]
    return _CONTROLS.sub("x", value) if isinstance(value, str) else value


def _number(value: Any) -> str:
    """A value of the identifier field: several calls mean one record."""
    return str(_size(value) % NUMBERS)


def _size(value: Any) -> int:
    """A number that differs from call to call, but not from run to run."""
    return len(repr(value))
