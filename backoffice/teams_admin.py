"""Teams, and whom records can be shared with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.models import Membership, Principal, Team, TeamMember
from accounts.people_items import TeamItem
from accounts.teams import change_team, create_team, remove_team
from accounts.wire import judged
from backoffice.saving import ReadingForm, ServedAdmin
from backoffice.scope import Scope, scope_of, visible_rows
from backoffice.sections import PEOPLE
from backoffice.theme import admin


class MembersField(forms.ModelMultipleChoiceField):
    """Members by name and address."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user} ({obj.user.email})"


@admin.register(Team)
class TeamAdmin(ServedAdmin):
    """Who joins a team gets what is shared with it."""

    resource = "MEMBER"
    section = PEOPLE
    place = 30
    icon = "groups"
    history_type = "team"
    fields = ("name", "members")
    list_display = ("name", "member_count")
    search_fields = ("name",)
    ordering = ("name",)
    actions = ["export_as_csv", "delete_selected"]
    removal_note = "What was shared with a team is shared with it no more."

    def visible(self, scope: Scope) -> QuerySet[Any]:
        return super().visible(scope).annotate(count_of_members=Count("team_members"))

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with the members that the scope shows, found by typing."""
        source = TeamMember._meta.get_field("membership")
        members = MembersField(
            queryset=visible_rows(Membership, scope_of(request)).select_related("user"),
            widget=AutocompleteSelectMultiple(source, self.admin_site),
            required=False,
            initial=[] if obj is None else [row.membership_id for row in visible_rows(TeamMember, scope_of(request)).filter(team=obj)],
            help_text="They get what is shared with the team.",
        )
        form = type("TeamForm", (ReadingForm,), {"members": members, "Meta": type("Meta", (), {"model": Team, "fields": ("name",)})})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    @admin.display(description="members", ordering="count_of_members")
    def member_count(self, team: Any) -> int:
        return int(team.count_of_members)

    def serve(self, actor: Actor, row: Any, form: Any) -> Team:
        values = {"name": form.cleaned_data["name"], "members": sorted(member.user_id for member in form.cleaned_data["members"])}
        said = judged(TeamItem(), values, partial=row.pk is not None)
        if row.pk is None:
            return create_team(actor=actor, name=said["name"], members=said["members"])
        return change_team(actor=actor, team_id=row.pk, said=said)

    def remove(self, actor: Actor, row: Any) -> None:
        remove_team(actor=actor, team_id=row.pk)


@admin.register(Principal)
class PrincipalAdmin(ServedAdmin):
    """Users, teams and everyone, as grants name them: made and removed along with what they stand for."""

    resource = "MEMBER"
    read_only = True
    section = PEOPLE
    place = 60
    icon = "diversity_3"
    fields = ("kind", "user", "team")
    list_display = ("who", "kind")
    list_filter = ("kind",)
    list_select_related = ("user", "team")
    search_fields = ("user__email", "user__name", "team__name")
    ordering = ("kind", "pk")
    actions = ["export_as_csv"]

    @admin.display(description="who")
    def who(self, principal: Principal) -> str:
        return principal.called

    def suggested(self, row: Any, column: Any) -> tuple[str, str]:
        """By name, with whom one shares: a user's with the e-mail address."""
        return str(row.pk), f"{row.user} <{row.user.email}>" if row.user else row.called
