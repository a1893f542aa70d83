"""Saving definitions by the names that people know them by, as set-up files do: custom fields by key, templates by name.

The caller has judged whether the actor may change settings; these functions judge the definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from accounts.errors import RefusedItem, refusal
from accounts.reference_data import Saved, save_row
from api.fields import ItemSerializer
from customfields.fields import CUSTOM_FIELDS
from customfields.items import CustomFieldItem, TemplateItem
from customfields.models import CustomField, CustomFieldTemplate
from customfields.templates import TEMPLATES
from database.transactions import account_transaction


def save_custom_field(*, actor: Actor, values: Mapping[str, object]) -> Saved:
    """Create the custom field of this `recordType` and `key`, or bring the stored one to these values.

    `values` are the members of CustomFieldItem by wire name; absent ones keep what is stored, or take their default (the
    label: the key). `dataType` is needed to create. `template` is a name (`reference_not_found` if there is none for this record type).
    Raises RefusedItem with all reasons, Busy when the account's lock is not free in time.
    """
    said = _judged(CustomFieldItem(), values)
    with account_transaction(actor.account_id):
        stored = CUSTOM_FIELDS.visible(actor).filter(record_type=said["record_type"], key=said["key"]).first()
        if stored is None and "data_type" not in said:
            raise refusal("required", ("dataType",))
        return save_row(CUSTOM_FIELDS, stored or CustomField(account_id=actor.account_id), actor=actor, said=said)


def save_custom_field_template(*, actor: Actor, values: Mapping[str, object]) -> Saved:
    """Create the template of this `recordType` and `name`, or bring its `order` up to date; see TemplateItem.

    Raises RefusedItem with all reasons, Busy when the account's lock is not free in time.
    """
    said = _judged(TemplateItem(), values)
    with account_transaction(actor.account_id):
        stored = TEMPLATES.visible(actor).filter(record_type=said["record_type"], name=said["name"]).first()
        return save_row(TEMPLATES, stored or CustomFieldTemplate(account_id=actor.account_id), actor=actor, said=said)


def _judged(item: ItemSerializer, values: Mapping[str, object]) -> dict[str, Any]:
    """The values by column. Raises RefusedItem."""
    said, errors = item.diagnose(dict(values))
    if errors:
        raise RefusedItem(errors)
    return {name: value for name, value in said.items() if not name.startswith("__")}
