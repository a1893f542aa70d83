"""What answers show of members, teams, roles, keys and grants, for the description of the API. accounts/people_reading.py makes them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from accounts.capabilities import NAMES
from accounts.custom_roles import PERMISSIONS
from accounts.models import Grant, Principal
from accounts.roles import ALL, GRANTED, OPERATIONS
from api.schema_shapes import Id, Instant, Named, UserStub, among, doc

UserId = Annotated[int, doc("The id of the user.", ge=1)]


class MemberRow(TypedDict):
    """A user who belongs to the account, in one role."""

    id: UserId
    email: str
    name: Annotated[str, doc("Empty: not known.")]
    role: Named
    isActive: Annotated[bool, doc("Inactive: can't sign in, and none of its keys works.")]
    joinedAt: Instant


class TeamRow(TypedDict):
    """A group of members that records can be shared with."""

    id: Id
    name: str
    members: Annotated[list[int], doc("The ids of its users, sorted.")]


class RoleRow(TypedDict):
    """What a member may do."""

    id: Id
    name: str
    operations: Annotated[list[Annotated[str, among(sorted(OPERATIONS))]], doc("Sorted. Every role also reads reference data.")]
    reach: Annotated[str, among([ALL, GRANTED], "all: every record of the account; granted: shared ones only.")]
    permissions: Annotated[list[Annotated[str, among(PERMISSIONS)]], doc("On every record within reach, sorted.")]
    isBuiltIn: Annotated[bool, doc("The same in every account, and read-only.")]


class KeyRow(TypedDict):
    """An API key in force. It acts as one member, and its scopes only take away from the member's role."""

    id: Id
    prefix: Annotated[str, doc("The public part of the key.")]
    name: str
    user: UserStub
    scopes: list[str]
    networks: Annotated[list[str], doc("Ranges that it may be used from; empty: from anywhere.")]
    createdAt: Instant
    expiresAt: Annotated[Instant | None, doc("Null: never.")]
    lastUsedAt: Annotated[Instant | None, doc("To the minute. Null: never used.")]


class NewKeyRow(KeyRow):
    """A key that was just made."""

    key: Annotated[str, doc("The key itself. It is shown here and never again.")]


class PrincipalStub(TypedDict):
    """Somebody that a record is shared with."""

    kind: Annotated[str, among(Principal.Kind.values, "account: everyone in the account.")]
    id: Annotated[Id | None, doc("The user's or the team's. Null: everyone.")]
    name: Annotated[str | None, doc("Null: everyone.")]


class GrantRow(TypedDict):
    """What one principal holds on the record, for one cause."""

    principal: PrincipalStub
    permissions: Annotated[list[Annotated[str, among(sorted(NAMES))]], doc("Sorted, with all that they bring along.")]
    cause: Annotated[str, among(Grant.Cause.values, "owner: created the record; manual: shared by somebody.")]
    grantedBy: Annotated[UserStub | None, doc("Null: nobody in particular.")]
    grantedAt: Instant


class Grants(TypedDict):
    """With whom a record is shared."""

    grants: list[GrantRow]
