"""Settings: who belongs to the account, and in which role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.actor import Actor
from accounts.members import change_role, invite, member, remove_member
from accounts.models import Membership, Role
from accounts.people_items import MemberChange, NewMember
from accounts.people_reading import member_row
from accounts.settings_form import SettingForm
from accounts.settings_frame import PEOPLE
from accounts.settings_section import Section
from accounts.settings_table import YesColumn
from accounts.tables import TimeColumn
from accounts.wire import judged
from api.form_fields import Option, PickField, TextField, whole


class MemberColumn(Column):
    """Name and address of a member, leading to its page."""

    def render(self, record: Membership) -> SafeString:
        return render_to_string("settings/member.html", {"member": record.user})


class MemberTable(Table):
    """The members, and who of them can sign in."""

    user = MemberColumn(verbose_name=_("Member"), order_by=("user__name", "user__email"))
    role = Column(accessor="role__name", verbose_name=_("Role"))
    off = YesColumn(_("can’t sign in"), accessor="user__is_active", verbose_name=_("Signing in"))
    joined = TimeColumn(accessor="created_at", verbose_name=_("Joined"))

    def render_off(self, value: bool, column: YesColumn) -> SafeString:
        return column.render(not value)


class MemberForm(SettingForm):
    """Who it is stays; the role changes."""

    needed = ("email", "role")
    email = TextField(
        255,
        input_type="email",
        label=_("E-mail address"),
        help_text=_("No mail is sent. Somebody new sets a password by “Forgot your password, or have none yet?” on the sign-in page."),
    )
    fixed = ("email",)

    def prepare(self) -> None:
        roles = Role.objects.visible_to(self.actor).order_by("name")
        options = [Option(str(role.pk), role.name) for role in roles]
        chosen = str(self.row["role"]["id"]) if self.row else ""
        self.fields["role"] = PickField(
            options,
            chosen=chosen,
            wire=whole,
            label=_("Role"),
            help_text=_("What the member may do from now on."),
        )


class MemberSection(Section):
    """A member is known by its user's id, as in the API."""

    name, path, group, place = "accounts:member", "members", PEOPLE, 10
    icon, title, noun = "users", _("Members"), _("member")
    text = _("Who belongs to the account, and in which role.")
    removal = _("Their keys are revoked, they leave their teams, and what was shared with them is shared no more. The history stays.")
    resource = "MEMBER"
    search = ("user__name", "user__email")
    table, form = MemberTable, MemberForm

    def key(self, row: Membership) -> int:
        return row.user_id

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return Membership.objects.visible_to(actor).select_related("user", "role").order_by("user__name", "user__email")

    def find(self, actor: Actor, key: int) -> Membership:
        return member(actor, key)

    def told(self, actor: Actor, row: Membership) -> Mapping[str, Any]:
        return member_row(row)

    def create(self, actor: Actor, said: Mapping[str, Any]) -> Membership:
        new = judged(NewMember(), said, partial=False)
        return invite(actor=actor, email=new["email"], role=new["role"])

    def change(self, actor: Actor, row: Membership, said: Mapping[str, Any]) -> Membership:
        new = judged(MemberChange(), said, partial=True)
        return change_role(actor=actor, user_id=row.user_id, role=new["role"]) if new else row

    def remove(self, actor: Actor, row: Membership) -> None:
        remove_member(actor=actor, user_id=row.user_id)


MEMBER_SECTION = MemberSection()
