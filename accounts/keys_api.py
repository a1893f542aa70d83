"""/api-keys: one's own keys, and with API_KEY.READ everybody's. A new key is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import change_key, create_key, key_called, keys_of, remove_key
from accounts.listing import ReferenceList
from accounts.models import ApiKey
from accounts.people_items import KeyChange, NewKey
from accounts.people_reading import key_row
from accounts.people_schema import KEY, KEYS
from accounts.saving import refuse_read_only
from accounts.scopes import verbs_of
from accounts.writing_view import WritingView, created, path_id
from api.errors import Problem
from api.parameters import QueryParameters
from database.tenancy import TenantQuerySet
from database.transactions import account_transaction

Row = dict[str, Any]


class KeysView(WritingView):
    """Any member reads its own keys; a key reads keys only if its scopes say so."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if request.method in ("GET", "HEAD") and "READ" not in verbs_of(self.actor.scopes, "API_KEY"):
            raise Problem("permission_denied", "You may not do this; it needs the scope api_key.read.")


class KeyList(KeysView, ReferenceList):
    """GET: the keys in force, by id. POST: a new one."""

    schema = KEYS
    required_operations = {"GET": (), "POST": ("API_KEY.CREATE",)}  # type: ignore[assignment]  # by method
    model = ApiKey

    def narrow(self, rows: TenantQuerySet, query: QueryParameters) -> TenantQuerySet:
        return keys_of(self.actor).select_related("user")

    def describe(self, rows: Sequence[ApiKey]) -> list[Row]:
        return [key_row(row) for row in rows]

    def post(self, request: Request) -> Response:
        said = self.said(request, NewKey())
        key, plain = create_key(actor=self.actor, said=said)
        return created(request, key_row(key) | {"key": plain})


class KeyDetail(KeysView):
    """GET, PATCH and DELETE (it is revoked) of one key."""

    schema = KEY
    required_operations = {"GET": (), "PATCH": ("API_KEY.UPDATE",), "DELETE": ("API_KEY.DELETE",)}

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return Response(key_row(key_called(self.actor, path_id(pk))))

    def patch(self, request: Request, pk: str) -> Response:
        said = self.said(request, KeyChange(), partial=True)
        with account_transaction(self.actor.account_id):
            key = key_called(self.actor, path_id(pk))
            refuse_read_only(said, key_row(key))
            key = change_key(actor=self.actor, key_id=key.pk, said=said)
        return Response(key_row(key))

    def delete(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        remove_key(actor=self.actor, key_id=path_id(pk))
        return Response(status=204)
