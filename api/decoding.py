"""JSON bytes → Python values, strictly: UTF-8 only, one value per member name, exact numbers, a bounded depth.

Numbers: integers of up to 25 digits are int; everything longer or with a fraction or exponent is Decimal, never float.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from api.errors import Problem
from api.text import printable

MAX_DEPTH = 32
MAX_INT_DIGITS = 25
_USUAL_DEPTH = 8
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'{}[]"')
_CLOSED_BY = {ord("{"): ord("}"), ord("["): ord("]")}
# Stands for a number whose exponent no decimal can hold: every field refuses it as out of range.
_BEYOND_NUMBERS = Decimal("1E+999999")


def decode(body: bytes) -> object:
    """The JSON value of a body; a UTF-8 byte order mark in front is skipped. Lone surrogates inside texts are let through.

    Raises Problem `malformed_json` for an empty body, bytes that are not UTF-8, nesting deeper than 32 levels, a member name that
    occurs twice in one object, NaN and Infinity, and everything else RFC 8259 does not allow.
    """
    text = _text(body.removeprefix(_BYTE_ORDER_MARK))
    refuse_depth(body)
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise malformed(f"The body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None


def refuse_depth(body: bytes) -> None:
    """Raise Problem `malformed_json` if objects and lists nest deeper than 32 levels; linear in the body, without recursion."""
    structure = _brackets(body)
    left = structure
    for _ in range(_USUAL_DEPTH):  # each round takes the innermost level away
        if not left:
            return
        left = left.replace(b"{}", b"").replace(b"[]", b"")
    if left and _is_deeper(structure):
        raise malformed(f"The body is nested deeper than {MAX_DEPTH} levels.")


def malformed(detail: str) -> Problem:
    """The problem of a body that can't be read as JSON."""
    return Problem("malformed_json", detail)


def _text(body: bytes) -> str:
    """The body as text, or Problem `malformed_json`."""
    if not body.strip():
        raise malformed("The body is empty. Send JSON.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed(f"The body is not UTF-8: byte {error.start} can't be read.") from None


def _brackets(body: bytes) -> bytes:
    """The brackets that stand outside texts (and those inside texts that hold any).

    Escaped quotes go first. Removing two neighbouring quotes never changes what is inside and what is outside of a text.
    """
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    structure = body.translate(None, _NOT_STRUCTURE).replace(b'""', b"")
    if b'"' in structure:
        structure = b"".join(structure.split(b'"')[::2])
    return structure


def _is_deeper(structure: bytes) -> bool:
    """Whether the depth passes the limit before the first bracket that does not match (the decoder gets no further than that)."""
    expected: list[int] = []
    for byte in structure:
        if closing := _CLOSED_BY.get(byte):
            expected.append(closing)
            if len(expected) > MAX_DEPTH:
                return True
        elif not expected or expected.pop() != byte:
            return False
    return False


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose member names are all different."""
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise malformed(f"The member `{printable(twice)}` occurs twice in one object.")
    return members


def _integer(digits: str) -> int | Decimal:
    """Python converts long integers in quadratic time; nothing here is longer than 25 digits anyway."""
    return int(digits) if len(digits) <= MAX_INT_DIGITS else Decimal(digits)


def _decimal(digits: str) -> Decimal:
    """The exact number."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return _BEYOND_NUMBERS


def _constant(name: str) -> NoReturn:
    """NaN, Infinity and -Infinity are no JSON."""
    raise malformed(f"{name} is not JSON.")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_decimal, parse_int=_integer, parse_constant=_constant)
