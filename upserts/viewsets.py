"""HTTP around the engine: the upsert call, one record, a list of records; the same three views for every record type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_view import AccountView
from accounts.actor import Actor
from accounts.querysets import MaskedQuerySet
from api.body import read_body
from api.errors import ITEM_CODES, Problem
from api.filters import narrowed
from api.pagination import Keyset
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.text import printable
from customfields.definitions import load_definitions
from customfields.filters import PREFIX
from upserts import registry
from upserts.asking import find_by
from upserts.batch import Action, Amount, Batch, Mode, Options, Outcome
from upserts.filters import RecordFilters
from upserts.items import FieldActions
from upserts.parsing import Parsed, parse
from upserts.reading import read
from upserts.receipts import once
from upserts.resource import Resource
from upserts.schema import LIST_CALL, UPSERT_CALL
from upserts.services import upsert
from upserts.whole_lists import is_whole, page_of

RETURN = re.compile(r"(?:^|[,;\s])return=(minimal|representation)(?=$|[,;\s])")
AMOUNTS: dict[str | None, Amount] = {"minimal": "minimal", "representation": "record"}


class ResourceView(AccountView):
    """A view of one record type; `resource_name` is given in the URL map."""

    resource_name = ""
    verbs: ClassVar[Mapping[str, tuple[str, ...]]] = {"GET": ("READ",), "POST": ("CREATE", "UPDATE")}

    @property
    def resource(self) -> Resource:
        return registry.get(self.resource_name)

    @property
    def required_operations(self) -> dict[str, tuple[str, ...]]:
        """What each method takes, any one of them; an upsert CREATE or UPDATE, and each item then needs its own."""
        name = self.resource.permission
        return {method: tuple(f"{name}.{verb}" for verb in verbs) for method, verbs in self.verbs.items()}


class UpsertView(ResourceView):
    """POST /<resource>/upsert: 1 … 1,000 items, or one bare item."""

    schema = UPSERT_CALL

    def post(self, request: Request) -> HttpResponse:
        refuse_unsupported_headers(request, ("If-Match", "If-None-Match"))
        amount = AMOUNTS.get(preferred(request))
        options = self._options(request)
        parsed = parse(read_body(request), wrapper=self.resource_name)
        self.admit_items(len(parsed.items))
        work = partial(self._upsert, request, parsed, options, amount)
        return once(request, self.actor, work, is_kept=not options["dry_run"])

    def _upsert(self, request: Request, parsed: Parsed, options: dict[str, Any], amount: Amount | None) -> HttpResponse:
        answer = amount or ("record" if parsed.is_bare else "details")
        prefix = "" if parsed.is_bare else None
        batch = Batch(self.resource, parsed.items, Options(**options, answer=answer), prefix)
        outcome = upsert(batch, actor=self.actor)
        response = _bare_answer(outcome, request) if parsed.is_bare else _answer(outcome)
        if amount is not None:
            response["Preference-Applied"] = f"return={preferred(request)}"
        return response

    def _options(self, request: Request) -> dict[str, Any]:
        with QueryParameters(request) as query:
            return {
                "dry_run": query.flag("dryRun"),
                "atomic": query.flag("atomic"),
                "mode": cast(Mode, query.choice("mode", ("upsert", "createOnly", "updateOnly"), "upsert")),
                "revive": query.flag("revive"),
                "field_actions": self._field_actions(query),
                "find_by": find_by(self.resource, query) if self.resource.is_named else (),
            }

    def _field_actions(self, query: QueryParameters) -> dict[str, Action]:
        """`fieldActions=contacts:append,types:replace`, judged by the item's own field of that name."""
        text = query.text("fieldActions")
        if text is None:
            return {}
        pairs = [part.strip().rpartition(":") for part in text.split(",")]
        if not all(name for name, _, _ in pairs):
            query.refuse("fieldActions", "Send <list>:<action>, several of them separated by commas.")
            return {}
        for name, number in Counter(name for name, _, _ in pairs).items():
            if number > 1:
                query.refuse("fieldActions", f"Name `{printable(name)}` once.")
        field = self.resource.serializer.fields["fieldActions"]
        for error in cast(FieldActions, field).mistakes({name: action for name, _, action in pairs}):
            query.refuse("fieldActions", f"{printable(str(error.path[0]))}: {error.message}", **error.params)
        return {name: cast(Action, action) for name, _, action in pairs}


def preferred(request: Request) -> str | None:
    """The `return` preference of RFC 7240. Other preferences are ignored, as the RFC wants it."""
    found = RETURN.search(request.headers.get("Prefer", ""))
    return found[1] if found else None


def _answer(outcome: Outcome) -> Response:
    if outcome.status == 422:
        body = outcome.as_dict()
        detail = f"{outcome.failed_first} of {len(outcome.drafts)} items failed, so nothing was written."
        raise Problem("atomic_batch_failed", detail, **body)
    return Response(outcome.as_dict(), status=outcome.status)


def _bare_answer(outcome: Outcome, request: Request) -> Response:
    """The one result is the whole answer, its status the answer's."""
    refuse_failed(outcome)
    result, draft = outcome.results()[0], outcome.drafts[0]
    response = Response(result, status=draft.status)
    if draft.status == 201 and result["id"] is not None:
        response["Location"] = request.build_absolute_uri(request.path.removesuffix("upsert") + str(result["id"]))
    return response


def refuse_failed(outcome: Outcome) -> None:
    """Raise the Problem that the one item of a call has become, if it failed."""
    draft = outcome.drafts[0]
    if draft.errors:
        result = outcome.results()[0]
        cause = next(error for error in draft.told if ITEM_CODES[error.code][0] == draft.status)
        rest = {name: value for name, value in result.items() if name not in ("errors", "status")}
        headers = {"Retry-After": "1"} if draft.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        raise Problem(cause.code, cause.message, errors=result["errors"], headers=headers, **rest)


class ListView(ResourceView):
    """GET /<resource>: a page of records, narrowed by the room's `filters`, in one of the resource's `orders`."""

    schema = LIST_CALL
    filters: type[RecordFilters] = RecordFilters

    def get(self, request: Request) -> Response:
        refuse_unsupported_headers(request)
        resource = self.resource
        with QueryParameters(request) as query:
            page = query.page()
            names = [sign + name for name in resource.orders for sign in ("", "-")]
            ordering = query.choice("ordering", names, "id") or "id"
            fields = query.names("fields", resource.members)
            rows = None if is_whole(request.GET) else narrowed(self._filters(request, query, self.actor), query)
        counted = self._filters(request, query, self.actor.for_counting()).qs if page.wants_total and self.actor.has_many_grants else None
        column = resource.orders[ordering.removeprefix("-")]
        signed = column if ordering == ordering.removeprefix("-") else f"-{column}"
        keyset = Keyset.of(request, resource.model, page=page, account_id=self.actor.account_id, ordering=signed)
        found = page_of(self.filters, self.actor, keyset) if rows is None else keyset.page_of(rows.values(*{"id", column}), counted)
        records = read(resource, self.actor, [row["id"] for row in found.rows])
        return Response(found.answer([{name: record[name] for name in fields} for record in records] if fields else records))

    def _filters(self, request: Request, query: QueryParameters, actor: Actor) -> RecordFilters:
        """The room's filters on what the actor may see; the account's own fields are loaded only where one is asked for."""
        rows: MaskedQuerySet = self.resource.model.objects.visible_to(actor)
        asks_for_own = query.sent(PREFIX)
        account_id, owner_id = self.actor.account_id, self.actor.user_id
        definitions = load_definitions(account_id, self.resource.record_type, owner_id) if asks_for_own else None
        return self.filters(request.query_params, rows, definitions)
