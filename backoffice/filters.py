"""Filters of lists that offer nothing but what the person may see."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest

from backoffice.scope import scope_of, visible_rows

OFFERED = 200


class ScopedRelatedFilter(RelatedFieldListFilter):
    """By a related row. Django's own offers the rows of all accounts. The first OFFERED by name or id; others have the search."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = visible_rows(field.remote_field.model, scope_of(request))
        return sorted(((row.pk, str(row)) for row in rows.order_by("pk")[:OFFERED]), key=lambda pair: pair[1].casefold())
