"""What the services of this room refuse."""

from __future__ import annotations


class Refused(Exception):
    """The wish can't be granted. The message says why, in one sentence for people, and names what it is about."""


class NotAMember(Refused):
    """The user does not belong to the account, or may not sign in."""
