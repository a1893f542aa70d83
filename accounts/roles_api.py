"""/roles: what members may do. The built-in ones are read-only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.custom_roles import change_role_rights, create_role, remove_role, role_called
from accounts.listing import ReferenceList
from accounts.models import Role
from accounts.people_items import RoleItem
from accounts.people_reading import role_row
from accounts.people_schema import ROLE, ROLES
from accounts.saving import refuse_read_only
from accounts.writing_view import WritingView, created, path_id
from database.transactions import account_transaction


class RoleList(WritingView, ReferenceList):
    """GET: the roles, by name. POST: a new one."""

    schema = ROLES
    required_operations = {"GET": ("MEMBER.READ",), "POST": ("MEMBER.CREATE",)}  # type: ignore[assignment]  # by method
    model = Role
    ordering = "name"

    def describe(self, rows: Sequence[Role]) -> list[dict[str, Any]]:
        return [role_row(row) for row in rows]

    def post(self, request: Request) -> Response:
        said = self.said(request, RoleItem())
        refuse_read_only(said, {})
        return created(request, role_row(create_role(actor=self.actor, said=said)))


class RoleDetail(WritingView):
    """GET, PATCH and DELETE of one role."""

    schema = ROLE
    required_operations = {"GET": ("MEMBER.READ",), "PATCH": ("MEMBER.UPDATE",), "DELETE": ("MEMBER.DELETE",)}

    def get(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        return Response(role_row(role_called(self.actor, path_id(pk))))

    def patch(self, request: Request, pk: str) -> Response:
        said = self.said(request, RoleItem(), partial=True)
        with account_transaction(self.actor.account_id):
            role = role_called(self.actor, path_id(pk))
            refuse_read_only(said, role_row(role))
            role = change_role_rights(actor=self.actor, role_id=role.pk, said=said)
        return Response(role_row(role))

    def delete(self, request: Request, pk: str) -> Response:
        self.refuse_parameters(request)
        remove_role(actor=self.actor, role_id=path_id(pk))
        return Response(status=204)
