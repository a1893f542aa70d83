"""What this room registers: everything of accounts/ but the account itself, whose policies are a matter of organizations/."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
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

# Packages register their own, which know no accounts: Django's groups, whose permissions count nowhere here, and what sign-in keeps of
# addresses, second factors and failed attempts.
for foreign in (Group, EmailAddress, Authenticator, AccessAttempt, AccessFailureLog, AccessLog):
    admin.site.unregister(foreign)
