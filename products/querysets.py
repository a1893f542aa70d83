"""Which products an actor meets, step by step."""

from __future__ import annotations

from typing import Self

from accounts.querysets import MaskedQuerySet, containing


class ProductQuerySet(MaskedQuerySet):
    """Products; `visible_to(actor)` first, then any of these steps."""

    def current(self) -> Self:
        """Without the archived ones."""
        return self.exclude(status="ARCHIVED")

    def matching(self, text: str) -> Self:
        """Name or reference contains the text, ignoring case (begins with it, if it has less than three characters)."""
        return self.filter(containing(text, "name", "external_id"))
