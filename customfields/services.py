"""Setting up custom fields and templates. Every real change is made under the account's lock and recorded in its history.

The caller has judged whether the actor may change settings; these functions judge the definitions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from accounts.actor import Actor
from activity.services import RecordedChange, record
from api.errors import ITEM_CODES, ItemError, item_error
from api.fields import ItemSerializer
from api.suggestions import close_names
from customfields.items import CustomFieldItem, TemplateItem
from customfields.models import CustomField, CustomFieldTemplate
from customfields.reading import FIELD_MEMBERS, TEMPLATE_MEMBERS, described
from database.transactions import account_transaction

Saved = Literal["created", "updated", "unchanged"]
RowT = TypeVar("RowT", CustomField, CustomFieldTemplate)


class RefusedDefinition(Exception):
    """A custom field or template that can't be saved as it was sent. `errors` name every reason, with paths in wire names."""

    def __init__(self, errors: Sequence[ItemError]) -> None:
        super().__init__("; ".join(f"{error.field or 'definition'}: {error.message}" for error in errors))
        self.errors = list(errors)


def save_custom_field(*, actor: Actor, values: Mapping[str, object]) -> Saved:
    """Create the custom field of this `recordType` and `key`, or bring the stored one to these values.

    `values` are the members of CustomFieldItem by wire name; absent ones keep what is stored, or take their default (the
    label: the key). `dataType` is needed to create and can't change afterwards, for stored values have its type
    (`immutable_field`). `template` is a name (`reference_not_found` if there is none for this record type).
    Raises RefusedDefinition with all reasons, Busy when the account's lock is not free in time.
    """
    said = _judged(CustomFieldItem(), values)
    with account_transaction(actor.account_id):
        fields = CustomField.objects.visible_to(actor).select_related("template")
        stored = fields.filter(record_type=said["record_type"], key=said["key"]).first()
        if stored is None and "data_type" not in said:
            raise RefusedDefinition([item_error("required", ("dataType",))])
        if "template" in said:
            said["template"] = _template(actor, said["record_type"], said["template"])
        if "choices" in said:
            said["choices"] = [{"key": one["key"], "label": one.get("label") or one["key"]} for one in said["choices"]]
        row = stored or CustomField(account_id=actor.account_id, label=said["key"])
        return _save(row, said, FIELD_MEMBERS, "custom_field", actor)


def save_custom_field_template(*, actor: Actor, values: Mapping[str, object]) -> Saved:
    """Create the template of this `recordType` and `name`, or bring its `order` up to date; see TemplateItem.

    Raises RefusedDefinition with all reasons, Busy when the account's lock is not free in time.
    """
    said = _judged(TemplateItem(), values)
    with account_transaction(actor.account_id):
        templates = CustomFieldTemplate.objects.visible_to(actor)
        stored = templates.filter(record_type=said["record_type"], name=said["name"]).first()
        row = stored or CustomFieldTemplate(account_id=actor.account_id)
        return _save(row, said, TEMPLATE_MEMBERS, "custom_field_template", actor)


def _judged(item: ItemSerializer, values: Mapping[str, object]) -> dict[str, Any]:
    """The values by column. Raises RefusedDefinition."""
    said, errors = item.diagnose(dict(values))
    if errors:
        raise RefusedDefinition(errors)
    return {name: value for name, value in said.items() if not name.startswith("__")}


def _template(actor: Actor, record_type: str, name: str | None) -> CustomFieldTemplate | None:
    """The template of this name; None for None. Raises RefusedDefinition."""
    if name is None:
        return None
    known: dict[str, CustomFieldTemplate] = {one.name: one for one in CustomFieldTemplate.objects.visible_to(actor).of(record_type)}
    if name not in known:
        message = f"There is no {record_type} template “{name}”."
        raise RefusedDefinition([item_error("reference_not_found", ("template",), message, suggestions=close_names(name, known))])
    return known[name]


def _save(row: RowT, said: Mapping[str, Any], members: Mapping[str, str], record_type: str, actor: Actor) -> Saved:
    """Write what differs and record it; nothing differs: nothing written."""
    is_new = row.pk is None
    before = dict.fromkeys(members) if is_new else described(row, members)
    for column, value in said.items():
        setattr(row, column, value)
    after = described(row, members)
    changes = {name: [before[name], after[name]] for name in members if before[name] != after[name]}
    if not changes:
        return "unchanged"
    try:
        row.full_clean()
    except ValidationError as error:
        raise RefusedDefinition(_item_errors(error, members)) from error
    row.save()
    record([RecordedChange(record_type, row.pk, "create" if is_new else "update", changes)], actor.origin())
    return "created" if is_new else "updated"


def _item_errors(error: ValidationError, members: Mapping[str, str]) -> list[ItemError]:
    """Django's errors in our words; a code that only Django knows becomes `invalid_format`."""
    wires = {column: name for name, column in members.items()}
    found = []
    for column, reasons in error.error_dict.items():
        path = () if column == NON_FIELD_ERRORS else (wires.get(column, column),)
        for reason in reasons:
            code = reason.code if reason.code and reason.code in ITEM_CODES else "invalid_format"
            found.append(item_error(code, path, " ".join(reason.messages)))
    return found
