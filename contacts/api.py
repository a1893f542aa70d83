"""/contact-roles: the account's job titles."""

from __future__ import annotations

from accounts.reference_views import ReferenceCollection, ReferenceDetail
from contacts.models import ContactRole
from contacts.roles import CONTACT_ROLES
from contacts.roles_schema import ROLE, ROLES


class ContactRoleList(ReferenceCollection):
    """The job titles by key. Empty: a contact's role is free text. POST: a new one."""

    schema = ROLES
    kind = CONTACT_ROLES
    model = ContactRole
    ordering = "key"


class ContactRoleDetail(ReferenceDetail):
    """One of them."""

    schema = ROLE
    kind = CONTACT_ROLES
