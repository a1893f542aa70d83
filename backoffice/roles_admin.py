"""Roles: what the members of an account may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst

from accounts.actor import Actor
from accounts.capabilities import EDIT, FULL, READ, close, names
from accounts.custom_roles import change_role_rights, create_role, remove_role
from accounts.models import Role
from accounts.people_items import RoleItem
from accounts.roles import RESOURCES, VERBS
from accounts.wire import judged
from activity.words import type_word
from backoffice.saving import ReadingForm, ServedAdmin
from backoffice.scope import Scope
from backoffice.scoped import CHANGE, DELETE
from backoffice.sections import PEOPLE
from backoffice.theme import Checkboxes, Dropdown, admin

MASKS = [("", "None"), ("read", "Read"), ("edit", "Edit"), ("full", "Full")]
_BITS = {"": 0, "read": READ, "edit": EDIT, "full": FULL}
OPERATIONS = [(capfirst(type_word(resource)), [(f"{resource}.{verb}", verb.capitalize()) for verb in VERBS]) for resource in RESOURCES]


class RoleForm(ReadingForm):
    """A role by its words: what its operations are, on which records, with what permission on each."""

    operations = forms.MultipleChoiceField(
        choices=OPERATIONS,
        widget=Checkboxes(),
        required=False,
        help_text="What members in this role may do at all. Everybody reads definitions.",
    )
    permission = forms.ChoiceField(
        choices=MASKS,
        widget=Dropdown(),
        required=False,
        label="Permission on every record",
        help_text="What they hold on each record, where the reach is every record. A role for granted records only has none.",
    )
    names = {"permissions": "permission"}

    class Meta:
        model = Role
        fields = ("name", "operations", "reach")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "permission" in self.fields:
            mask = self.instance.mask
            self.initial["permission"] = next((word for word, bits in _BITS.items() if close(bits) == mask), "")


@admin.register(Role)
class RoleAdmin(ServedAdmin):
    """The built-in ones are the same in every account: shown, not changed."""

    form = RoleForm
    resource = "MEMBER"
    section = PEOPLE
    place = 20
    icon = "badge"
    history_type = "role"
    fields = ("name", "reach", "permission", "operations")
    list_display = ("name", "reach", "permissions", "members", "is_built_in")
    list_filter = ("is_built_in", "reach")
    search_fields = ("name",)
    ordering = ("name",)
    actions = ["export_as_csv", "delete_selected"]
    removal_note = "A role that members have stays: give them another one first."

    def visible(self, scope: Scope) -> QuerySet[Any]:
        return super().visible(scope).annotate(member_count=Count("memberships"))

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        if row is not None and row.is_built_in and operation in (CHANGE, DELETE):
            return False
        return super().allows(scope, operation, row)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Of a role that can't be changed, the form's own fields are shown as words."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ("name", "reach", "permissions", "operations_in_words")
        return super().get_readonly_fields(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ("name", "reach", "permissions", "operations_in_words")
        return self.fields

    @admin.display(description="permission", ordering="mask")
    def permissions(self, role: Role) -> str:
        return ", ".join(names(role.mask)) or "none"

    @admin.display(description="members", ordering="member_count")
    def members(self, role: Any) -> int:
        return int(role.member_count)

    @admin.display(description="operations")
    def operations_in_words(self, role: Role) -> str:
        held = set(role.operations)
        parts = []
        for resource in RESOURCES:
            if verbs := [verb.lower() for verb in VERBS if f"{resource}.{verb}" in held]:
                parts.append(f"{capfirst(type_word(resource))}: {', '.join(verbs)}")
        return "; ".join(parts) or "none"

    def serve(self, actor: Actor, row: Any, form: Any) -> Role:
        typed = form.cleaned_data
        values = {
            "name": typed["name"],
            "operations": typed["operations"],
            "reach": typed["reach"],
            "permissions": [typed["permission"]] if typed["permission"] else [],
        }
        said = judged(RoleItem(), values, partial=row.pk is not None)
        if row.pk is None:
            return create_role(actor=actor, said=said)
        return change_role_rights(actor=actor, role_id=row.pk, said=said)

    def remove(self, actor: Actor, row: Any) -> None:
        remove_role(actor=actor, role_id=row.pk)
