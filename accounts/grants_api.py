"""GET and PUT /<records>/{id}/grants: with whom a record is shared. The rooms say how a record is found (`shared`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import RefusedItem
from accounts.grants import PrincipalName, Share, SharedRecord, grants_of, set_grants
from accounts.grants_schema import GRANTS
from accounts.people_items import GrantsItem
from accounts.writing_view import WritingView, path_id
from api.errors import ItemError, Path, item_error
from api.fields import READ_ONLY
from api.renderers import encode
from database.transactions import account_transaction

Row = dict[str, Any]
MANUAL = "manual"


class GrantsView(WritingView):
    """GET: every grant that the actor may know of. PUT: replace those that were given by hand.

    A record that the actor does not see gets the 404 of one that is not there, whatever the body says.
    """

    schema = GRANTS
    kind: ClassVar[str]

    @property
    def required_operations(self) -> dict[str, tuple[str, ...]]:
        resource = self.kind.upper()
        return {"GET": (f"{resource}.READ",), "PUT": (f"{resource}.SHARE",)}

    def shared(self, record_id: int) -> SharedRecord | None:
        """The record, as far as the actor sees it. None: it does not."""
        raise NotImplementedError

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return Response({"grants": grants_of(actor=self.actor, record=self._record(pk))})

    def put(self, request: Request, pk: str) -> Response:
        said = self.said(request, GrantsItem())
        with account_transaction(self.actor.account_id):  # so that the record can't go meanwhile
            record = self._record(pk)
            shown = grants_of(actor=self.actor, record=record)
            set_grants(actor=self.actor, record=record, shares=wanted(said["grants"], shown))
            return Response({"grants": grants_of(actor=self.actor, record=record)})

    def _record(self, pk: str) -> SharedRecord:
        return self.shared(path_id(pk)) or _not_found()


def _not_found() -> SharedRecord:
    raise RefusedItem([item_error("not_found")])


def wanted(entries: list[Row], shown: list[Row]) -> list[Share]:
    """The entries that are given by hand. Others may come along as they were shown. Raises RefusedItem `read_only_field`."""
    stored = {_key(row["principal"], row["cause"]): row for row in json.loads(encode(shown))}
    shares, errors = [], []
    for index, entry in enumerate(entries):
        path: Path = ("grants", index)
        sent = entry.get(READ_ONLY, {})
        row = stored.get(_key(entry["principal"], sent.get("cause", MANUAL)), {})
        errors += list(_differing(entry, row, path))
        if sent.get("cause", MANUAL) == MANUAL:
            principal = PrincipalName(entry["principal"]["kind"], entry["principal"].get("id"))
            shares.append(Share(principal, entry["permissions"], path))
    if errors:
        raise RefusedItem(errors)
    return shares


def _key(principal: Mapping[str, Any], cause: object) -> tuple[object, ...]:
    return principal["kind"], principal.get("id"), str(cause)


def _differing(entry: Row, row: Mapping[str, Any], path: Path) -> Iterator[ItemError]:
    """An error for each member that is not to be set and is not as it was shown."""
    sent = entry.get(READ_ONLY, {})
    for name, value in sent.items():
        if row.get(name) != value and (name, value) != ("cause", MANUAL):
            yield item_error("read_only_field", (*path, name))
    for name, value in entry["principal"].get(READ_ONLY, {}).items():
        if row.get("principal", {}).get(name) != value:
            yield item_error("read_only_field", (*path, "principal", name))
    if sent.get("cause", MANUAL) != MANUAL and row and sorted(entry["permissions"]) != row["permissions"]:
        yield item_error("read_only_field", (*path, "permissions"))
