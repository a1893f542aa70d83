"""What this room registers: everything of accounts/ but the account itself, whose policies are a matter of organizations/."""

from __future__ import annotations

from django.contrib.auth.models import Group

from backoffice.companies_admin import CompanyAdmin
from backoffice.keys_admin import ApiKeyAdmin
from backoffice.members_admin import MembershipAdmin
from backoffice.operators_admin import OperatorActAdmin, UsageAdmin
from backoffice.roles_admin import RoleAdmin
from backoffice.teams_admin import PrincipalAdmin, TeamAdmin
from backoffice.theme import admin
from backoffice.users_admin import UserAdmin

__all__ = [
    "ApiKeyAdmin",
    "CompanyAdmin",
    "MembershipAdmin",
    "OperatorActAdmin",
    "PrincipalAdmin",
    "RoleAdmin",
    "TeamAdmin",
    "UsageAdmin",
    "UserAdmin",
]

# Django's groups carry Django's permissions, which count nowhere here: rights are in roles.
admin.site.unregister(Group)
