"""Members: who belongs to an account, and in which role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.members import change_role, invite, remove_member
from accounts.models import Membership, Role
from accounts.people_items import NewMember
from accounts.wire import judged
from backoffice.saving import ReadingForm, ServedAdmin, ServedInline
from backoffice.scope import scope_of, visible_rows
from backoffice.sections import PEOPLE
from backoffice.theme import Dropdown, EmailInput, admin

REMOVAL = "Their keys are revoked, they leave their teams, and what was shared with them is shared no more. The user itself stays."


class MembershipForm(ReadingForm):
    """A member by e-mail address and role."""

    email = forms.CharField(
        label="E-mail address",
        max_length=255,
        widget=EmailInput(),
        help_text="Somebody new becomes a user without a password: it acts through API keys until a password is set.",
    )
    role = forms.TypedChoiceField(coerce=int, widget=Dropdown(), help_text="What the member may do.")
    roles: list[tuple[Any, str]] = []

    class Meta:
        model = Membership
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = self.roles  # type: ignore[attr-defined]  # a choice field
            self.initial["role"] = self.instance.role_id
        if self.instance.pk and "email" in self.fields:  # who a member is stays
            self.fields["email"].disabled = True
            self.initial["email"] = self.instance.user.email


def roles_to_choose(request: HttpRequest) -> list[tuple[Any, str]]:
    """The roles of the account, for all forms of a page: one statement."""
    rows = visible_rows(Role, scope_of(request)).order_by("name")
    return [("", "Select a role"), *((role.pk, role.name) for role in rows)]


def save_member(actor: Actor, row: Any, form: Any) -> Membership:
    """Let somebody in, or give a member another role. Raises what services refuse with."""
    if row.pk is None:
        said = judged(NewMember(), {"email": form.cleaned_data["email"], "role": form.cleaned_data["role"]}, partial=False)
        return invite(actor=actor, email=said["email"], role=said["role"])
    return change_role(actor=actor, user_id=row.user_id, role=form.cleaned_data["role"])


@admin.register(Membership)
class MembershipAdmin(ServedAdmin):
    """One row a member."""

    form = MembershipForm
    resource = "MEMBER"
    section = PEOPLE
    title = "Members"
    place = 10
    icon = "group"
    history_type = "member"
    list_display = ("user", "email", "role", "is_active", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "role")
    search_fields = ("user__email", "user__name")
    ordering = ("user__email",)
    actions = ["export_as_csv", "delete_selected"]
    removal_note = REMOVAL

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return ("email", "role") if obj is None else ("user", "role", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is None:
            return ()
        return ("user", "created_at") if self.has_change_permission(request, obj) else ("user", "role", "created_at")

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.roles = roles_to_choose(request)
        return form

    @admin.display(description="e-mail", ordering="user__email")
    def email(self, member: Membership) -> str:
        return member.user.email

    @admin.display(description="may sign in", boolean=True, ordering="user__is_active")
    def is_active(self, member: Membership) -> bool:
        return member.user.is_active

    def history_id(self, obj: Any) -> int:
        return int(obj.user_id)

    def serve(self, actor: Actor, row: Any, form: Any) -> Membership:
        return save_member(actor, row, form)

    def remove(self, actor: Actor, row: Any) -> None:
        remove_member(actor=actor, user_id=row.user_id)


class MembershipInline(ServedInline):
    """The members on the page of their account."""

    model = Membership
    form = MembershipForm
    resource = "MEMBER"
    fields = ("email", "role")
    extra = 1
    ordering = ("user__email",)
    verbose_name_plural = "members"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("user", "role")

    def get_formset(self, request: HttpRequest, obj: Any | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.roles = roles_to_choose(request)
        return formset

    def save_row(self, actor: Actor, parent: Any, form: Any) -> None:
        save_member(actor, form.instance, form)

    def remove_row(self, actor: Actor, parent: Any, row: Any) -> None:
        remove_member(actor=actor, user_id=row.user_id)
