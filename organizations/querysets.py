"""Which organizations an actor meets, step by step."""

from __future__ import annotations

from typing import Self

from accounts.querysets import MaskedQuerySet, containing
from customfields.named import identified_by


class OrganizationQuerySet(MaskedQuerySet):
    """Organizations; `visible_to(actor)` first, then any of these steps."""

    def active(self) -> Self:
        """Without the archived ones."""
        return self.filter(status="active")

    def matching(self, text: str) -> Self:
        """Name or external id contains the text, ignoring case (begins with it, if it has less than three characters).

        Or an identifier field is the text.
        """
        return self.filter(containing(text, "name", "external_id") | identified_by(self, text))
