"""Definitions of every kind, and JSON values of every sort."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from customfields.definitions import Definition, Definitions, Template
from customfields.kinds import KINDS

COLOURS = (("red", "Red"), ("blue", "Blue"), ("darkBlue", "Dark blue"))


def define(key: str, data_type: str = "text", number: int = 1, **more: Any) -> Definition:
    """A custom field with sensible defaults."""
    if KINDS[data_type].has_options:
        more.setdefault("choices", COLOURS)
    return Definition(id=number, key=key, label=key.title(), data_type=data_type, **more)


def definitions(*fields: Definition, record_type: str = "organization", templates: tuple[int, ...] = (7, 8)) -> Definitions:
    """Definitions of a record type, with two templates."""
    return Definitions(record_type, fields, {number: Template(number, f"Template {number}") for number in templates})


ONE_OF_EACH = definitions(*(define(f"{kind}Field", kind, number) for number, kind in enumerate(KINDS, 1)))

# Any Unicode at all, lone surrogates and NUL included: the JSON reader lets them through.
ANY_TEXT = st.text(st.characters(), max_size=40)
TELLING = ["red", "true", "12.50", "2025-01-31", "7", " ", "a@b.example"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | ANY_TEXT | st.sampled_from(TELLING),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
