"""Which definitions an account has, step by step; `visible_to(actor)` comes first."""

from __future__ import annotations

from typing import Self

from database.tenancy import TenantQuerySet


class DefinitionQuerySet(TenantQuerySet):
    """Custom fields or templates. Every role may read all of its account's."""

    def of(self, record_type: str) -> Self:
        """Of organization, relationship, contact or product."""
        return self.filter(record_type=record_type)

    def in_order(self) -> Self:
        """As people see them: by `order`, then by age."""
        return self.order_by("order", "id")


class CustomFieldQuerySet(DefinitionQuerySet):
    """Custom fields."""

    def active(self) -> Self:
        """Those that can be written."""
        return self.filter(is_active=True)

    def identifying(self) -> Self:
        """Identifier fields: their value names one record."""
        return self.filter(is_identifier=True)
