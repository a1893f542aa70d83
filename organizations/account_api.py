"""/account: the account itself. It stands in this room, for a policy of the account is a matter of its organizations."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_reading import account_row
from accounts.models import Account
from accounts.saving import refuse_read_only
from accounts.writing_view import WritingView
from database.transactions import account_transaction
from organizations.account_items import AccountChange
from organizations.account_schema import ACCOUNT
from organizations.policies import change_account


class AccountDetail(WritingView):
    """GET and PATCH of the account that the caller is in."""

    schema = ACCOUNT
    required_operations = {"GET": ("SETTINGS.READ",), "PATCH": ("SETTINGS.UPDATE",)}

    def get(self, request: Request) -> Response:
        self.refuse_parameters(request)
        return Response(account_row(self.actor))

    def patch(self, request: Request) -> Response:
        said = self.said(request, AccountChange(), partial=True)
        with account_transaction(self.actor.account_id):
            refuse_read_only(said, account_row(self.actor))
            account = Account.objects.get(pk=self.actor.account_id)
            change_account(account, _by_column(said), self.actor)
            return Response(account_row(self.actor))


def _by_column(said: dict[str, Any]) -> dict[str, Any]:
    policies: dict[str, Any] = said.pop("policies", {})
    return said | policies
