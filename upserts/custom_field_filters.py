"""Lists in the admin by the account's own fields, as far as these have options to choose from."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.scope import Scope
from customfields.definitions import Definition, load_definitions
from customfields.filters import PREFIX

# A list shows no more filters than that; the first by the account's order.
MOST = 12
OFFERED: dict[str, Any] = {"boolean": [("true", "Yes"), ("false", "No")]}


class CustomFieldOptions(SimpleListFilter):
    """Records that hold an option. Made for each field by `filters_of_custom_fields`."""

    definition: Definition

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*(OFFERED.get(self.definition.data_type) or self.definition.choices)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset if value is None else queryset.filter(custom_fields__contains={self.definition.key: self._stored(value)})

    def _stored(self, value: str) -> Any:
        """How a record holds the option."""
        if self.definition.data_type == "boolean":
            return value == "true"
        return [value] if self.definition.data_type == "multiChoice" else value


def filters_of_custom_fields(scope: Scope, record_type: str) -> list[type[CustomFieldOptions]]:
    """A filter class for each active field with options: at most two statements. None over all accounts, which have no field in common."""
    if scope.actor is None:
        return []
    chosen = ("choice", "multiChoice", "boolean")
    fields = [one for one in load_definitions(scope.actor.account_id, record_type).fields if one.is_active and one.data_type in chosen]
    return [_filter(one) for one in fields[:MOST]]


def _filter(definition: Definition) -> type[CustomFieldOptions]:
    said = {"title": definition.label, "parameter_name": PREFIX + definition.key, "definition": definition}
    return type("OptionsFilter", (CustomFieldOptions,), said)
