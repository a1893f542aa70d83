"""Where django-allauth asks us: the words, who is asking, which pages are ours, what happens when no mail goes out."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.addresses import address_of, is_own_page
from accounts.models import User

logger = logging.getLogger(__name__)


class SignInAdapter(DefaultAccountAdapter):
    """Nobody signs up: operators and account owners let people in. E-mail addresses live in the user, not in allauth's own table."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "That e-mail address and password do not belong together. Check both; the password is case-sensitive."
        ),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: these are pages, and the API has its own ways in."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Stricter than allauth, which also lets through every other name in ALLOWED_HOSTS."""
        return is_own_page(current.request, url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "unknown"

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the user's password. Counts as a try, as signing in does."""
        found = self.authenticate(current.request, email=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, User)
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Answers 503 if the mail server does not take it. The log names the kind of failure only: the rest holds the address."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as failure:
            logger.error("A mail could not be sent: %s", type(failure).__name__)
            page = render(current.request, "account/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from None
