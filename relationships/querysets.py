"""Which relationships an actor meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.db.models import Exists, OuterRef, Q

from accounts.querysets import MaskedQuerySet
from organizations.models import Organization


class RelationshipQuerySet(MaskedQuerySet):
    """Relationships; `visible_to(actor)` first, then any of these steps."""

    resource = "RELATIONSHIP"
    capability = "view_relationship"

    def matching(self, text: str) -> Self:
        """Name or external id of either end contains the text, ignoring case (begins with it, if it has less than three characters)."""
        ends = Organization.objects.across_accounts().filter(account_id=OuterRef("account_id")).matching(text)
        return self.filter(Exists(ends.filter(id=OuterRef("source_id"))) | Exists(ends.filter(id=OuterRef("target_id"))))

    def touching(self, organization_id: int) -> Self:
        """With the organization at either end."""
        return self.filter(Q(source_id=organization_id) | Q(target_id=organization_id))

    def of_types(self, keys: Sequence[str]) -> Self:
        """With at least one of these types, by key. EXISTS: an edge with two of them stands in the list once."""
        uses = self.model.types.through.objects.across_accounts()
        return self.filter(Exists(uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"), type__key__in=keys)))
