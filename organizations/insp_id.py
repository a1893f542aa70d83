"""The short code of an organization in page addresses: its id as sqids, never stored."""

from __future__ import annotations

from functools import lru_cache

from sqids import Sqids

MAX_LENGTH = 10
_codec = Sqids(min_length=6)


# Encoding takes 30 µs, a third of a page of relationships, and pages name the same organizations again and again.
@lru_cache(maxsize=100_000)
def insp_id(organization_id: int) -> str | None:
    """The code of an organization, 6 … 10 letters and digits. None: the id is too large for ten."""
    code = _codec.encode([organization_id])
    return code if len(code) <= MAX_LENGTH else None


def organization_id(code: str) -> int | None:
    """The id that a code means. None: no organization's code (a code that encodes back to another one included)."""
    numbers = _codec.decode(code) if 0 < len(code) <= MAX_LENGTH else []
    return numbers[0] if len(numbers) == 1 and insp_id(numbers[0]) == code else None
