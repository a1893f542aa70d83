"""What people read for the words of roles and scopes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import ALL, GRANTED
from accounts.setting_fields import Words

RESOURCE_WORDS: Words = (
    ("ORGANIZATION", _("Organizations")),
    ("CONTACT", _("Contacts")),
    ("RELATIONSHIP", _("Relationships")),
    ("PRODUCT", _("Products")),
    ("SETTINGS", _("Settings")),
    ("MEMBER", _("Members, teams, roles")),
    ("API_KEY", _("API keys")),
    ("IMPORT", _("Imports")),
    ("WEBHOOK", _("Webhooks")),
)
VERB_WORDS: Words = (
    ("CREATE", _("Create")),
    ("READ", _("Read")),
    ("UPDATE", _("Update")),
    ("DELETE", _("Delete")),
    ("SHARE", _("Share")),
)
REACH_WORDS: Words = (
    (ALL, _("Every record of the account")),
    (GRANTED, _("Only records that are shared with them, or that they created")),
)
PERMISSION_WORDS: Words = (
    ("", _("None: only what is shared with them")),
    ("read", _("Read: see every organization, its contacts and its relationships")),
    ("edit", _("Edit: change them, too")),
    ("full", _("Full: also change keys, archive, merge and share")),
)
