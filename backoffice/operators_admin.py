"""The installation's own log, and how much each account asks for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import Usage
from backoffice.history import differences
from backoffice.models import OperatorAct
from backoffice.saving import ServedAdmin
from backoffice.scope import Scope
from backoffice.sections import ACCOUNT, HISTORY
from backoffice.theme import admin


@admin.register(OperatorAct)
class OperatorActAdmin(ServedAdmin):
    """Who entered which account, or all of them, when and from where."""

    resource = "MEMBER"
    read_only = True
    operators_only = True
    section = HISTORY
    place = 30
    icon = "policy"
    fields = ("at", "user", "kind", "subject", "changed", "address", "request_id")
    readonly_fields = ("changed",)
    list_display = ("at", "user", "kind", "subject", "address")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("subject", "user__email", "request_id")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    actions = ["export_as_csv"]
    is_searched = False

    def visible(self, scope: Scope) -> QuerySet[Any]:
        """The same for every operator, in whatever account it is."""
        return OperatorAct.objects.all() if scope.user.is_superuser else OperatorAct.objects.none()

    @admin.display(description="changes")
    def changed(self, act: OperatorAct) -> str:
        return "; ".join(f"{one.name}: {one.old or '–'} → {one.new or '–'}" for one in differences(act.changes)) or "–"


@admin.register(Usage)
class UsageAdmin(ServedAdmin):
    """What an account has asked of the API in the minute that began last."""

    resource = "API_KEY"
    read_only = True
    section = ACCOUNT
    title = "Usage"
    place = 30
    icon = "speed"
    fields = list_display = ("since", "requests", "items")
    actions = ["export_as_csv"]
