"""Custom fields as rows of a list: what may change of one, and what uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.errors import refusal
from accounts.reference_data import ReferenceData, Row
from api.suggestions import close_names
from customfields.identifiers import USER
from customfields.items import CustomFieldBody, CustomFieldItem
from customfields.kinds import KINDS
from customfields.models import CustomField, CustomFieldTemplate, IdentifierValue
from customfields.querysets import CustomFieldQuerySet
from customfields.reading import FIELD_MEMBERS, represent_custom_field
from customfields.switching import models_of, switch_identifier


class CustomFields(ReferenceData):
    """Values lie in the records under the field's key, so key and record type stay. The data type may change (decision 0007)."""

    model = CustomField
    item = CustomFieldItem
    body = CustomFieldBody
    record_type = "custom_field"
    key = "key"
    fixed = ("record_type", "key")
    members = FIELD_MEMBERS
    blamed = {
        "customfield_max_length_of_text": "maxLength",
        "customfield_choices_fit_type": "choices",
        "customfield_applies_to_organizations": "appliesTo",
        "customfield_identifier_of_type": "isIdentifier",
        "customfield_identifier_has_scope": "identifierScope",
    }

    def visible(self, actor: Actor) -> CustomFieldQuerySet:
        found: CustomFieldQuerySet = CustomField.objects.visible_to(actor).select_related("template")
        return found

    def show(self, actor: Actor, rows: Sequence[CustomField]) -> list[Row]:
        return [represent_custom_field(row) for row in rows]

    def settle(self, actor: Actor, row: CustomField, said: Row) -> Row:
        """Labels default to keys; the template becomes one of the account; what the type can't have goes unless it was said."""
        if row.pk is None:
            said.setdefault("label", said["key"])
        elif said.get("data_type", row.data_type) != row.data_type:
            kind = KINDS[said["data_type"]]
            said |= {} if kind.takes_max_length else {"max_length": said.get("max_length")}
            said |= {} if kind.has_options else {"choices": said.get("choices", [])}
        if said.get("is_identifier") is False:
            said.setdefault("identifier_scope", None)
        if "choices" in said:
            said["choices"] = [{"key": one["key"], "label": one.get("label") or one["key"]} for one in said["choices"]]
        if said.get("template") is not None:
            record_type = said["record_type"] if row.pk is None else row.record_type
            said["template"] = _template(actor, record_type, said["template"])
        return said

    def carry_out(self, actor: Actor, row: CustomField, changes: Mapping[str, list[Any]]) -> None:
        if row.pk is not None:
            switch_identifier(actor, row, changes)

    def users_of(self, row: CustomField) -> Iterator[str]:
        """Records that hold a value. Looks at the account's records of that type until one is found."""
        if row.identifier_scope == USER:
            if IdentifierValue.rows.filter(account_id=row.account_id, field_id=row.pk).exists():
                yield f"{row.record_type}s"
            return
        for model in models_of(row.record_type):
            if model.rows.filter(account_id=row.account_id, custom_fields__has_key=row.key).exists():
                yield str(model._meta.verbose_name_plural)


CUSTOM_FIELDS = CustomFields()


def _template(actor: Actor, record_type: str, said: Row | str) -> CustomFieldTemplate:
    """The template that was named, by id or by name. Raises RefusedItem."""
    sought: Row = {"name": said} if isinstance(said, str) else said
    known: list[CustomFieldTemplate] = list(CustomFieldTemplate.objects.visible_to(actor).of(record_type))
    if "id" in sought:
        found = next((one for one in known if one.pk == sought["id"]), None)
        if found is not None and sought.get("name") not in (None, found.name):
            raise refusal("read_only_field", ("template", "name"))
    else:
        found = next((one for one in known if one.name == sought["name"]), None)
    if found is not None:
        return found
    name = sought.get("name") or str(sought["id"])
    message = f"There is no {record_type} template “{name}”."
    suggestions = close_names(name, [one.name for one in known]) if "id" not in sought else []
    raise refusal("reference_not_found", ("template",), message, suggestions=suggestions)
