"""/teams: groups of members that records can be shared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.listing import ReferenceList
from accounts.models import Team
from accounts.people_items import TeamItem
from accounts.people_reading import team_row
from accounts.people_schema import TEAM, TEAMS
from accounts.saving import refuse_read_only
from accounts.teams import change_team, create_team, members_of, remove_team, team_called
from accounts.writing_view import WritingView, created, path_id
from database.transactions import account_transaction


class TeamList(WritingView, ReferenceList):
    """GET: the teams, by name. POST: a new one."""

    schema = TEAMS
    required_operations = {"GET": ("MEMBER.READ",), "POST": ("MEMBER.CREATE",)}  # type: ignore[assignment]  # by method
    model = Team
    ordering = "name"

    def describe(self, rows: Sequence[Team]) -> list[dict[str, Any]]:
        members = members_of(self.actor, [row.pk for row in rows])
        return [team_row(row, members[row.pk]) for row in rows]

    def post(self, request: Request) -> Response:
        said = self.said(request, TeamItem())
        refuse_read_only(said, {})
        team = create_team(actor=self.actor, name=said["name"], members=said.get("members", ()))
        return created(request, team_row(team, members_of(self.actor, [team.pk])[team.pk]))


class TeamDetail(WritingView):
    """GET, PATCH and DELETE of one team."""

    schema = TEAM
    required_operations = {"GET": ("MEMBER.READ",), "PATCH": ("MEMBER.UPDATE",), "DELETE": ("MEMBER.DELETE",)}

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return Response(self._row(path_id(pk)))

    def patch(self, request: Request, pk: str) -> Response:
        said = self.said(request, TeamItem(), partial=True)
        with account_transaction(self.actor.account_id):
            team_id = path_id(pk)
            refuse_read_only(said, self._row(team_id))
            change_team(actor=self.actor, team_id=team_id, said=said)
            return Response(self._row(team_id))

    def delete(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        remove_team(actor=self.actor, team_id=path_id(pk))
        return Response(status=204)

    def _row(self, team_id: int) -> dict[str, Any]:
        team = team_called(self.actor, team_id)
        return team_row(team, members_of(self.actor, [team_id])[team_id])
