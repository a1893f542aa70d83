"""Companies: the legal entities of an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.companies import COMPANIES
from accounts.models import Company
from backoffice.reference import ReferenceAdmin
from backoffice.sections import ACCOUNT
from backoffice.theme import admin


@admin.register(Company)
class CompanyAdmin(ReferenceAdmin):
    """Known by number, which stays."""

    kind = COMPANIES
    section = ACCOUNT
    place = 20
    icon = "apartment"
    history_type = "company"
    fields = ("number", "name")
    list_display = ("name", "number")
    search_fields = ("name",)
    ordering = ("number",)
    actions = ["export_as_csv", "delete_selected"]
    removal_note = "A company that organizations belong to stays, and so does the last one."

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "number" in form.base_fields:
            form.base_fields["number"].required = False
            form.base_fields["number"].help_text = "Stays once it is given. Empty: the next one."
        return form
