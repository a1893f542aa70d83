"""HTTP around a merge."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import RefusedItem
from accounts.writing_view import as_problem, path_id
from api.body import read_body
from api.decoding import decode
from api.errors import Problem
from api.etags import etag_of, wanted_versions
from api.fields import ItemSerializer
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.renderers import encode
from upserts.batch import Options
from upserts.items import RecordId
from upserts.merging import FROM, Merged, merge
from upserts.receipts import once
from upserts.viewsets import ResourceView


class MergeItem(ItemSerializer):
    """Which record is merged into the one of the address, by our id."""


MergeItem._declared_fields[FROM] = RecordId(source="loser_id")  # a word of Python's own, so it can't stand in the class


class MergeView(ResourceView):
    """POST /<resource>/{id}/merge: another record becomes one with this one. Missing, foreign and invisible ones get the same 404."""

    verbs = {"POST": ("UPDATE",)}

    def post(self, request: Request, pk: str) -> HttpResponse:
        refuse_unsupported_headers(request, ("If-None-Match",))
        with QueryParameters(request) as query:
            dry_run = query.flag("dryRun")
        return once(request, self.actor, lambda: self._merge(request, pk, dry_run), is_kept=not dry_run)

    def _merge(self, request: Request, pk: str, dry_run: bool) -> Response:
        options = Options(dry_run=dry_run, if_match=wanted_versions(request))
        try:
            merged = merge(self.resource, path_id(pk), _said(request), actor=self.actor, options=options)
        except RefusedItem as refused:
            raise _problem(refused) from None
        headers = {} if dry_run else {"ETag": etag_of(merged.record["version"], encode(merged.record))}
        return Response(_shown(merged, dry_run), headers=headers)


def _said(request: Request) -> int:
    """The loser's id. Raises RefusedItem."""
    values, errors = MergeItem().diagnose(decode(read_body(request)))
    if errors:
        raise RefusedItem(errors)
    return cast(int, values["loser_id"])


def _problem(refused: RefusedItem) -> Problem:
    if refused.errors[0].code == "version_conflict":  # it came with the header If-Match
        return Problem("precondition_failed", errors=refused.errors)
    return as_problem(refused)


def _shown(merged: Merged, dry_run: bool) -> dict[str, Any]:
    return {
        "record": merged.record,
        "mergedFrom": merged.loser_id,
        "filled": merged.filled,
        **merged.absorbed,
        "truncated": merged.is_truncated,
        "dryRun": dry_run,
    }
