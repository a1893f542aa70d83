"""The account's product categories, as planning sees them: loaded once a batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Category(NamedTuple):
    """One product category."""

    id: int
    key: str
    name: str
    is_active: bool


@dataclass(frozen=True)
class Categories:
    """All product categories of an account, the inactive ones too."""

    all: tuple[Category, ...]

    @cached_property
    def by_id(self) -> dict[int, Category]:
        return {category.id: category for category in self.all}

    @cached_property
    def by_key(self) -> dict[str, Category]:
        return {category.key: category for category in self.all}
