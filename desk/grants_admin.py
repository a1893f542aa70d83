"""Sharing in the admin: with whom which record is shared, sharing one more, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.capabilities import NAMES, names
from accounts.errors import refusal
from accounts.grants import PrincipalName, SharedRecord, grant, revoke
from accounts.models import Grant, Principal
from accounts.principals import principal_ids
from backoffice.filters import PickedFilter
from backoffice.saving import ReadingForm, ServedAdmin
from backoffice.scope import Scope, scope_of
from backoffice.scoped import ADD, CHANGE, VIEW
from backoffice.sections import PEOPLE
from backoffice.theme import Checkboxes, admin
from desk.record_names import records_named
from desk.record_pickers import PickedRecord
from upserts import registry
from upserts.resource import Resource

HELP = {"organization": "It brings along its relationships.", "relationship": "Or one relationship alone."}


class GrantForm(ReadingForm):
    """Who gets what on which record: it has a picker for each kind of record that may be shared, of which one is filled in."""

    permissions = forms.MultipleChoiceField(
        choices=[(name, name) for name in NAMES],
        widget=Checkboxes(),
        help_text="Each brings along what it needs: full edits and reads, edit reads.",
    )

    class Meta:
        model = Grant
        fields = ("principal",)
        labels = {"principal": "Shared with"}

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        kinds = [kind for kind in Grant.Kind.values if kind in self.fields]
        chosen = [kind for kind in kinds if typed.get(kind)]
        if len(chosen) == 1:
            typed["kind"] = chosen[0]
        elif not self.errors.keys() & set(kinds):
            self.add_error(kinds[0], "Choose one record to share.")
        return typed


class ObjectFilter(PickedFilter):
    """The grants on one record, next to its kind."""

    title = "record"
    parameter_name = "object_id"


@admin.register(Grant)
class GrantAdmin(ServedAdmin):
    """A grant is given and taken back, never changed. Nobody gives more than it holds."""

    form = GrantForm
    resource = "MEMBER"
    section = PEOPLE
    place = 55
    icon = "share"
    list_display = ("record", "who", "permissions_in_words", "cause", "granted_by", "created_at")
    list_filter = ("object_kind", "cause", ObjectFilter)
    list_select_related = ("principal__user", "principal__team", "granted_by")
    autocomplete_fields = ("principal",)
    search_fields = ("=object_id", "principal__user__email", "principal__user__name", "principal__team__name")
    search_help_text = "The id of a record, or whom it is shared with."
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ["delete_selected", "export_as_csv"]
    removal_verb = "Take back"
    removal_note = "What is taken back is shared no more from the next request on."
    is_searched = False

    def visible(self, scope: Scope) -> QuerySet[Any]:
        """All of the account for who reads members; for others those that reach them: a partner is not to learn who the others are."""
        rows = super().visible(scope)
        if scope.may("MEMBER", "READ") or scope.actor is None:
            return rows
        user_id = scope.actor.user_id
        return rows.filter(principal_id__in=principal_ids(scope.actor.account_id, user_id) if user_id else ())

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        if operation == VIEW:
            return True
        if operation == CHANGE or (operation == ADD and scope.actor is None):
            return False
        return bool(_shareable(scope))

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        scope = scope_of(request)
        kinds = _shareable(scope) if obj is None else []
        pickers = {
            kind: PickedRecord(_resource(kind).model, scope, self.admin_site, required=False, help_text=HELP[kind]) for kind in kinds
        }
        return super().get_form(request, obj, change, form=type("GrantForm", (GrantForm,), pickers), **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is None:
            return (*_shareable(scope_of(request)), "principal", "permissions")
        return ("record", "who", "permissions_in_words", "cause", "granted_by", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the records by name: one statement for each kind of them."""
        found = super().get_changelist_instance(request)
        name_records(scope_of(request), found.result_list)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With its record by name."""
        row = super().get_object(request, object_id, from_field)
        name_records(scope_of(request), [row] if row is not None else [])
        return row

    @admin.display(description="record", ordering="object_id")
    def record(self, row: Any) -> str:
        """By name; where it is out of sight, and in files, which programs read, by id."""
        return f"{row.get_object_kind_display()} {getattr(row, 'named', None) or row.object_id}"

    @admin.display(description="shared with")
    def who(self, row: Grant) -> str:
        return str(row.principal.called)

    @admin.display(description="permissions", ordering="mask")
    def permissions_in_words(self, row: Grant) -> str:
        return ", ".join(names(row.mask))

    def serve(self, actor: Actor, row: Any, form: Any) -> Grant:
        typed = form.cleaned_data
        record, principal = shared(actor, typed["kind"], typed[typed["kind"]].pk), named(typed["principal"])
        grant(actor=actor, record=record, principal=principal, permissions=typed["permissions"])
        rows = Grant.objects.visible_to(actor).filter(object_kind=record.kind, object_id=record.id, principal=typed["principal"])
        found: Grant = rows.get(cause="manual")
        return found

    def remove(self, actor: Actor, row: Any) -> None:
        """Take it back. Raises refusals."""
        revoke(actor=actor, record=shared(actor, row.object_kind, row.object_id), principal=named(row.principal), cause=row.cause)


def name_records(scope: Scope, grants: Iterable[Any]) -> None:
    """Let each grant know its record, as `named`, if the scope shows it. One statement for each kind of record."""
    found = records_named(scope, ((row.object_kind, row.object_id) for row in grants))
    for row in grants:
        row.named = found.get((row.object_kind, row.object_id))


def shared(actor: Actor, kind: str, record_id: int) -> SharedRecord:
    """The record of this kind and id that the actor sees, with what covers it. Raises RefusedItem `not_found`."""
    resource = _resource(kind)
    covering = [column for other, column in resource.sharing.granted_on if column != "id"]
    row = resource.model.objects.visible_to(actor).filter(pk=record_id).values_list("pk", *covering).first()
    if row is None:
        raise refusal("not_found", ("record",), f"There is no such {kind}.")
    return SharedRecord(kind, row[0], tuple(row[1:]))


def named(principal: Principal) -> PrincipalName:
    """A principal by the words of the wire."""
    return PrincipalName(principal.kind, principal.user_id or principal.team_id)


def _shareable(scope: Scope) -> list[str]:
    """The kinds of records that the role may share."""
    return [kind for kind in Grant.Kind.values if scope.may(kind.upper(), "SHARE")]


def _resource(kind: str) -> Resource:
    return next(one for one in registry.every() if one.sharing.own_kind == kind)
