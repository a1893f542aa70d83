"""Which relationships an actor meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.db.models import Exists, OuterRef, Q

from accounts.querysets import MaskedQuerySet


class RelationshipQuerySet(MaskedQuerySet):
    """Relationships; `visible_to(actor)` first, then any of these steps."""

    resource = "RELATIONSHIP"
    capability = "view_relationship"

    def matching(self, text: str) -> Self:
        """Name or external id of either end contains the text, ignoring case. Empty text: all."""
        if not text:
            return self
        return self.filter(
            Q(source__name__icontains=text)
            | Q(target__name__icontains=text)
            | Q(source__external_id__icontains=text)
            | Q(target__external_id__icontains=text)
        )

    def of_types(self, keys: Sequence[str]) -> Self:
        """With at least one of these types, by key. EXISTS: an edge with two of them stands in the list once."""
        uses = self.model.types.through.objects.across_accounts()
        return self.filter(Exists(uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"), type__key__in=keys)))
