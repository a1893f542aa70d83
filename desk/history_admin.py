"""The account's history in the admin: what the change feed tells, newest first, to the same eyes (event_sight.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.text import capfirst

from accounts.models import User
from activity.models import Change
from activity.words import type_word
from backoffice.saving import ServedAdmin
from backoffice.scope import Scope, scope_of, visible_rows
from backoffice.sections import HISTORY
from backoffice.theme import admin
from customfields.identifiers import told_to
from desk.shared_with import by_name
from upserts.event_sight import Candidate, Sight, record_types
from upserts.models import Receipt

# So many of the newest events are judged one by one for somebody who sees only what is granted; older ones are in the feed.
JUDGED = 2_000


def seen_changes(scope: Scope) -> QuerySet[Any]:
    """The changes that the scope shows: all of the record types that the actor sees whole, and those of the others that it may see."""
    rows = visible_rows(Change, scope)
    if scope.actor is None:
        return rows
    sight = Sight(scope.actor)
    found = Q(record_type__in=sorted(sight.whole))
    if sight.partly:
        newest = rows.filter(record_type__in=sorted(sight.partly)).order_by("-sequence")[:JUDGED]
        columns = ("sequence", "record_type", "record_id", "operation", "changes")
        found |= Q(sequence__in=sight.seen([Candidate(*row) for row in newest.values_list(*columns)]))
    return rows.filter(found)


def told_changes(scope: Scope, change: Change) -> Any:
    """What may be told of what changed."""
    if scope.actor is None:
        return told_to(None, change.changes)  # an operator of all accounts reads no user's own values either
    event = Candidate(change.sequence, change.record_type, change.record_id, change.operation, change.changes)
    less = Sight(scope.actor).changes(event)
    return change.changes if less is None else less


def name_of_user() -> Subquery:
    """The name of who did it, or its address, in the statement that reads the changes."""
    named = User.objects.filter(pk=OuterRef("user_id")).annotate(
        shown=Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
    )
    return Subquery(named.values("shown")[:1])


class RecordTypeFilter(admin.SimpleListFilter):
    """By what changed."""

    title = "what changed"
    parameter_name = "record_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted((name, capfirst(type_word(name))) for name in record_types())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(record_type=self.value()) if self.value() else queryset


class UserFilter(admin.SimpleListFilter):
    """By who did it: the users that the scope shows. Nobody is offered to whom members are no matter: it is not to learn who they are."""

    title = "user"
    parameter_name = "user"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        scope = scope_of(request)
        rows = visible_rows(User, scope).order_by("email")[:100] if scope.may("MEMBER", "READ") else ()
        return [(str(user.pk), str(user)) for user in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(user_id=int(value)) if value.isascii() and value.isdigit() and len(value) < 19 else queryset


@admin.register(Change)
class ChangeAdmin(ServedAdmin):
    """Read only: history is written by those who make it."""

    resource = "SETTINGS"
    read_only = True
    section = HISTORY
    place = 10
    icon = "history"
    list_display = ("at", "who", "operation", "what", "changed", "channel")
    list_display_links = ("at",)
    list_filter = (RecordTypeFilter, "operation", "channel", UserFilter)
    search_fields = ("=record_id", "=request_id", "=batch_id")
    search_help_text = "The id of a record, of a request or of a batch."
    date_hierarchy = "at"
    ordering = ("-at", "-sequence")
    fields = ("at", "who", "operation", "what", "channel", "key_id", "request_id", "batch_id", "table")
    readonly_fields = ("who", "what", "table")
    actions = ["export_as_csv"]
    is_searched = False

    def visible(self, scope: Scope) -> QuerySet[Any]:
        return seen_changes(scope)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request).annotate(user_name=name_of_user())
        return found

    @admin.display(description="who")
    def who(self, change: Any) -> str:
        return change.user_name or "The operator of the installation"

    @admin.display(description="what")
    def what(self, change: Change) -> str:
        return f"{capfirst(type_word(change.record_type))} {change.record_id}"

    @admin.display(description="changed")
    def changed(self, change: Change) -> str:
        names = list(change.changes)
        return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")

    @admin.display(description="old and new")
    def table(self, change: Any) -> str:
        return render_to_string("backoffice/differences.html", {"differences": change.told, "shown": ":"})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With what may be told of it."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            scope = scope_of(request)
            row.changes = told_changes(scope, row)
            row.told = by_name(scope, [row])(row)
        return row


@admin.register(Receipt)
class ReceiptAdmin(ServedAdmin):
    """Answers kept for calls with an Idempotency-Key. What they say is for their callers; that they are kept is for operators."""

    resource = "API_KEY"
    read_only = True
    operators_only = True
    section = HISTORY
    place = 20
    icon = "receipt_long"
    fields = list_display = ("created_at", "user", "status")
    list_filter = ("status",)
    list_select_related = ("user",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ["export_as_csv"]
