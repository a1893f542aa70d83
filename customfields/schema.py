"""Custom fields and templates in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.reference_schema import ReferenceKind
from api.schema import Components
from api.schema_fields import schema_of
from api.schema_parameters import ID, one_of
from customfields.items import CustomFieldBody, DefinitionKey, TemplateBody, TemplateReference, TemplateStub
from customfields.models import RecordType
from customfields.read_models import CustomFieldRow, TemplateRow

Schema = dict[str, Any]
RECORD_TYPE = one_of("recordType", RecordType.values, "Only those of this kind of record.")
PRIORITY: Schema = {
    "recordType": "relationship",
    "key": "priority",
    "label": "Priority",
    "dataType": "choice",
    "choices": [{"key": "high", "label": "High"}, {"key": "low", "label": "Low"}],
}
AUDIT: Schema = {"recordType": "organization", "name": "Audit"}
_REST: Schema = {
    "required": False,
    "isActive": True,
    "order": 0,
    "template": None,
    "maxLength": None,
    "isIdentifier": False,
    "identifierScope": None,
    "appliesTo": [],
}
_FIELD = ReferenceKind(
    name="CustomField",
    plural="CustomFields",
    words="custom field",
    shape=CustomFieldRow,
    example={"id": 11, **PRIORITY, **_REST},
    conflicts={"POST": ["duplicate_data"]},
)
_TEMPLATE = ReferenceKind(
    name="CustomFieldTemplate",
    plural="CustomFieldTemplates",
    words="custom field template",
    shape=TemplateRow,
    example={"id": 4, **AUDIT, "order": 0, "fields": []},
    conflicts={"POST": ["duplicate_data"], "PATCH": ["duplicate_data"], "DELETE": ["in_use"]},
    keeps=False,
)
FIELDS = _FIELD.collection(
    CustomFieldBody(),
    PRIORITY,
    "A field on every record of the type. Without a `label` it shows its key; options show theirs.",
    parameters=[RECORD_TYPE],
)
FIELD = _FIELD.one(
    CustomFieldBody(),
    {"choices": [{"key": "high", "label": "High"}]},
    change=(
        "`recordType` and `key` are fixed. `choices` and `appliesTo` are replaced. Where `dataType`, `choices` or limits change, stored "
        "values stay as they are and are shown so; what is written has to fit. Choices and `maxLength` go with the type that had them."
    ),
)
TEMPLATE_LIST = _TEMPLATE.collection(
    TemplateBody(),
    AUDIT,
    "A template is empty at first: its fields name it in their `template`.",
    parameters=[RECORD_TYPE],
)
TEMPLATE = _TEMPLATE.one(
    TemplateBody(),
    {"name": "Factory audit"},
    change="`recordType` is fixed. `fields` only come along as they were read.",
    removal="Only one that has no fields, inactive ones included, and that no organization has.",
)


@schema_of.register
def _(field: DefinitionKey, components: Components) -> Schema:
    return {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$"}


@schema_of.register
def _(field: TemplateReference, components: Components) -> Schema:
    name: Schema = {"type": "string", "maxLength": 255}
    return {"anyOf": [ID, name, schema_of(TemplateStub(), components)], "description": "By id, by name, or as it is shown."}
