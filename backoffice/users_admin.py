"""Users: who signs in. They belong to no account, or to several; an account sees its members and changes those that are its alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest

from accounts.errors import RefusedItem, refusal
from accounts.models import Membership, Role, User
from accounts.services import admit, create_user
from accounts.sign_in_help import drop_second_factor, end_lockout
from accounts.user_changes import change_user, judge_password, refuse_beyond_account
from activity.origin import Origin
from backoffice.members_admin import roles_to_choose
from backoffice.models import OperatorAct
from backoffice.saving import ReadingForm, ServedAdmin, ServedInline
from backoffice.scope import CHANNEL, Scope, scope_of, visible_rows
from backoffice.scoped import ADD, CHANGE, DELETE
from backoffice.sections import PEOPLE
from backoffice.switching import record_act
from backoffice.theme import Dropdown, Password, admin
from database.transactions import account_transaction

RIGHTS = ("is_staff", "is_superuser")


class UserForm(ReadingForm):
    """A user, with a password to be set. What was typed as password is never shown again."""

    password = forms.CharField(
        required=False,
        strip=False,
        max_length=256,
        label="Password",
        widget=Password(attrs={"autocomplete": "new-password"}),
        help_text="A user without any signs in nowhere, and acts through API keys.",
    )
    password_again = forms.CharField(
        required=False, strip=False, max_length=256, label="Once more", widget=Password(attrs={"autocomplete": "new-password"})
    )
    role = forms.TypedChoiceField(coerce=int, widget=Dropdown(), help_text="What the user may do in this account.")
    roles: list[tuple[Any, str]] = []

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "is_superuser")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("password", None)
        if self.instance.pk and "password" in self.fields:
            self.fields["password"].help_text = f"Empty: the present one stays. {self.fields['password'].help_text}"
        if "role" in self.fields:
            self.fields["role"].choices = self.roles  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("password", "") != typed.get("password_again", ""):
            self.add_error("password_again", "The two passwords differ.")
        return typed


class AccountsOfUser(ServedInline):
    """The accounts that a user belongs to, as far as the scope shows them."""

    model = Membership
    resource = "MEMBER"
    read_only = True
    fields = readonly_fields = ("account", "role", "created_at")
    verbose_name_plural = "accounts"
    ordering = ("account__slug",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("account", "role")


@admin.register(User)
class UserAdmin(ServedAdmin):
    """Operators make users and say who may enter the admin; they are never removed, for records name them."""

    form = UserForm
    resource = "MEMBER"
    section = PEOPLE
    place = 40
    icon = "person"
    history_type = "member"
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    date_hierarchy = None
    inlines = (AccountsOfUser,)
    actions = ["activate", "deactivate", "unlock", "reset_second_factor", "export_as_csv"]

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        if operation == DELETE:
            return False
        if operation == ADD:
            return scope.user.is_superuser
        if operation == CHANGE and row is not None and not scope.user.is_superuser and row.is_superuser:
            return False
        return super().allows(scope, operation, row)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is not None:
            return ("email", "name", "is_active", *RIGHTS, "password", "password_again", "last_login", "created_at")
        role = () if scope_of(request).actor is None else ("role",)
        return ("email", "name", *role, "password", "password_again", *RIGHTS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        shown = () if obj is None else ("last_login", "created_at")
        return shown if scope_of(request).user.is_superuser else (*shown, *RIGHTS)

    def get_inlines(self, request: HttpRequest, obj: Any | None) -> Any:
        return () if obj is None else self.inlines

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and scope_of(request).actor is not None:
            form.roles = roles_to_choose(request)
        else:
            del form.base_fields["role"]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = {name: value for name, value in form.cleaned_data.items() if name in form.fields and name not in ("password_again", "role")}
        if change:
            self._change(request, User.objects.get(pk=obj.pk), said)
            return
        user = self._create(request, said, form.cleaned_data.get("role"))
        obj.__dict__.update(user.__dict__)

    def _create(self, request: HttpRequest, said: dict[str, Any], role_id: int | None) -> User:
        """A new user, in the account that is worked in; in none where all are. Raises what services refuse with."""
        if said.get("password"):
            judge_password(said["password"], User(email=said["email"], name=said.get("name") or ""))
        user = create_user(said["email"], name=said.get("name") or "", password=said.get("password") or None)
        scope = scope_of(request)
        if scope.actor is not None:
            with account_transaction(scope.actor.account_id):
                role = visible_rows(Role, scope).filter(pk=role_id).first()
                if role is None:
                    raise refusal("reference_not_found", ("role",), "The account has no such role.")
                admit(account_id=scope.actor.account_id, user=user, role=role, by=scope.actor)
        rights = {name: True for name in RIGHTS if said.get(name)}
        if rights:
            change_user(user, rights, origin=_origin(request))
        record_act(request, OperatorAct.Kind.CREATE_USER, subject=user.email)
        return user

    def _change(self, request: HttpRequest, user: User, said: dict[str, Any]) -> None:
        """Change a user. Raises what services refuse with."""
        scope = scope_of(request)
        if not scope.user.is_superuser:
            refuse_beyond_account(scope.actor_or_fail(), user)
        if user.pk == scope.user.pk and said.get("is_superuser", user.is_superuser) != user.is_superuser:
            raise refusal("permission_denied", ("isSuperuser",), "Nobody takes the installation from itself: ask another operator.")
        changes = change_user(user, said, origin=_origin(request))
        if changes and scope.user.is_superuser:
            record_act(request, OperatorAct.Kind.CHANGE_USER, subject=user.email, changes=_plain(changes))

    @admin.action(permissions=["change"], description="Let the selected users sign in")
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        """They can sign in again, and their keys work."""
        self._switch(request, queryset, on=True)

    @admin.action(permissions=["change"], description="Switch the selected users off")
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        """They can't sign in, and none of their keys works."""
        self._switch(request, queryset, on=False)

    def has_help_permission(self, request: HttpRequest) -> bool:
        """Operators alone: an account does not know who stands at its door, and the user may belong to others, too."""
        return scope_of(request).user.is_superuser

    @admin.action(permissions=["help"], description="End the lockout of the selected users")
    def unlock(self, request: HttpRequest, queryset: Any) -> None:
        """After too many wrong passwords; a limit on tries from anywhere still runs out by itself."""
        self._help(request, queryset, end_lockout, OperatorAct.Kind.UNLOCK_USER, ("may try again", "is locked out by no wrong password"))

    @admin.action(permissions=["help"], description="Take the second factor off the selected users")
    def reset_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        """For somebody who has lost the phone and the recovery codes."""
        said = ("signs in with the password alone until codes are set up again", "is asked for no codes")
        self._help(request, queryset, drop_second_factor, OperatorAct.Kind.RESET_FACTOR, said)

    def _help(self, request: HttpRequest, rows: Any, service: Any, kind: str, said: tuple[str, str]) -> None:
        """`said`: what came of it where something was done, and where there was nothing to do."""
        for user in rows:
            with transaction.atomic():
                done = service(user)
                if done:
                    record_act(request, kind, subject=user.email)
            self.message_user(request, f"{user}: {said[0] if done else said[1]}.", "success" if done else "info")

    def _switch(self, request: HttpRequest, rows: Any, *, on: bool) -> None:
        count = 0
        for user in rows:
            try:
                with transaction.atomic():
                    self._change(request, user, {"is_active": on})
            except RefusedItem as refused:
                self.message_user(request, f"{user}: {refused}", "error")
            else:
                count += 1
        if count:
            self.message_user(request, f"{count:,} users {'may sign in' if on else 'are switched off'}.", "success")


def _origin(request: HttpRequest) -> Origin:
    """Who does it; the service puts in the account."""
    scope = scope_of(request)
    return Origin(account_id=0, user_id=scope.user.pk, key_id=None, channel=CHANNEL, request_id=scope.request_id)


def _plain(changes: Any) -> dict[str, Any]:
    """What changed, without instants, in the form that the installation's log keeps."""
    return {name: pair for name, pair in changes.items() if name != "passwordSetAt"} | (
        {"password": ["…", "…"]} if "passwordSetAt" in changes else {}
    )
