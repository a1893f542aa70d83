"""Which relationships an actor meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from accounts.querysets import MaskedQuerySet
from customfields.named import identified_by
from database.arrays import among, array_of
from organizations.models import Organization


class RelationshipQuerySet(MaskedQuerySet):
    """Relationships; `visible_to(actor)` first, then any of these steps."""

    def matching(self, text: str) -> Self:
        """Name or external id of either end contains the text, ignoring case (begins with it, if it has less than three characters).

        Or an identifier field of the relationship is the text; not of its ends, for whoever sees an edge need not see those. The
        organizations are looked up now, in a statement of their own: it is half of the work, and either end would do it anew.
        """
        ends = self._called(text)
        return self.filter(Q(_one_of("source_id", ends)) | Q(_one_of("target_id", ends)) | identified_by(self, text))

    def matching_beyond(self, organization_id: int, text: str) -> Self:
        """Of those that touch the organization: the end beyond it matches the text, as `matching` has it."""
        ends = self._called(text)
        outgoing = Q(source_id=organization_id) & Q(_one_of("target_id", ends))
        return self.filter(outgoing | Q(target_id=organization_id) & Q(_one_of("source_id", ends)))

    def _called(self, text: str) -> Value:
        """The ids of the organizations that a text finds."""
        found = self._of_the_account(Organization.objects.across_accounts()).matching(text)
        return Value(array_of(found.values_list("id", flat=True)))

    def touching(self, organization_id: int) -> Self:
        """With the organization at either end."""
        return self.filter(Q(source_id=organization_id) | Q(target_id=organization_id))

    def of_type(self, type_id: int) -> Self:
        """With this type."""
        return self._using(Q(type_id=type_id))

    def listing(self, contact_id: int) -> Self:
        """Those that list the contact."""
        return self.filter(Exists(self._listed().filter(contact_id=contact_id)))

    def without_contacts(self) -> Self:
        """That list nobody to talk to."""
        return self.filter(~Exists(self._listed()))

    def with_contacts(self) -> Self:
        """That list somebody to talk to."""
        return self.filter(Exists(self._listed()))

    def with_an_archived_end(self) -> Self:
        """From or to an archived organization that the actor sees: an edge shows of its ends no status."""
        assert self.seen_by is not None
        archived = Organization.objects.visible_to(self.seen_by).filter(status="archived").order_by().values("id")
        return self.filter(Q(among("source_id", archived)) | Q(among("target_id", archived)))

    def _listed(self) -> QuerySet[Any, Any]:
        uses = self.model.contacts.through.objects.across_accounts()
        found: QuerySet[Any, Any] = uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"))
        return found

    def of_types(self, keys: Sequence[str]) -> Self:
        """With at least one of these types, by key. EXISTS: an edge with two of them stands in the list once.

        The types are looked up now, in a statement of their own: how many edges have the type 5 PostgreSQL knows, of the type
        that is called "auditor" it does not, and would read the types of 200,000 edges to find a thousand.
        """
        types = self._of_the_account(self.model.types.rel.model.objects.across_accounts()).filter(key__in=keys)
        ids = Value(array_of(types.order_by("id").values_list("id", flat=True)))
        return self._using(Q(_one_of("type_id", ids)))

    def _using(self, types: Q) -> Self:
        """With one of these types."""
        uses = self.model.types.through.objects.across_accounts().filter(types)
        return self.filter(Exists(uses.filter(account_id=OuterRef("account_id"), relationship_id=OuterRef("id"))))

    def _of_the_account(self, rows: Any) -> Any:
        """Other rows, of the account that is looked at. By value: by OuterRef, PostgreSQL would look through those of all accounts."""
        return rows if self.seen_by is None else rows.filter(account_id=self.seen_by.account_id)  # None: an operator looks at all


def _one_of(column: str, ids: Value) -> Func:
    """Whether a column is one of the ids of an array."""
    return Func(F(column), ids, template="%(expressions)s::bigint[])", arg_joiner=" = ANY(", output_field=BooleanField())
