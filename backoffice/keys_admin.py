"""API keys: made, shown once, changed, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst

from accounts.actor import Actor
from accounts.api_keys import change_key, create_key, remove_key
from accounts.models import ApiKey
from accounts.people_items import KeyChange, NewKey
from accounts.roles import RESOURCES
from accounts.scopes import WORDS
from accounts.wire import judged
from activity.words import type_word
from backoffice.removing import run_on_each
from backoffice.saving import ReadingForm, ServedAdmin
from backoffice.scope import Scope
from backoffice.scoped import CHANGE, DELETE, VIEW
from backoffice.sections import PEOPLE
from backoffice.theme import Checkboxes, TextArea, admin

SCOPES = [
    ("Everything", [("all", "All of it")]),
    *((capfirst(type_word(name)), [(f"{name.lower()}.{word}", word.capitalize()) for word in WORDS]) for name in RESOURCES),
]


class NetworksField(forms.CharField):
    """One address or network a line."""

    widget = TextArea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """The service does."""

    def run_validators(self, value: Any) -> None:
        """As above."""


class KeyForm(ReadingForm):
    """A key by whom it acts as, for what, from where, and how long."""

    scopes = forms.MultipleChoiceField(
        choices=SCOPES,
        widget=Checkboxes(),
        help_text="A scope only takes away from what the user may do. Write is create, update and delete.",
    )
    networks = NetworksField(required=False, help_text="Where it may be used from: one address or network a line. Empty: anywhere.")
    names = {"user": "user"}

    class Meta:
        model = ApiKey
        fields = ("user", "name", "scopes", "networks", "expires_at")


class StateFilter(admin.SimpleListFilter):
    """Those in force, unless somebody asks for others."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("revoked", "Revoked"), ("all", "All")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The default has a name, too."""
        options = list(super().choices(changelist))
        yield {**options[0], "display": "In force"}
        yield from options[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(revoked_at__isnull=self.value() != "revoked")


@admin.register(ApiKey)
class ApiKeyAdmin(ServedAdmin):
    """Every member sees its own keys; who may read keys sees all of the account."""

    form = KeyForm
    resource = "API_KEY"
    section = PEOPLE
    place = 50
    icon = "key"
    history_type = "api_key"
    list_display = ("prefix", "name", "user", "scopes_in_words", "created_at", "expires_at", "last_used_at", "state")
    list_filter = (StateFilter, "user")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    search_fields = ("prefix", "name", "user__email", "user__name")
    ordering = ("-created_at", "-pk")
    date_hierarchy = None
    actions = ["revoke", "export_as_csv"]
    removal_verb = "Revoke"
    removal_note = "A key is revoked, from the next request on and for good. It stays in this list under “Revoked”."

    def visible(self, scope: Scope) -> QuerySet[Any]:
        rows = super().visible(scope)
        return rows if scope.may("API_KEY", "READ") else rows.filter(user_id=scope.user.pk)

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        if operation == VIEW:
            return True
        if row is not None and row.revoked_at is not None and operation in (CHANGE, DELETE):
            return False
        return super().allows(scope, operation, row)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        typed = ("user", "name", "scopes", "networks", "expires_at")
        if obj is None:
            return typed
        return ("prefix", *typed, "created_at", "last_used_at", "revoked_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return () if obj is None else ("prefix", "user", "created_at", "last_used_at", "revoked_at")

    @admin.display(description="scopes")
    def scopes_in_words(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display(description="state")
    def state(self, key: ApiKey) -> str:
        if key.revoked_at is not None:
            return "revoked"
        return "expired" if key.expires_at is not None and key.expires_at <= timezone.now() else "in force"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            request.admin_secret = form.secret  # type: ignore[attr-defined]  # ours alone: gone with the request

    def serve(self, actor: Actor, row: Any, form: Any) -> ApiKey:
        typed = form.cleaned_data
        values = {"name": typed["name"] or "", "scopes": typed["scopes"], "networks": typed["networks"], "expiresAt": typed["expires_at"]}
        if not values["name"]:
            values["name"] = None
        if row.pk is not None:
            return change_key(actor=actor, key_id=row.pk, said=judged(KeyChange(), values, partial=True))
        key, form.secret = create_key(actor=actor, said=judged(NewKey(), {**values, "user": typed["user"].pk}, partial=False))
        return key

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponseBase:
        """The one page that shows the key itself. It is the answer to the form, kept nowhere, by no cache either."""
        context = {**self.admin_site.each_context(request), "title": "The new key", "opts": self.opts, "key": obj}
        response = render(request, "backoffice/new_key.html", {**context, "secret": request.admin_secret})  # type: ignore[attr-defined]
        add_never_cache_headers(response)
        return response

    def remove(self, actor: Actor, row: Any) -> str:
        remove_key(actor=actor, key_id=row.pk)
        return f"The key {row} is revoked."

    @admin.action(permissions=["delete"], description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        """From the next request on, for good."""
        rows = queryset.filter(revoked_at__isnull=True)
        if not rows.exists():
            messages.warning(request, "They are revoked already.")
            return
        run_on_each(self, request, rows, _revoke, "revoked", permission=self.has_delete_permission)


def _revoke(actor: Actor, row: ApiKey) -> None:
    remove_key(actor=actor, key_id=row.pk)
