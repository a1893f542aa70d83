"""Views that take one JSON object, and how what a service refuses becomes an answer."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_view import AccountView
from accounts.errors import RefusedItem
from api.body import read_body
from api.decoding import decode
from api.errors import ITEM_CODES, Problem, status_of
from api.fields import ItemSerializer
from api.parameters import QueryParameters, refuse_unsupported_headers
from api.scalar_fields import BIGINT_MAX


class WritingView(AccountView):
    """Answers a RefusedItem with all its errors, under the code of the first one of the most basic status."""

    def said(self, request: Request, item: ItemSerializer, *, partial: bool = False) -> dict[str, Any]:
        """The members of the body by column, judged. `partial`: none is required. Raises Problem and RefusedItem."""
        self.refuse_parameters(request)
        values, errors = item.diagnose(decode(read_body(request)), partial)
        if errors:
            raise RefusedItem(errors)
        return values

    def refuse_parameters(self, request: Request) -> None:
        """For calls that take none. Raises Problem."""
        refuse_unsupported_headers(request)
        with QueryParameters(request):
            pass

    def handle_exception(self, exc: Exception) -> Any:
        return super().handle_exception(as_problem(exc) if isinstance(exc, RefusedItem) else exc)


def created(request: Request, row: dict[str, Any]) -> Response:
    """201, with the address of the new row."""
    return Response(row, status=201, headers={"Location": request.build_absolute_uri(f"{request.path}/{row['id']}")})


def as_problem(refused: RefusedItem) -> Problem:
    """The answer to a refusal. What is not there is told with no more than that it is not."""
    status = status_of(refused.errors)
    first = next(error for error in refused.errors if ITEM_CODES[error.code][0] == status)
    if first.code == "not_found":
        return Problem("not_found")
    return Problem(first.code, first.message, errors=refused.errors)


def path_id(text: str) -> int:
    """The id in a path. Raises Problem `not_found` for what can be no id, as for one that is not there."""
    if text.isascii() and text.isdigit() and len(text) < 20 and 1 <= int(text) <= BIGINT_MAX:
        return int(text)
    raise Problem("not_found")
