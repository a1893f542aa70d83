"""What a list of organizations can be narrowed by."""

from __future__ import annotations

from api.parameters import QueryParameters
from organizations.models import OrganizationType
from organizations.querysets import OrganizationQuerySet


def narrow(rows: OrganizationQuerySet, query: QueryParameters) -> OrganizationQuerySet:
    """`type`; archived organizations only with `includeArchived=true`."""
    if kind := query.choice("type", OrganizationType.values):
        rows = rows.filter(type=kind)
    return rows if query.flag("includeArchived") else rows.active()
