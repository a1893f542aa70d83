"""People who sign in as people do: with an e-mail address and a password, and a code of an app."""

from __future__ import annotations

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User

PASSWORD = "correct horse battery"
PERIOD_S = 30


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    """The answer to the form of the sign-in page."""
    return client.post("/sign-in", {"login": email, "password": password, **extra})


def code_of(secret: str, periods: int = 0) -> str:
    """What an app shows now; with `periods`, so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + periods))


def wrong_code(secret: str) -> str:
    """Six digits that no app shows at about this time."""
    shown = {code_of(secret, periods) for periods in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in shown)


def with_codes(user: User) -> tuple[str, list[str]]:
    """Codes are asked of the user from now on. The answer: the secret of the app, and the recovery codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).generate_codes()


def signed_in_as(client: Client) -> str | None:
    """The id of the user whose session this is; None: nobody's, as half-way through signing in."""
    return client.session.get("_auth_user_id")


def text_of(answer: HttpResponse) -> str:
    """A page without what differs between two answers that say the same."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())
