"""Lists of reference data: what an account defines once and every member may look up. One short declaration a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_view import AccountView
from api.pagination import paginate
from api.parameters import QueryParameters, refuse_unsupported_headers
from database.tenancy import TenantModel, TenantQuerySet


class ReferenceView(AccountView):
    """A view of reference data. Every role may read it (accounts/roles.py); a key's scopes may keep it back (`settings.read`)."""

    required_operations: tuple[str, ...] = ("SETTINGS.READ",)


class ReferenceList(ReferenceView):
    """GET: a page of the account's rows of `model`, inactive ones included.

    `members` maps wire name to attribute, in the order people read them. `ordering` is the one field that sorts the list; id
    breaks ties. A list that takes parameters of its own has `narrow`; one that shows more than attributes has `describe`.
    """

    model: ClassVar[type[TenantModel]]
    members: ClassVar[Mapping[str, str]] = {}
    ordering: ClassVar[str] = "id"

    def get(self, request: Request) -> Response:
        refuse_unsupported_headers(request)
        with QueryParameters(request) as query:
            page = query.page()
            rows = self.narrow(self.model.objects.visible_to(self.actor), query)
        found = paginate(rows, request, page=page, account_id=self.actor.account_id, ordering=self.ordering)
        return Response(found.answer(self.describe(found.rows)))

    def narrow(self, rows: TenantQuerySet, query: QueryParameters) -> TenantQuerySet:
        """The rows that the parameters ask for; all of them unless a list says otherwise."""
        return rows

    def describe(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows as they are shown. As many statements for one row as for 500."""
        return [{wire: getattr(row, attribute) for wire, attribute in self.members.items()} for row in rows]
