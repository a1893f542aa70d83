"""The history of one row: what `activity` keeps, old and new side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import capfirst

from accounts.models import User
from activity.models import Change
from activity.words import type_word
from backoffice.scope import Scope, scope_of, visible_rows

PER_PAGE = 50
NOBODY = "The operator of the installation"


class Difference(NamedTuple):
    """One member that changed, in words; an empty text: nothing was there."""

    name: str
    old: str
    new: str


Teller = Callable[[Change], list[Difference]]


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One row of history as people read it. `url` leads to the record where there is a page of it."""

    at: datetime
    who: str
    channel: str
    operation: str
    differences: list[Difference]
    request_id: str = ""
    title: str = ""
    url: str | None = None


class Told:
    """For admin classes: the page of a row's history."""

    history_type: ClassVar[str | None]
    opts: Any

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Newest first. Two statements besides those of the row itself, and one that counts."""
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]  # of the class this is mixed into
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):  # type: ignore[attr-defined]  # as above
            raise PermissionDenied
        scope = scope_of(request)
        page = Paginator(self.history_of(scope, row), PER_PAGE).get_page(request.GET.get("p"))
        changes = self.tellable(scope, list(page))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # as above
            "title": f"History of {row}",
            "opts": self.opts,
            "original": row,
            "page": page,
            "changes": told(changes, self.teller(scope, row, changes)),
            **(extra_context or {}),
        }
        return render(request, "backoffice/history.html", context)

    def history_of(self, scope: Scope, row: Any) -> Any:
        """The changes of a row in the accounts of the scope, newest first."""
        changes = visible_rows(Change, scope).filter(record_type=self.history_type, record_id=self.history_id(row))  # type: ignore[attr-defined]
        return changes.order_by("-at", "-sequence")

    def tellable(self, scope: Scope, changes: list[Change]) -> list[Change]:
        """These changes with what may be told of them: all."""
        return changes

    def teller(self, scope: Scope, row: Any, changes: list[Change]) -> Teller:
        """How what changed of the row is put into words: as history keeps it."""
        return as_kept


def as_kept(change: Change) -> list[Difference]:
    """What changed, in the words of the wire."""
    return differences(change.changes)


def told(changes: Iterable[Change], tell: Teller = as_kept) -> list[ToldChange]:
    """Rows of history in words. One statement, for the names of the users."""
    rows = list(changes)
    users = {user.pk: str(user) for user in User.objects.filter(pk__in={row.user_id for row in rows if row.user_id})}
    return [
        ToldChange(
            at=row.at,
            who=users.get(row.user_id, f"User {row.user_id}") if row.user_id else NOBODY,
            channel=row.get_channel_display(),
            operation=row.get_operation_display(),
            differences=tell(row),
            request_id=row.request_id,
            title=f"{capfirst(type_word(row.record_type))} {row.record_id}",
        )
        for row in rows
    ]


def differences(changes: Mapping[str, Any]) -> list[Difference]:
    """What changed, member by member; of members that hold others (custom fields), each of these."""
    found = []
    for name, pair in changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        if isinstance(old, dict) or isinstance(new, dict):
            before, after = ({} if side is None else side for side in (old, new))
            if isinstance(before, dict) and isinstance(after, dict):
                found += [
                    Difference(f"{name}.{key}", in_words(before.get(key)), in_words(after.get(key)))
                    for key in sorted({*before, *after})
                    if before.get(key) != after.get(key)
                ]
                continue
        found.append(Difference(name, in_words(old), in_words(new)))
    return found


def in_words(value: Any) -> str:
    """A value of history for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return ", ".join(map(str, value))
    if isinstance(value, list) and all(isinstance(one, dict) and {"principal", "permissions"} <= one.keys() for one in value):
        return "; ".join(_grant(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _grant(grant: Mapping[str, Any]) -> str:
    """One grant as history keeps it, as in “user 3: edit, read”."""
    principal = grant["principal"]
    whom = "everyone" if principal["kind"] == "account" else f"{principal['kind']} {principal['id']}"
    return f"{whom}: {', '.join(grant['permissions'])}"
