"""Settings: groups of members that records can be shared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.actor import Actor
from accounts.models import Membership, Team
from accounts.people_items import TeamItem
from accounts.people_reading import team_row
from accounts.setting_fields import PeopleField
from accounts.settings_form import SettingForm
from accounts.settings_frame import PEOPLE
from accounts.settings_section import Section
from accounts.settings_table import name_column
from accounts.teams import change_team, create_team, members_of, remove_team, team_called
from accounts.wire import judged
from api.form_fields import TextField


class TeamTable(Table):
    """The teams, and how many members each has."""

    name = name_column("accounts:team_edit", verbose_name=_("Name"))
    members = Column(accessor="member_count", verbose_name=_("Members"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})


class TeamForm(SettingForm):
    """A team and who is in it."""

    needed = ("name",)
    name = TextField(100, label=_("Name"))

    def prepare(self) -> None:
        members = Membership.objects.visible_to(self.actor).select_related("user").order_by("user__name", "user__email")
        words = [(str(row.user_id), f"{row.user} ({row.user.email})") for row in members]
        self.fields["members"] = PeopleField(words, label=_("Members"), help_text=_("They get what is shared with the team."))


class TeamSection(Section):
    """Who joins a team gets what is shared with it."""

    name, path, group, place = "accounts:team", "teams", PEOPLE, 30
    icon, title, noun = "contact", _("Teams"), _("team")
    text = _("Groups of members that records can be shared with.")
    removal = _("What was shared with the team is shared with it no more. Its members stay.")
    resource = "MEMBER"
    search = ("name",)
    table, form = TeamTable, TeamForm

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return Team.objects.visible_to(actor).annotate(member_count=Count("team_members")).order_by("name")

    def find(self, actor: Actor, key: int) -> Team:
        return team_called(actor, key)

    def told(self, actor: Actor, row: Team) -> Mapping[str, Any]:
        return team_row(row, members_of(actor, [row.pk])[row.pk])

    def create(self, actor: Actor, said: Mapping[str, Any]) -> Team:
        new = judged(TeamItem(), said, partial=False)
        return create_team(actor=actor, name=new["name"], members=new.get("members", ()))

    def change(self, actor: Actor, row: Team, said: Mapping[str, Any]) -> Team:
        return change_team(actor=actor, team_id=row.pk, said=judged(TeamItem(), said, partial=True))

    def remove(self, actor: Actor, row: Team) -> None:
        remove_team(actor=actor, team_id=row.pk)


TEAM_SECTION = TeamSection()
