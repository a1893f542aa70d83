"""Permissions as people read them: what each allows on an organization or a relationship, and what comes along with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.capabilities import EDIT, FULL, NAMES, READ, RELATIONSHIP_EDIT, RELATIONSHIP_READ

Text = str | Promise
# What the holder of one permission can do as well, in effect: more than the bits that closing adds.
_ALL = tuple(NAMES)
BRINGS: Mapping[str, tuple[str, ...]] = {
    "full": tuple(name for name in _ALL if name != "full"),
    "edit": ("read", "relationship-read", "relationship-edit"),
    "read": ("relationship-read",),
    "relationship-edit": ("relationship-read",),
}


@dataclass(frozen=True, slots=True)
class PermissionWords:
    """One permission: `label` names it, `allows` says what its holder can do."""

    name: str
    label: Text
    allows: Text

    @property
    def brought_by(self) -> list[str]:
        """The permissions that include this one."""
        return [name for name, brought in BRINGS.items() if self.name in brought]


_OF_ORGANIZATIONS = (
    PermissionWords("read", _("See"), _("Profile, custom fields and contacts of the organization, and its relationships.")),
    PermissionWords("edit", _("Edit"), _("Change the organization, its contacts and its relationships.")),
    PermissionWords("full", _("Full control"), _("Everything: change its ids, archive, merge and share it.")),
    PermissionWords("share", _("Share"), _("Give others what one holds oneself, but neither full control nor sharing.")),
    PermissionWords(
        "relationship-read", _("See relationships"), _("The relationships at this organization with their contacts, not its own profile.")
    ),
    PermissionWords("relationship-edit", _("Edit relationships"), _("Change these relationships, and add some that start here.")),
    PermissionWords("request-onboard", _("Ask to join"), _("Ask the organization at the other end to join.")),
)
_OF_RELATIONSHIPS = (
    PermissionWords(
        "relationship-read",
        _("See"),
        _("Types, status, lead supplier, custom fields and contacts of the relationship; of the two organizations no more than the name."),
    ),
    PermissionWords("relationship-edit", _("Edit"), _("Change the relationship.")),
    PermissionWords("full", _("Full control"), _("Everything, sharing included.")),
    PermissionWords("share", _("Share"), _("Give others what one holds oneself, but neither full control nor sharing.")),
    PermissionWords("request-onboard", _("Ask to join"), _("Ask the organization at the other end to join.")),
)
WORDS: Mapping[str, tuple[PermissionWords, ...]] = {"organization": _OF_ORGANIZATIONS, "relationship": _OF_RELATIONSHIPS}
# On a relationship these two say what its own pair says.
SAME_ON_RELATIONSHIPS = {READ: RELATIONSHIP_READ, EDIT: RELATIONSHIP_EDIT}

CAUSES: Mapping[str, Text] = {
    "owner": _("Created it"),
    "manual": _("Shared"),
    "role": _("Comes with a role"),
    "import": _("Came with an import"),
}


def in_words(kind: str, mask: int) -> list[PermissionWords]:
    """What a mask says on an object of this kind, the strongest alone where it includes the others."""
    held = [words for words in WORDS[kind] if _effective(kind, mask) & NAMES[words.name]]
    names = {words.name for words in held}
    return [words for words in held if not names.intersection(words.brought_by)]


def ticked(kind: str, mask: int) -> set[str]:
    """The permissions of a mask among those that an object of this kind can be shared with."""
    return {words.name for words in WORDS[kind] if _effective(kind, mask) & NAMES[words.name]}


def _effective(kind: str, mask: int) -> int:
    """On a relationship, read and edit count as the relationship's own two."""
    if kind == "relationship" and not mask & FULL:
        for bit, same in SAME_ON_RELATIONSHIPS.items():
            mask |= same if mask & bit else 0
    return mask
