"""Custom fields in read models: the template of a record with its values, and the definitions themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customfields.definitions import Definitions
from customfields.models import CustomField, CustomFieldTemplate

# Wire name → attribute, in the order people read them.
TEMPLATE_MEMBERS = {"recordType": "record_type", "name": "name", "order": "order"}
FIELD_MEMBERS = {
    "recordType": "record_type",
    "key": "key",
    "label": "label",
    "dataType": "data_type",
    "required": "required",
    "isActive": "is_active",
    "order": "order",
    "template": "template_id",
    "maxLength": "max_length",
    "choices": "choices",
    "isIdentifier": "is_identifier",
    "identifierScope": "identifier_scope",
    "appliesTo": "applies_to",
}


def represent_template(template_id: int | None, definitions: Definitions, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The member `template` of a record: {id, name, fields: [{id, key, name, dataType, value}]}; None: no template attached.

    `values` is what the record holds, by key. Fields come in order, those without a value with null; an inactive field
    only while it has a value.
    """
    template = definitions.templates.get(template_id) if template_id is not None else None
    if template is None:
        return None
    shown = (one for one in definitions.of_template(template.id) if one.is_active or one.key in values)
    fields = [{"id": one.id, "key": one.key, "name": one.label, "dataType": one.data_type, "value": values.get(one.key)} for one in shown]
    return {"id": template.id, "name": template.name, "fields": fields}


def represent_custom_field(row: CustomField) -> dict[str, Any]:
    """A definition as GET /custom-fields shows it; `template` is {id, name} or null. Select the template along with the rows."""
    template = None if row.template is None else {"id": row.template.pk, "name": row.template.name}
    return {"id": row.pk, **described(row, FIELD_MEMBERS), "template": template}


def represent_custom_field_template(row: CustomFieldTemplate) -> dict[str, Any]:
    """A template as GET /custom-field-templates shows it."""
    return {"id": row.pk, **described(row, TEMPLATE_MEMBERS)}


def described(row: CustomField | CustomFieldTemplate, members: Mapping[str, str]) -> dict[str, Any]:
    """The row's members by wire name, as history keeps them."""
    return {name: getattr(row, attribute) for name, attribute in members.items()}
