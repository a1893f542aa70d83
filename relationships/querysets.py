"""Which relationships an actor meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from accounts.querysets import MaskedQuerySet
from organizations.models import Organization


class RelationshipQuerySet(MaskedQuerySet):
    """Relationships; `visible_to(actor)` first, then any of these steps."""

    def matching(self, text: str) -> Self:
        """Name or external id of either end contains the text, ignoring case (begins with it, if it has less than three characters)."""
        ends = Organization.objects.across_accounts().matching(text).values("id")
        if self.seen_by is not None:
            # The account by value: by OuterRef, PostgreSQL would look through the organizations of all accounts.
            ends = ends.filter(account_id=self.seen_by.account_id)
        return self.filter(Q(_among("source_id", ends)) | Q(_among("target_id", ends)))

    def touching(self, organization_id: int) -> Self:
        """With the organization at either end."""
        return self.filter(Q(source_id=organization_id) | Q(target_id=organization_id))

    def of_type(self, type_id: int) -> Self:
        """With this type."""
        uses = self.model.types.through.objects.across_accounts()
        return self.filter(Exists(uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"), type_id=type_id)))

    def of_types(self, keys: Sequence[str]) -> Self:
        """With at least one of these types, by key. EXISTS: an edge with two of them stands in the list once."""
        uses = self.model.types.through.objects.across_accounts()
        return self.filter(Exists(uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"), type__key__in=keys)))


def _among(column: str, ids: QuerySet[Any, Any]) -> Func:
    """Whether a column is one of these ids. As an array: `IN (SELECT …) OR IN (SELECT …)` reads every relationship of the account."""
    return Func(F(column), Subquery(ids), template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", output_field=BooleanField())
