"""HTTP around one record: create, read, change, replace and remove it. All through the engine, as an upsert of one item."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.writing_view import path_id
from api.body import read_body
from api.decoding import decode
from api.errors import Problem
from api.etags import etag_of, is_known, wanted_versions
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.renderers import encode
from upserts.batch import Amount, Batch, Options, Outcome
from upserts.draft import Draft
from upserts.reading import read_followed
from upserts.receipts import once
from upserts.resource import Row
from upserts.schema_one import COLLECTION_CALL, ONE_CALL, RESTORE_CALL
from upserts.services import upsert
from upserts.viewsets import ListView, ResourceView, preferred, refuse_failed


class CollectionView(ListView):
    """GET /<resource>: a page of records. POST: create one; 201 with the new record and its address."""

    schema = COLLECTION_CALL
    verbs = {"GET": ("READ",), "POST": ("CREATE",)}

    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request, ("If-Match", "If-None-Match"))
        return once(request, self.actor, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        item = decode(read_body(request))
        outcome = upsert(Batch(self.resource, [item], Options(mode="createOnly", answer="record"), ""), actor=self.actor)
        record = _record_of(outcome)
        response = _shown(record, request, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}/{record['id']}")
        return response


class AddressedView(ResourceView):
    """A view of the one record that its address names. Missing, foreign and invisible ones get the same 404."""

    def _change(self, request: Request, pk: str, item: object, **options: Any) -> Response:
        record = _record_of(self._carry_out(request, pk, item, **options))
        response = _shown(record, request)
        self._locate(response, request, pk, record)
        return response

    def _locate(self, response: Response, request: Request, pk: str, record: Row) -> None:
        """Say whose record the answer is where the address is that of one that was merged into it (RFC 9110, 8.7)."""
        if record["id"] != path_id(pk):
            above = request.path.partition(f"/{self.resource_name}/")[0]
            response["Content-Location"] = request.build_absolute_uri(f"{above}/{self.resource_name}/{record['id']}")

    def _carry_out(self, request: Request, pk: str, item: object, *, answer: Amount = "record", **options: Any) -> Outcome:
        wanted = Options(mode="updateOnly", answer=answer, if_match=wanted_versions(request), **options)
        outcome = upsert(Batch(self.resource, [item], wanted, "", target=path_id(pk)), actor=self.actor)
        _refuse_failed(outcome)
        return outcome


class OneView(AddressedView):
    """GET, PATCH, PUT, DELETE /<resource>/{id}."""

    schema = ONE_CALL
    verbs = {"GET": ("READ",), "PATCH": ("UPDATE",), "PUT": ("UPDATE",), "DELETE": ("DELETE",)}

    def get(self, request: Request, pk: str) -> Response:
        refuse_parameters(request, ("If-Match", "Idempotency-Key"))
        found = read_followed(self.resource, self.actor, path_id(pk))
        if found is None:
            raise Problem("not_found")
        body = encode(found)
        etag = etag_of(found["version"], body)
        known = is_known(request, etag)
        response = Response(None if known else msgspec.Raw(body), status=304 if known else 200, headers={"ETag": etag})
        self._locate(response, request, pk, found)
        return response

    def patch(self, request: Request, pk: str) -> HttpResponse:
        """Change what the body names; the rest stays."""
        return self._write(request, pk, whole=False)

    def put(self, request: Request, pk: str) -> HttpResponse:
        """Replace the record by what the body says."""
        return self._write(request, pk, whole=True)

    def delete(self, request: Request, pk: str) -> HttpResponse:
        """Archive an organization, remove any other record. Gone for good is gone: the second time it is a 404."""
        refuse_parameters(request, ("If-None-Match",))
        return once(request, self.actor, lambda: self._remove(request, pk))

    def _remove(self, request: Request, pk: str) -> Response:
        self._carry_out(request, pk, {}, removes=True, answer="minimal")
        return Response(status=204)

    def _write(self, request: Request, pk: str, *, whole: bool) -> HttpResponse:
        refuse_parameters(request, ("If-None-Match",))
        return once(request, self.actor, lambda: self._change(request, pk, decode(read_body(request)), whole=whole))


class RestoreView(AddressedView):
    """POST /<resource>/{id}/restore: an archived record is active again. On an active one nothing changes."""

    schema = RESTORE_CALL
    verbs = {"POST": ("UPDATE",)}

    def post(self, request: Request, pk: str) -> HttpResponse:
        refuse_parameters(request, ("If-None-Match",))
        return once(request, self.actor, lambda: self._change(request, pk, {}, revive=True))


def refuse_parameters(request: Request, headers: tuple[str, ...]) -> None:
    """For calls without parameters that can't keep the promise of these headers either. Raises Problem."""
    refuse_unsupported_headers(request, headers)
    with QueryParameters(request):
        pass


def _refuse_failed(outcome: Outcome) -> None:
    """Raise the Problem of the one item that failed. What is not there gets the answer of every 404, If-Match that of the header."""
    draft: Draft = outcome.drafts[0]
    if any(error.code == "not_found" and error.path == ("id",) for error in draft.errors):
        raise Problem("not_found")
    if any(error.code == "version_conflict" and not error.path for error in draft.errors):
        raise Problem("precondition_failed", errors=outcome.results()[0]["errors"])
    refuse_failed(outcome)


def _record_of(outcome: Outcome) -> Row:
    _refuse_failed(outcome)
    record: Row | None = outcome.drafts[0].record
    if record is None:  # written, but not to be read: a key that may only create
        return {"id": outcome.drafts[0].id, "version": outcome.drafts[0].version}
    return record


def _shown(record: Row, request: Request, status: int = 200) -> Response:
    """The record with its tag; without it where the caller prefers that (RFC 7240)."""
    body = encode(record)
    headers = {"ETag": etag_of(record["version"], body)}
    if (preference := preferred(request)) is not None:
        headers["Preference-Applied"] = f"return={preference}"
    if preference == "minimal":
        return Response(None, status=201 if status == 201 else 204, headers=headers)
    return Response(msgspec.Raw(body), status=status, headers=headers)
