"""GET /custom-fields and /custom-field-templates: what an account has added to its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from accounts.listing import ReferenceList
from api.parameters import QueryParameters
from api.schema_answers import listing
from api.schema_parameters import one_of
from customfields.models import CustomField, CustomFieldTemplate, RecordType
from customfields.querysets import CustomFieldQuerySet, DefinitionQuerySet
from customfields.read_models import CustomFieldRow, TemplateRow
from customfields.reading import represent_custom_field, represent_custom_field_template

RowsT = TypeVar("RowsT", bound=DefinitionQuerySet)
RECORD_TYPE = one_of("recordType", RecordType.values, "Only those of this kind of record.")


class CustomFieldList(ReferenceList):
    """The fields of all record types, or with `recordType` those of one."""

    schema = listing("listCustomFields", CustomFieldRow, "List the custom fields", parameters=[RECORD_TYPE])
    model = CustomField
    ordering = "order"

    def narrow(self, rows: CustomFieldQuerySet, query: QueryParameters) -> CustomFieldQuerySet:  # type: ignore[override]
        return _of_record_type(rows, query).select_related("template")

    def describe(self, rows: Sequence[CustomField]) -> list[dict[str, Any]]:
        return [represent_custom_field(row) for row in rows]


class CustomFieldTemplateList(ReferenceList):
    """The templates, each with its fields in order; `recordType` as above."""

    schema = listing("listCustomFieldTemplates", TemplateRow, "List the custom field templates", parameters=[RECORD_TYPE])
    model = CustomFieldTemplate
    ordering = "order"

    def narrow(self, rows: DefinitionQuerySet, query: QueryParameters) -> DefinitionQuerySet:  # type: ignore[override]
        return _of_record_type(rows, query)

    def describe(self, rows: Sequence[CustomFieldTemplate]) -> list[dict[str, Any]]:
        """One statement for the fields of all templates of the page."""
        fields: dict[int, list[dict[str, Any]]] = defaultdict(list)
        mine = CustomField.objects.visible_to(self.actor).filter(template_id__in=[row.pk for row in rows])
        for field in mine.select_related("template").in_order():
            fields[field.template_id].append(represent_custom_field(field))
        return [represent_custom_field_template(row) | {"fields": fields[row.pk]} for row in rows]


def _of_record_type(rows: RowsT, query: QueryParameters) -> RowsT:
    kind = query.choice("recordType", RecordType.values)
    return rows.of(kind) if kind else rows
