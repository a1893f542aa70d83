"""The two addresses of a list of reference data: the list, where new rows are made, and one row. One short declaration each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.listing import ReferenceList
from accounts.reference_data import ReferenceData, called, change_row, create_row, remove_row
from accounts.saving import refuse_read_only
from accounts.writing_view import WritingView, path_id
from database.transactions import account_transaction


class ReferenceCollection(WritingView, ReferenceList):
    """GET: a page of the rows. POST: a new one."""

    required_operations = {"GET": ("SETTINGS.READ",), "POST": ("SETTINGS.CREATE",)}  # type: ignore[assignment]  # by method
    kind: ClassVar[ReferenceData]

    def describe(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        return self.kind.show(self.actor, rows)

    def post(self, request: Request) -> Response:
        said = self.said(request, self.kind.body())
        refuse_read_only(said, {})
        row = create_row(self.kind, actor=self.actor, said=said)
        (shown,) = self.kind.show(self.actor, [row])
        address = request.build_absolute_uri(f"{request.path}/{getattr(row, self.kind.address)}")
        return Response(shown, status=201, headers={"Location": address})


class ReferenceDetail(WritingView):
    """GET, PATCH and DELETE of one row. DELETE of one in use deactivates it and answers 200 with it; else 204."""

    required_operations = {"GET": ("SETTINGS.READ",), "PATCH": ("SETTINGS.UPDATE",), "DELETE": ("SETTINGS.DELETE",)}
    kind: ClassVar[ReferenceData]

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return self._answer(called(self.kind, self.actor, path_id(pk)))

    def patch(self, request: Request, pk: str) -> Response:
        said = self.said(request, self.kind.body(), partial=True)
        with account_transaction(self.actor.account_id):
            address = path_id(pk)
            refuse_read_only(said, self._shown(called(self.kind, self.actor, address)))
            return self._answer(change_row(self.kind, actor=self.actor, address=address, said=said))

    def delete(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        kept = remove_row(self.kind, actor=self.actor, address=path_id(pk))
        return Response(status=204) if kept is None else self._answer(kept)

    def _answer(self, row: Any) -> Response:
        return Response(self._shown(row))

    def _shown(self, row: Any) -> dict[str, Any]:
        (shown,) = self.kind.show(self.actor, [row])
        return shown
