"""Forms of this room. Those of signing in are allauth's, in our words and with what browsers and password safes look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from axes.utils import reset
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.display import zone_choices
from accounts.models import User
from api.text import TextError, case_key, clean

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def _email_field(autocomplete: str) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete, "autofocus": True})
    return forms.EmailField(label=_("E-mail address"), max_length=255, widget=widget)


class _OurWords(forms.Form):
    """A form without placeholders (they vanish while one types) and without links in its help; one types into its first field at once."""

    labels: ClassVar[dict[str, StrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.label = self.labels.get(name, field.label)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class _NewPassword(_OurWords):
    labels = {"oldpassword": _("Current password"), "password1": _("New password"), "password2": _("New password, again")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class _Code(_OurWords):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": "20"}


class SignInForm(_OurWords, account_forms.LoginForm):
    """E-mail and password. The answer to a wrong one is the same whether the user exists or not."""

    labels = {"password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _email_field("username")


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    """Whom to send a link to. There is a mail for every address, so that neither the answer nor its time tells who is a user."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _email_field("email")

    def clean_email(self) -> str:
        """The address as the user has it, never as typed: another domain can have the same case_key, and would get the link."""
        email = self.cleaned_data["email"]
        self.users = list(User.objects.filter(email_key=case_key(email), is_active=True))
        return self.users[0].email if self.users else email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if self.users:
            return super().save(request, **kwargs)
        email: str = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {"request": request})
        return email


class NewPasswordForm(_NewPassword, account_forms.ResetPasswordKeyForm):
    """The page behind the link. Whoever got the mail need not wait for the end of a lockout."""

    def save(self) -> None:
        super().save()
        reset(username=case_key(self.user.email))


class ChangePasswordForm(_NewPassword, account_forms.ChangePasswordForm):
    """The old password and a new one. Other sessions of the user end."""


class ConfirmPasswordForm(_OurWords, account_forms.ReauthenticateForm):
    """The password once more, before what makes a person safe is changed."""


class CodeForm(_Code, code_forms.AuthenticateForm):
    """The second step of signing in: a code of the app, or a recovery code."""


class ConfirmCodeForm(_Code, code_forms.ReauthenticateForm):
    """A code once more, before what makes a person safe is changed."""


class FirstCodeForm(_Code, totp_forms.ActivateTOTPForm):
    """The first code of an app: proof that it holds the secret."""


class ProfileForm(forms.ModelForm):
    """What people say about themselves, and how they want to see the pages."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Times on pages are shown in it. The API stays in UTC.")
    )

    class Meta:
        model = User
        fields = ["name", "time_zone", "language", "theme", "density"]
        labels = {"name": _("Name"), "language": _("Language"), "theme": _("Colours"), "density": _("Density")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = zone_choices(self.instance.time_zone)

    def clean_name(self) -> str:
        try:
            return clean(self.cleaned_data["name"])
        except TextError as error:
            raise forms.ValidationError(error.message, code=error.code) from None

    def save(self, commit: bool = True) -> User:
        """Writes these columns only: the rest of the user may have changed meanwhile."""
        user: User = super().save(commit=False)
        user.save(update_fields=list(self.Meta.fields))
        return user
