"""Filters of lists that offer nothing but what the person may see."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.scope import scope_of, visible_rows

OFFERED = 200


class ScopedRelatedFilter(RelatedFieldListFilter):
    """By a related row. Django's own offers the rows of all accounts. The first OFFERED by name or id; others have the search."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = visible_rows(field.remote_field.model, scope_of(request))
        return sorted(((row.pk, str(row)) for row in rows.order_by("pk")[:OFFERED]), key=lambda pair: pair[1].casefold())


class PickedFilter(SimpleListFilter):
    """By one id that a link names, as "all of this one": it stands beside the list only where something is picked."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.used_parameters.get(str(self.parameter_name))
        return [] if value is None else [(value, self.called(request, value))]

    def called(self, request: HttpRequest, value: str) -> str:
        """What is picked, in words."""
        return value

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        return self.narrowed(queryset, int(value)) if value.isascii() and value.isdigit() and len(value) < 19 else queryset.none()

    def narrowed(self, rows: QuerySet[Any], picked: int) -> QuerySet[Any]:
        """The rows of what is picked."""
        return rows.filter(**{str(self.parameter_name): picked})
