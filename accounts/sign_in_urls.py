"""The pages of signing in and of what keeps a person safe, at our addresses and under the names that allauth asks for."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.profile_views import in_shell, profile, totp_picture
from accounts.views import ForgottenPasswordView, SignInView, SignOutView

urlpatterns = [
    path("sign-in", SignInView.as_view(), name="account_login"),
    path("sign-in/code", never_cache(codes.authenticate), name="mfa_authenticate"),
    path("sign-out", SignOutView.as_view(), name="account_logout"),
    path("confirm/password", in_shell(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code", in_shell(codes.reauthenticate), name="mfa_reauthenticate"),
    path("password/forgotten", never_cache(ForgottenPasswordView.as_view()), name="account_reset_password"),
    path("password/forgotten/sent", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)$",
        never_cache(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/new", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("profile", profile, name="mfa_index"),
    path("profile/password", in_shell(account.password_change), name="account_change_password"),
    # Whoever has no password gets the first one by e-mail.
    path("profile/first-password", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
    path("profile/two-factor", in_shell(totp.activate_totp), name="mfa_activate_totp"),
    path("profile/two-factor/picture.svg", totp_picture, name="totp_picture"),
    path("profile/two-factor/off", in_shell(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("profile/recovery-codes", in_shell(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("profile/recovery-codes/new", in_shell(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
