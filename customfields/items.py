"""Custom fields and templates as set-up files and calls send them."""

from __future__ import annotations

import re

from rest_framework import serializers

from api.errors import Path
from api.fields import ItemSerializer, Report, StrictBool, StrictChar, StrictChoice, StrictField, StrictInteger, StrictList
from customfields.choices import MAX_OPTION_KEY, MAX_OPTION_LABEL, MAX_OPTIONS
from customfields.kinds import KINDS, MAX_TEXT
from customfields.models import ORGANIZATION_TYPES, RecordType

KEY_FORM = "A key is a letter, then at most 63 letters, digits and underscores (A–Z, a–z, 0–9, _)."
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LOWEST, _HIGHEST = -(2**31), 2**31 - 1


class DefinitionKey(StrictField, serializers.CharField):
    """The key of a custom field, taken byte for byte: white space at its ends is refused, not stripped."""

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            return self.refuse_type(value, report, path)
        return value if _KEY.fullmatch(value) else report.refuse("invalid_format", path, KEY_FORM)


class OptionItem(ItemSerializer):
    """One option of a choice or multiChoice field; without a label it shows its key."""

    key = StrictChar(max_length=MAX_OPTION_KEY)
    label = StrictChar(max_length=MAX_OPTION_LABEL, required=False)  # type: ignore[assignment]


class CustomFieldItem(ItemSerializer):
    """One custom field. `template` is the name of a template of the same record type; null: none."""

    recordType = StrictChoice(RecordType.values, source="record_type")
    key = DefinitionKey()
    label = StrictChar(max_length=255, required=False, allow_null=False)  # type: ignore[assignment]  # Serializer.label is set on instances
    dataType = StrictChoice(list(KINDS), source="data_type", required=False)
    required = StrictBool(required=False)  # type: ignore[assignment]
    isActive = StrictBool(source="is_active", required=False)
    order = StrictInteger(min_value=_LOWEST, max_value=_HIGHEST, required=False)
    template = StrictChar(max_length=255, required=False)
    maxLength = StrictInteger(source="max_length", min_value=1, max_value=MAX_TEXT, required=False, allow_null=True)
    choices = StrictList(child=OptionItem(), max_length=MAX_OPTIONS, required=False)
    isIdentifier = StrictBool(source="is_identifier", required=False)
    identifierScope = StrictChoice(["account", "user"], source="identifier_scope", required=False, allow_null=True)
    appliesTo = StrictList(child=StrictChoice(ORGANIZATION_TYPES), source="applies_to", max_length=50, required=False)

    required_on_create = ("dataType",)


class TemplateStub(ItemSerializer):
    """A template as it is shown; the name may come along."""

    id = StrictInteger(min_value=1)
    name = StrictChar(max_length=255, required=False)


class TemplateReference(StrictField, serializers.CharField):
    """A template by id, by name, or as it is shown: {id, name}. The value is {id?, name?}."""

    def check(self, value: object, report: Report, path: Path) -> object:
        if isinstance(value, dict):
            return TemplateStub().check(value, report, path)
        if isinstance(value, int):
            identity = TemplateStub().strict_fields["id"].check(value, report, path)
            return {"id": identity} if isinstance(identity, int) else identity
        name = StrictChar(max_length=255, required=False).check(value, report, path)
        return {"name": name} if isinstance(name, str) else name


class CustomFieldBody(CustomFieldItem):
    """A custom field. `template` is one of the same record type, by id or name; null: none."""

    read_only_members = frozenset({"id"})

    dataType = StrictChoice(list(KINDS), source="data_type")
    template = TemplateReference(required=False, allow_null=True)  # type: ignore[assignment]  # more than a name


class TemplateItem(ItemSerializer):
    """One template, known by record type and name. Its fields name it, not the other way round."""

    recordType = StrictChoice(RecordType.values, source="record_type")
    name = StrictChar(max_length=255)
    order = StrictInteger(min_value=_LOWEST, max_value=_HIGHEST, required=False)


class TemplateBody(TemplateItem):
    """A template. Its fields name it, not the other way round."""

    read_only_members = frozenset({"id", "fields"})
