"""Did you mean …? Names close to one that was not found."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

MAX_SUGGESTIONS = 5
_LONGEST_NAME = 100


def close_names(name: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """Up to `limit` (at most 5) of the names that look like the given one, the closest first; often none.

    A name that differs only by case, `_`, `-` or blanks is the answer on its own. Names over 100 characters get no suggestion.
    """
    if len(name) > _LONGEST_NAME:
        return []
    return list(_close_names(name, tuple(names), min(limit, MAX_SUGGESTIONS)))


@lru_cache(maxsize=1024)
def _close_names(name: str, names: tuple[str, ...], limit: int) -> tuple[str, ...]:
    folded: dict[str, str] = {}
    for known in names:
        folded.setdefault(_fold(known), known)
    if exact := folded.get(_fold(name)):
        return (exact,)
    return tuple(folded[match] for match in get_close_matches(_fold(name), folded, n=limit, cutoff=0.6))


def _fold(name: str) -> str:
    """What is left of a name when spelling habits are taken away."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
