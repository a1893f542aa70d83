"""/members: who belongs to the account, and in which role. A member's id is its user's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.listing import ReferenceList
from accounts.members import change_role, invite, member, remove_member
from accounts.models import Membership
from accounts.people_items import MemberChange, NewMember
from accounts.people_reading import member_row
from accounts.people_schema import MEMBER, MEMBERS
from accounts.saving import refuse_read_only
from accounts.writing_view import WritingView, created, path_id
from api.parameters import QueryParameters
from database.tenancy import TenantQuerySet
from database.transactions import account_transaction


class MemberList(WritingView, ReferenceList):
    """GET: the members, by id. POST: let somebody in."""

    schema = MEMBERS
    required_operations = {"GET": ("MEMBER.READ",), "POST": ("MEMBER.CREATE",)}  # type: ignore[assignment]  # by method
    model = Membership
    ordering = "user_id"

    def narrow(self, rows: TenantQuerySet, query: QueryParameters) -> TenantQuerySet:
        return rows.select_related("user", "role")

    def describe(self, rows: Sequence[Membership]) -> list[dict[str, Any]]:
        return [member_row(row) for row in rows]

    def post(self, request: Request) -> Response:
        said = self.said(request, NewMember())
        return created(request, member_row(invite(actor=self.actor, email=said["email"], role=said["role"])))


class MemberDetail(WritingView):
    """GET, PATCH (the role) and DELETE of one member."""

    schema = MEMBER
    required_operations = {"GET": ("MEMBER.READ",), "PATCH": ("MEMBER.UPDATE",), "DELETE": ("MEMBER.DELETE",)}

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return Response(member_row(member(self.actor, path_id(pk))))

    def patch(self, request: Request, pk: str) -> Response:
        said = self.said(request, MemberChange(), partial=True)
        with account_transaction(self.actor.account_id):
            found = member(self.actor, path_id(pk))
            refuse_read_only(said, member_row(found))
            if "role" in said:
                found = change_role(actor=self.actor, user_id=found.user_id, role=said["role"])
        return Response(member_row(found))

    def delete(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        remove_member(actor=self.actor, user_id=path_id(pk))
        return Response(status=204)
