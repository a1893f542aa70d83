"""What the services of people, roles and keys share: judge a row by the model's own rules, and tell history what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from accounts.actor import Actor
from accounts.errors import RefusedItem
from activity.services import RecordedChange, record
from api.errors import ITEM_CODES, item_error
from api.fields import READ_ONLY
from api.renderers import encode


def check(row: models.Model, key: str = "name") -> None:
    """Ask the model's own rules. Raises RefusedItem; what must be unique is blamed on the member `key`, other rules on the whole."""
    try:
        row.full_clean()
    except ValidationError as error:
        found = []
        for column, reasons in error.error_dict.items():
            for reason in reasons:
                code = reason.code if reason.code and reason.code in ITEM_CODES else "invalid_format"
                path = (column,) if column != NON_FIELD_ERRORS else (key,) if code == "duplicate_data" else ()
                found.append(item_error(code, path, " ".join(reason.messages)))
        raise RefusedItem(found) from None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Member → [old, new] of what differs; `before` lacks what is new."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def tell(row: models.Model, record_type: str, operation: str, changes: Mapping[str, Any], actor: Actor) -> None:
    """One row of history. Inside `account_transaction`."""
    record([RecordedChange(record_type, row.pk, operation, changes)], actor.origin())


def refuse_read_only(said: dict[str, Any], shown: Mapping[str, Any]) -> None:
    """Take the members out that are not to be set, if they are as they were shown. Raises RefusedItem `read_only_field` for others."""
    stored = json.loads(encode(shown))
    sent = said.pop(READ_ONLY, {})
    wrong = [item_error("read_only_field", (name,)) for name, value in sent.items() if name not in stored or value != stored[name]]
    if wrong:
        raise RefusedItem(wrong)
