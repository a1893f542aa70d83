"""The account in the admin. It stands in this room, for a policy of the account is a matter of its organizations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.actor import Actor
from accounts.models import Account, Membership
from accounts.services import create_account
from accounts.wire import judged
from backoffice.members_admin import MembershipInline
from backoffice.models import OperatorAct
from backoffice.saving import ReadingForm, ServedAdmin
from backoffice.scope import Scope, operator_actor, scope_of
from backoffice.scoped import ADD, DELETE
from backoffice.sections import ACCOUNT
from backoffice.switching import enter_account, record_act
from backoffice.theme import admin
from database.transactions import account_transaction
from organizations.account_items import AccountChange
from organizations.policies import change_account

# An account with more members shows a link to their list instead of a form for each.
MEMBERS_SHOWN = 100


class AccountForm(ReadingForm):
    """An account by slug and name; where the policy is refused, the reason stands at its switch."""

    names = {"policies": "organization_names_unique"}


@admin.register(Account)
class AccountAdmin(ServedAdmin):
    """The account that one acts in. Operators make new ones; none is ever removed here."""

    resource = "SETTINGS"
    section = ACCOUNT
    place = 10
    icon = "domain"
    form = AccountForm
    history_type = "account"
    list_display = ("name", "slug", "organization_names_unique", "created_at")
    search_fields = ("slug", "name")
    ordering = ("slug",)
    inlines = (MembershipInline,)
    actions = ["export_as_csv"]

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        if operation == ADD:
            return scope.user.is_superuser
        return operation != DELETE and super().allows(scope, operation, row)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return ("slug", "name") if obj is None else ("slug", "name", "organization_names_unique", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return () if obj is None else ("slug", "created_at")

    def get_inlines(self, request: HttpRequest, obj: Any | None) -> Any:
        """The members, unless there are too many for one page: their list has them all."""
        if obj is None or Membership.objects.visible_to(scope_of(request).actor_for(obj))[MEMBERS_SHOWN : MEMBERS_SHOWN + 1].exists():
            return ()
        return self.inlines

    def actor_for(self, request: HttpRequest, obj: Any) -> Actor:
        scope = scope_of(request)
        return scope.actor_or_fail() if obj.pk else operator_actor(scope.user, obj, scope.request_id)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        scope = scope_of(request)
        made = create_account(
            form.cleaned_data["slug"], form.cleaned_data["name"], by=lambda account: operator_actor(scope.user, account, scope.request_id)
        )
        record_act(request, OperatorAct.Kind.CREATE_ACCOUNT, subject=made.slug)
        enter_account(request, made.slug)
        obj.__dict__.update(made.__dict__)

    def serve(self, actor: Actor, row: Any, form: Any) -> Account:
        typed = form.cleaned_data
        values = {"name": typed["name"], "policies": {"organizationNamesUnique": typed["organization_names_unique"]}}
        said = judged(AccountChange(), values, partial=True)
        policies: dict[str, Any] = said.pop("policies")
        with account_transaction(actor.account_id):
            account = Account.objects.get(pk=row.pk)
            change_account(account, said | policies, actor)
        return account
