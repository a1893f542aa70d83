"""What every list of records can be narrowed by; the rooms add their own columns."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from accounts.capabilities import NAMES
from accounts.querysets import MaskedQuerySet
from api.filters import KeysFilter, OneOfFilter, SinceFilter, StrictFilterSet, TextFilter
from customfields.definitions import Definitions
from customfields.filters import CustomFieldFilter, offered

FOUND_BY_TEXT = (
    "Rows that hold this text, whatever its case; under three characters: that begin with it. "
    "Or of which the text is the whole value of an identifier field, of the account's or of your own."
)


class RecordFilters(StrictFilterSet):
    """`q`, `updatedSince`, `permission`, and `customFields.<key>` for each of the account's own fields.

    `definitions` None: no custom field is asked for, so they were not loaded.
    """

    q = TextFilter(method="match", help_text=FOUND_BY_TEXT)
    updatedSince = SinceFilter("updated_at")
    permission = OneOfFilter(NAMES, method="hold", help_text="Rows on which you have this permission.")

    def __init__(self, data: QueryDict, queryset: MaskedQuerySet, definitions: Definitions | None = None) -> None:
        super().__init__(data, queryset)
        for name, one in CustomFieldFilter.every(definitions, data):
            self.filters[name] = one
        self.offered = offered(definitions)

    def match(self, rows: Any, name: str, text: str) -> Any:
        return rows.matching(text)

    def hold(self, rows: MaskedQuerySet, name: str, permission: str) -> MaskedQuerySet:
        return rows.holding(permission)


class KeyedRecordFilters(RecordFilters):
    """Records that have an external id: `externalId`, repeated for several."""

    externalId = KeysFilter(field_name="external_id", help_text="The rows of this key.")
