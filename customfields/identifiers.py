"""Identifier fields: custom fields whose values name records, in the whole account or among the values of one user.

Where a value lives, and how it is compared, read and told. The engine looks them up and writes them (upserts/identifiers.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MAX_IDENTIFIER = 255
ACCOUNT, USER = "account", "user"
TABLE = "customfields_identifiervalue"

# Behind the key of a change in history stands the user whose value it is: `customFields.sap@17`. No key of a field has an @.
_OWNED_CHANGE = re.compile(r"(customFields\.[A-Za-z][A-Za-z0-9_]*)@([0-9]+)")

# What one user's own values add to the record `t`: {key: value}. Parameters: account, account, record type, user.
_OWN_VALUES = f"""COALESCE((
    SELECT jsonb_object_agg(f.key, v.shown) FROM {TABLE} v JOIN customfields_customfield f ON f.account_id = %s AND f.id = v.field_id
    WHERE v.account_id = %s AND v.record_type = %s AND v.record_id = {{id}} AND v.owner_id = %s
), '{{{{}}}}'::jsonb)"""
# Asked once a statement, not once a row. Parameters: account, record type.
_HAS_OWNED = (
    "(SELECT EXISTS (SELECT 1 FROM customfields_customfield WHERE account_id = %s AND record_type = %s AND identifier_scope = 'user'))"
)


def identifier_text(value: object) -> str | None:
    """The value as it is compared: a text as it is, a number in its digits. None: nothing that could identify."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)


def with_own_values(table: str, account_id: int, record_type: str, owner_id: int) -> tuple[str, list[Any]]:
    """SQL for the custom fields of the rows of `table` as this user reads them, and its parameters.

    Where the account has no user-scoped field, a row costs no more than the column itself.
    """
    column = f"{table}.custom_fields"
    own = _OWN_VALUES.format(id=f"{table}.id")
    sql = f"CASE WHEN {_HAS_OWNED} THEN {column} || {own} ELSE {column} END"
    return sql, [account_id, record_type, account_id, account_id, record_type, owner_id]


def holders_sql(field_id: int, account_id: int, owner_id: int | None) -> tuple[str, list[Any]]:
    """SQL for `k(value)` and, to be named, rows of `id`: the given values of a field, with the record that holds each; its parameters.

    The values come first, as an array of texts. `owner_id`: among the values of this user; None: of the account.
    """
    owner = "owner_id IS NULL" if owner_id is None else "owner_id = %s"
    probe = f"SELECT record_id AS id FROM {TABLE} WHERE account_id = %s AND field_id = %s AND {owner} AND value = k.value LIMIT 1"
    parameters = [account_id, field_id, *([] if owner_id is None else [owner_id])]
    return f"unnest(%s::text[]) AS k(value) CROSS JOIN LATERAL ({probe})", parameters


def change_name(key: str, owner_id: int | None = None) -> str:
    """What history calls the change of a custom field; `owner_id`: whose value it is, None: the record's."""
    return f"customFields.{key}" if owner_id is None else f"customFields.{key}@{owner_id}"


def tells_owned(changes: str) -> bool:
    """May there be values of single users in these changes (JSON)? Quick, and never wrongly no."""
    return "@" in changes and _OWNED_CHANGE.search(changes) is not None


def told_to(user_id: int | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as this user may read them: without the values that are other users' own."""
    told = {}
    for name, change in changes.items():
        owned = _OWNED_CHANGE.fullmatch(name)
        if owned is None:
            told[name] = change
        elif int(owned[2]) == user_id:
            told[owned[1]] = change
    return told
