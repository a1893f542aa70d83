"""Settings: what members may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.access_words import PERMISSION_WORDS, REACH_WORDS, RESOURCE_WORDS, VERB_WORDS
from accounts.actor import Actor
from accounts.capabilities import names
from accounts.custom_roles import change_role_rights, create_role, remove_role, role_called
from accounts.models import Role
from accounts.people_items import RoleItem
from accounts.people_reading import role_row
from accounts.roles import ALL, GRANTED
from accounts.setting_fields import ChosenField, GridField, RadioField
from accounts.settings_form import SettingForm
from accounts.settings_frame import PEOPLE
from accounts.settings_section import Section
from accounts.settings_table import YesColumn, name_column
from accounts.wire import judged
from api.form_fields import TextField

_SHORT = {"full": _("Full"), "edit": _("Edit"), "read": _("Read")}


class RoleTable(Table):
    """The roles, and how many members have each."""

    name = name_column("accounts:role_edit", verbose_name=_("Name"))
    reach = Column(verbose_name=_("Reach"), orderable=False)
    mask = Column(verbose_name=_("On each record"), orderable=False)
    members = Column(accessor="member_count", verbose_name=_("Members"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    built_in = YesColumn(_("built in"), accessor="is_built_in", verbose_name=_("Origin"))

    def render_reach(self, record: Role) -> Any:
        return _("all records") if record.reach == ALL else _("shared records")

    def render_mask(self, value: int) -> Any:
        return next((word for name, word in _SHORT.items() if name in names(value)), "–")


class RoleForm(SettingForm):
    """A role by its words. Where the reach is over grants there is no permission to choose, and none is said."""

    needed = ("name",)
    name = TextField(100, label=_("Name"))
    reach = RadioField(REACH_WORDS, label=_("Reach"), initial=ALL)
    permissions = ChosenField(PERMISSION_WORDS, label=_("Permission on every record"), initial="read")
    operations = GridField(
        RESOURCE_WORDS,
        VERB_WORDS,
        label=_("Operations"),
        help_text=_("What members in this role may do at all; on a record, the permission must allow it, too. Everybody reads settings."),
    )

    def said(self) -> dict[str, Any]:
        said = super().said()
        if self.cleaned_data["reach"] == GRANTED and "permissions" not in self.changed_data:
            said["permissions"] = []
        return said


class RoleSection(Section):
    """The built-in ones are the same in every account: shown, not changed."""

    name, path, group, place = "accounts:role", "roles", PEOPLE, 20
    icon, title, noun = "shield-check", _("Roles"), _("role")
    text = _("What members may do, and on which records.")
    removal = _("A role that members have stays: give them another one first.")
    resource = "MEMBER"
    search = ("name",)
    table, form = RoleTable, RoleForm

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return Role.objects.visible_to(actor).annotate(member_count=Count("memberships")).order_by("-is_built_in", "name")

    def may(self, actor: Actor, verb: str, row: Any = None) -> bool:
        fixed = row is not None and row.is_built_in and verb != "READ"
        return not fixed and super().may(actor, verb, row)

    def find(self, actor: Actor, key: int) -> Role:
        return role_called(actor, key)

    def told(self, actor: Actor, row: Role) -> Mapping[str, Any]:
        return role_row(row)

    def create(self, actor: Actor, said: Mapping[str, Any]) -> Role:
        return create_role(actor=actor, said=judged(RoleItem(), said, partial=False))

    def change(self, actor: Actor, row: Role, said: Mapping[str, Any]) -> Role:
        return change_role_rights(actor=actor, role_id=row.pk, said=judged(RoleItem(), said, partial=True))

    def remove(self, actor: Actor, row: Role) -> None:
        remove_role(actor=actor, role_id=row.pk)


ROLE_SECTION = RoleSection()
