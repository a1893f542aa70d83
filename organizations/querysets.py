"""Which organizations an actor meets, step by step."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from accounts.querysets import MaskedQuerySet


class OrganizationQuerySet(MaskedQuerySet):
    """Organizations; `visible_to(actor)` first, then any of these steps."""

    resource = "ORGANIZATION"
    capability = "view_organization"

    def active(self) -> Self:
        """Without the archived ones."""
        return self.filter(status="active")

    def matching(self, text: str) -> Self:
        """Name or external id contains the text, ignoring case. Empty text: all."""
        if not text:
            return self
        return self.filter(Q(name__icontains=text) | Q(external_id__icontains=text))
