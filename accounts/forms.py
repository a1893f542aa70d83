"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """E-mail and password. The answer to a wrong one is the same whether the user exists or not."""

    error_messages = {
        "invalid_login": "That e-mail address and password do not belong together. Check both; the password is case-sensitive.",
        "inactive": "That e-mail address and password do not belong together. Check both; the password is case-sensitive.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["username"], self.fields["password"]
        email.label = "E-mail address"
        email.widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "maxlength": 255})
        password.widget.attrs["autocomplete"] = "current-password"
