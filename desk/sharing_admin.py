"""Sharing records in the admin: what is granted on one, on its page, and granting on several at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest
from django.shortcuts import render

from accounts.actor import Actor
from accounts.capabilities import names
from accounts.grants import grant
from accounts.models import Grant, Principal
from accounts.permission_words import WORDS
from backoffice.scope import Scope, scope_of, visible_rows
from backoffice.theme import Checkboxes
from desk.grants_admin import named, shared
from desk.panels import Panel
from desk.record_actions import MOST, RecordActions
from desk.record_pickers import Prompting


class WhoField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django knows no argument of it
    """A team, a user, or everyone in the account."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.called)


class PrincipalSelect(Prompting, AutocompleteSelect):
    """Found by typing."""

    prompt = "Find a team or a user …"


class SharingForm(forms.Form):
    """Who gets what, on records of one type."""

    principal = WhoField(queryset=Principal.rows.none(), label="Share with", help_text="A team, a user, or everyone in the account.")
    permissions = forms.MultipleChoiceField(
        widget=Checkboxes(),
        help_text="Each brings along what it needs: full edits and reads, edit reads. Nobody gives more than it holds.",
    )

    def __init__(self, data: Any, request: HttpRequest, site: Any, record_type: str) -> None:
        super().__init__(data)
        choices: Any = self.fields["permissions"]
        choices.choices = [(one.name, f"{one.label}: {one.allows}") for one in WORDS[record_type]]
        field: Any = self.fields["principal"]
        field.widget = PrincipalSelect(Grant._meta.get_field("principal"), site)
        field.widget.choices = field.choices
        field.queryset = visible_rows(Principal, scope_of(request)).select_related("user", "team")


class Sharing(RecordActions):
    """For admin classes of record types that have grants of their own."""

    opts: Any
    admin_site: Any

    def has_share_permission(self, request: HttpRequest) -> bool:
        """Whether the role shares such records at all; each record is then asked about."""
        return scope_of(request).may(self.record.permission, "SHARE")

    @action(permissions=["share"], description="Share the selected rows")
    def share(self, request: HttpRequest, queryset: Any) -> Any:
        """Asks with whom and what; then grants on one row after the other."""
        if scope_of(request).actor is None:
            messages.error(request, "Choose an account first: teams and users belong to one.")
            return None
        form = SharingForm(request.POST if request.POST.get("post") else None, request, self.admin_site, self.record.record_type)
        if not form.is_valid():
            return render(request, "backoffice/share.html", self._sharing_page(request, queryset, form))
        said = form.cleaned_data

        def service(actor: Actor, row: Any) -> str | None:
            record = shared(actor, self.record.record_type, row.pk)
            changed = grant(actor=actor, record=record, principal=named(said["principal"]), permissions=said["permissions"])
            return None if changed else f"{row}: nothing to change."

        self.carry_out(request, queryset, service, f"shared with {said['principal'].called}")
        return None

    def _sharing_page(self, request: HttpRequest, rows: Any, form: SharingForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": "Share",
            "opts": self.opts,
            "rows": list(rows[: MOST + 1]),
            "form": form,
            "media": form.media,
            "name": ACTION_CHECKBOX_NAME,
        }


def grants_panel(kind: str) -> Panel:
    """The grants on a record of this kind, as far as the list of grants shows them."""

    def rows(scope: Scope, seen: Any, record: Any) -> Any:
        return seen.filter(object_kind=kind, object_id=record.pk)

    return Panel(
        title="Grants",
        model=Grant,
        rows=rows,
        columns=(
            ("Shared with", lambda row: row.principal.called),
            ("Permissions", lambda row: ", ".join(names(row.mask))),
            ("Cause", lambda row: row.get_cause_display()),
        ),
        listed=lambda record: {"object_kind__exact": kind, "object_id": record.pk},
        added=lambda record: {kind: record.pk},
        removes=True,
        place=90,
    )
