"""/custom-fields and /custom-field-templates: what an account has added to its records."""

from __future__ import annotations

from typing import TypeVar

from accounts.reference_views import ReferenceCollection, ReferenceDetail
from api.parameters import QueryParameters
from customfields.fields import CUSTOM_FIELDS
from customfields.models import CustomField, CustomFieldTemplate, RecordType
from customfields.querysets import CustomFieldQuerySet, DefinitionQuerySet
from customfields.schema import FIELD, FIELDS, TEMPLATE, TEMPLATE_LIST
from customfields.templates import TEMPLATES

RowsT = TypeVar("RowsT", bound=DefinitionQuerySet)


class CustomFieldList(ReferenceCollection):
    """The fields of all record types, or with `recordType` those of one. POST: a new one."""

    schema = FIELDS
    kind = CUSTOM_FIELDS
    model = CustomField
    ordering = "order"

    def narrow(self, rows: CustomFieldQuerySet, query: QueryParameters) -> CustomFieldQuerySet:  # type: ignore[override]
        return _of_record_type(rows, query).select_related("template")


class CustomFieldDetail(ReferenceDetail):
    """One of them."""

    schema = FIELD
    kind = CUSTOM_FIELDS


class CustomFieldTemplateList(ReferenceCollection):
    """The templates, each with its fields in order; `recordType` as above. POST: a new one."""

    schema = TEMPLATE_LIST
    kind = TEMPLATES
    model = CustomFieldTemplate
    ordering = "order"

    def narrow(self, rows: DefinitionQuerySet, query: QueryParameters) -> DefinitionQuerySet:  # type: ignore[override]
        return _of_record_type(rows, query)


class CustomFieldTemplateDetail(ReferenceDetail):
    """One of them."""

    schema = TEMPLATE
    kind = TEMPLATES


def _of_record_type(rows: RowsT, query: QueryParameters) -> RowsT:
    kind = query.choice("recordType", RecordType.values)
    return rows.of(kind) if kind else rows
