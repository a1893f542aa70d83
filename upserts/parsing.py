"""The body of an upsert call → its items, before anything looks inside them."""

from __future__ import annotations

from dataclasses import dataclass

from api.decoding import decode
from api.errors import Problem
from api.text import printable

MAX_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """The items of one call, of any JSON type each. `is_bare`: the body was one item without a wrapper."""

    items: list[object]
    is_bare: bool


def parse(body: bytes, *, wrapper: str) -> Parsed:
    """The items of a body: `{"<wrapper>": [1..1,000 items]}`, or one bare item.

    Numbers come as int (up to 25 digits) or Decimal. Raises Problem `malformed_json` (see api.decoding), `invalid_body`,
    `empty_batch` or `too_many_items`.
    """
    value = decode(body)
    if not isinstance(value, dict):
        raise Problem("invalid_body", f'Send an object: {{"{wrapper}": [...]}}, or one item without the wrapper.')
    if wrapper not in value:
        return Parsed([value], is_bare=True)
    return Parsed(_items(value, wrapper), is_bare=False)


def _items(value: dict[str, object], wrapper: str) -> list[object]:
    """The list below the wrapper, which stands alone."""
    others = [printable(name) for name in value if name != wrapper]
    if others:
        raise Problem("invalid_body", f"Next to `{wrapper}` the body may hold nothing else, but has `{others[0]}`.")
    items = value[wrapper]
    if not isinstance(items, list):
        raise Problem("invalid_body", f"`{wrapper}` must be a list of items.")
    if not items:
        raise Problem("empty_batch", f"`{wrapper}` is empty; send 1 to {MAX_ITEMS:,} items.")
    if len(items) > MAX_ITEMS:
        raise Problem("too_many_items", f"`{wrapper}` holds {len(items):,} items; send at most {MAX_ITEMS:,} in one call.")
    return items
