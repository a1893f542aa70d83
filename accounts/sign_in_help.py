"""What is done for somebody who can't sign in: a lockout ended, a lost second factor taken off. Be sure who asks for it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from axes.utils import reset

from accounts.lockout import MAX_LENGTH
from accounts.models import User
from api.text import case_key


def end_lockout(user: User) -> bool:
    """Forget the wrong passwords for the user's e-mail address, from wherever they came. Whether there were any."""
    return bool(reset(username=case_key(user.email)[:MAX_LENGTH]))


def drop_second_factor(user: User) -> bool:
    """Take the authenticator app and the recovery codes off: the password alone signs in again. Whether there were any."""
    dropped, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    return bool(dropped)
