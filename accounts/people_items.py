"""Members, teams, roles and keys as consumers send them; and what a record is shared with."""

from __future__ import annotations

import ipaddress
from typing import Any

from rest_framework import serializers

from accounts.capabilities import NAMES
from accounts.custom_roles import PERMISSIONS
from accounts.models import Principal
from accounts.roles import ALL, GRANTED, OPERATIONS, RESOURCES
from accounts.scopes import EVERYTHING, WORDS, is_scope
from api.errors import Path
from api.fields import ItemSerializer, Report, StrictChar, StrictChoice, StrictEmail, StrictField, StrictInstant, StrictInteger, StrictList
from api.suggestions import close_names
from api.text import TextError, clean

MAX_NAME = 100
MAX_MEMBERS = MAX_GRANTS = 1_000
SCOPES = [EVERYTHING, *(f"{resource.lower()}.{word}" for resource in RESOURCES for word in WORDS)]


class RoleName(StrictField, serializers.CharField):
    """A role of the account, by name or by id."""

    def check(self, value: object, report: Report, path: Path) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        try:
            text = clean(value)
        except TextError as error:
            return report.refuse(error.code, path, error.message)
        return text or report.refuse("blank", path)


class Scope(StrictChar):
    """What a key may do: `all`, or `<resource>.<verb>`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def inspect(self, text: str, report: Report, path: Path) -> object:
        if is_scope(text):
            return text
        message = "Send `all` or `<resource>.<read|create|update|delete|share|write|all>`, as in `organization.write`."
        return report.refuse("invalid_choice", path, message, choices=SCOPES, suggestions=close_names(text, SCOPES))


class Network(StrictChar):
    """An address or a range in CIDR form, of IPv4 or IPv6; stored as a range."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=43, **options)

    def inspect(self, text: str, report: Report, path: Path) -> object:
        try:
            if "%" not in text:  # an interface of the sender's own machine, which Python would drop
                return str(ipaddress.ip_network(text, strict=False))
        except ValueError:
            pass
        return report.refuse("invalid_format", path, "Send an address or a network in CIDR form, as in 192.0.2.0/24.")


def user_id(**options: Any) -> StrictInteger:
    """A user by id."""
    return StrictInteger(min_value=1, **options)


class NewMember(ItemSerializer):
    """Somebody to let into the account. A user that nobody knew is created."""

    email = StrictEmail()
    role = RoleName()


class MemberChange(ItemSerializer):
    """What can be changed of a member."""

    read_only_members = frozenset({"id", "email", "name", "isActive", "joinedAt"})

    role = RoleName(required=False)


class TeamItem(ItemSerializer):
    """A team. `members` are ids of users; they replace those that were there."""

    read_only_members = frozenset({"id"})

    name = StrictChar(max_length=MAX_NAME)
    members = StrictList(child=user_id(), max_length=MAX_MEMBERS, required=False)


class RoleItem(ItemSerializer):
    """A role. `permissions` count on every record within reach; a reach over grants has none of its own."""

    read_only_members = frozenset({"id", "isBuiltIn"})

    name = StrictChar(max_length=MAX_NAME)
    operations = StrictList(child=StrictChoice(sorted(OPERATIONS)), max_length=len(OPERATIONS))
    reach = StrictChoice([ALL, GRANTED], required=False)
    permissions = StrictList(child=StrictChoice(PERMISSIONS), max_length=len(PERMISSIONS), required=False)


class NewKey(ItemSerializer):
    """A key. `user` is the member it acts as: you, unless you say another one. No `networks`: from anywhere."""

    name = StrictChar(max_length=MAX_NAME, required=False)
    user = user_id(source="user_id", required=False)
    scopes = StrictList(child=Scope(), min_length=1, max_length=len(SCOPES))
    networks = StrictList(child=Network(), max_length=100, required=False)
    expiresAt = StrictInstant(source="expires_at", required=False, allow_null=True)


class KeyChange(ItemSerializer):
    """What can be changed of a key."""

    read_only_members = frozenset({"id", "prefix", "user", "createdAt", "lastUsedAt"})

    name = StrictChar(max_length=MAX_NAME, required=False)
    scopes = StrictList(child=Scope(), min_length=1, max_length=len(SCOPES), required=False)
    networks = StrictList(child=Network(), max_length=100, required=False)
    expiresAt = StrictInstant(source="expires_at", required=False, allow_null=True)


class PrincipalItem(ItemSerializer):
    """Somebody to share with: a user or a team by id, or `account` without one: everyone in the account."""

    read_only_members = frozenset({"name"})

    kind = StrictChoice(Principal.Kind.values)
    id = StrictInteger(min_value=1, required=False, allow_null=True)


class GrantItem(ItemSerializer):
    """What one principal is to hold. Grants that came about otherwise may come along as they were read."""

    read_only_members = frozenset({"cause", "grantedBy", "grantedAt"})

    principal = PrincipalItem()
    permissions = StrictList(child=StrictChoice(sorted(NAMES)), min_length=1, max_length=len(NAMES))


class GrantsItem(ItemSerializer):
    """Everything that is shared by hand."""

    grants = StrictList(child=GrantItem(), max_length=MAX_GRANTS)
