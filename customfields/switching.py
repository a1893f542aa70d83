"""A stored field becomes an identifier, stops being one, or changes its scope or type: what becomes of the values that records hold.

It concerns every record that has a value, whoever sees it; only what was merged into another record no longer counts. A fixed number of
statements. docs/decisions/0010 says why so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.actor import Actor
from accounts.errors import RefusedItem, refusal
from activity.services import RecordedChange, record
from api.errors import ItemError, item_error
from customfields.definitions import Definition
from customfields.identifiers import ACCOUNT, MAX_IDENTIFIER, TABLE, USER, change_name, identifier_text
from customfields.kinds import KINDS, KindError
from customfields.models import CustomField

SHOWN = 100
IN_USE = "Records hold values of this field, and nobody can say which user's they would be. Clear them first, or make another field."

# Values that records hold for everybody. Parameters: account, key.
_HELD = "{table} t WHERE t.account_id = %(account)s AND jsonb_exists(t.custom_fields, %(key)s) AND {counts}"
# Values that users hold. Parameters: account, field.
_OWNED = (
    f"{TABLE} v JOIN {{table}} t ON t.account_id = %(account)s AND t.id = v.record_id AND {{counts}} "
    "WHERE v.account_id = %(account)s AND v.field_id = %(field)s"
)
_TWICE = f"""
SELECT array_agg(t.id ORDER BY t.id), t.custom_fields ->> %(key)s FROM {_HELD}
GROUP BY 2 HAVING count(*) > 1 ORDER BY min(t.id) LIMIT %(most)s
"""
_OWNED_TWICE = f"""
SELECT array_agg(DISTINCT t.id), CASE WHEN bool_or(v.owner_id = %(user)s) THEN v.value END, array_agg(DISTINCT v.owner_id)
FROM {_OWNED} GROUP BY v.value HAVING count(DISTINCT t.id) > 1 ORDER BY min(t.id) LIMIT %(most)s
"""
_DISAGREED = f"""
SELECT array_agg(DISTINCT t.id), NULL, array_agg(DISTINCT v.owner_id)
FROM {_OWNED} GROUP BY t.id HAVING count(DISTINCT v.value) > 1 ORDER BY t.id LIMIT %(most)s
"""
_TAKE_HELD = f"""
INSERT INTO {TABLE} (account_id, record_type, record_id, field_id, value, shown)
SELECT %(account)s, %(type)s, t.id, %(field)s, t.custom_fields ->> %(key)s, t.custom_fields -> %(key)s FROM {_HELD}
"""
_GIVE = f"""
UPDATE {{table}} t SET custom_fields = t.custom_fields || jsonb_build_object(%(key)s::text, v.shown),
    version = t.version + 1, updated_at = %(now)s, updated_by_id = %(user)s
FROM (SELECT DISTINCT ON (record_id) record_id, shown FROM {TABLE} WHERE account_id = %(account)s AND field_id = %(field)s) v
WHERE t.account_id = %(account)s AND t.id = v.record_id AND {{counts}} RETURNING t.id, v.shown::text
"""
_TAKE_OWNED = f"""
INSERT INTO {TABLE} (account_id, record_type, record_id, field_id, value, shown)
SELECT DISTINCT %(account)s, v.record_type, v.record_id, v.field_id, v.value, v.shown FROM {_OWNED}
"""
_FORGET = f"DELETE FROM {TABLE} WHERE account_id = %(account)s AND field_id = %(field)s"


def switch_identifier(actor: Actor, row: CustomField, changes: Mapping[str, list[Any]]) -> None:
    """Carry out what the changes of a stored field mean for its values, before the field is written. Inside account_transaction.

    Raises RefusedItem with every reason: `duplicate_data` (one value on several records, or several users' values on one),
    `invalid_format` (values that can't identify, or would mean another one), `in_use` (nobody's values can't become users').
    """
    before, after = _scope_before(row, changes), row.identifier_scope if row.is_identifier else None
    if before == after and (after is None or "dataType" not in changes):
        return
    model = next(models_of(row.record_type), None)
    if model is not None:
        _Switch(actor, row, model).carry_out(before, after)


def models_of(record_type: str) -> Iterator[Any]:
    """Where records of this type lie: in higher rooms, in the model of that name."""
    return (model for model in apps.get_models() if model._meta.model_name == record_type and hasattr(model, "custom_fields"))


def _scope_before(row: CustomField, changes: Mapping[str, list[Any]]) -> str | None:
    """None: the field was no identifier."""
    was_identifier = changes["isIdentifier"][0] if "isIdentifier" in changes else row.is_identifier
    scope: str | None = changes["identifierScope"][0] if "identifierScope" in changes else row.identifier_scope
    return scope if was_identifier else None


class _Switch:
    """One field on its way, the field as it will be."""

    def __init__(self, actor: Actor, row: CustomField, model: Any) -> None:
        self.actor, self.row, self.model = actor, row, model
        merges = any(field.name == "merged_into" for field in model._meta.fields)
        self.names = {"table": model._meta.db_table, "counts": "t.merged_into_id IS NULL" if merges else "true"}
        self.values: dict[str, Any] = {
            "account": actor.account_id,
            "user": actor.user_id,
            "field": row.pk,
            "key": row.key,
            "type": row.record_type,
        }
        self.values |= {"most": SHOWN + 1, "now": timezone.now()}

    def carry_out(self, before: str | None, after: str | None) -> None:
        if after == USER and before != USER and self._run(f"SELECT 1 FROM {_HELD} LIMIT 1"):
            raise refusal("in_use", ("identifierScope",), IN_USE, usedBy=[str(self.model._meta.verbose_name_plural)])
        if errors := list(self._obstacles(before, after)):
            raise RefusedItem(errors)
        if before == after:
            return
        if before == USER:
            self._give()
        if before == USER and after == ACCOUNT:
            self._run(_TAKE_OWNED)
            self._run(f"{_FORGET} AND owner_id IS NOT NULL")
        else:
            self._run(_FORGET)
        if before is None and after == ACCOUNT:
            self._run(_TAKE_HELD)

    def _obstacles(self, before: str | None, after: str | None) -> Iterator[ItemError]:
        if after is not None:
            yield from self._unfit("dataType" if before == after else "isIdentifier", before)
        if before is None and after == ACCOUNT:
            yield from self._told(self._run(_TWICE), ("isIdentifier",), "have the same value")
        if before == USER and after == ACCOUNT:
            yield from self._told(self._run(_OWNED_TWICE), ("identifierScope",), "have the same value from different users")
        if before == USER and after != USER:
            yield from self._told(self._run(_DISAGREED), ("identifierScope",), "have different values from different users")

    def _unfit(self, member: str, before: str | None) -> Iterator[ItemError]:
        """Values that the field as it will be could not hold, or would compare as others."""
        held = (
            f"SELECT t.id, v.shown::text FROM {_OWNED}"
            if before == USER
            else f"SELECT t.id, (t.custom_fields -> %(key)s)::text FROM {_HELD}"
        )
        row = self.row
        will_be = Definition(row.pk, row.key, row.label, row.data_type, max_length=MAX_IDENTIFIER, is_identifier=True)
        unfit = [identity for identity, shown in self._run(f"{held} ORDER BY 1") if not _fits(msgspec.json.decode(shown), will_be)]
        if unfit:
            ids = self._visible(unfit[:SHOWN])
            told = f": {', '.join(map(str, ids))}" if ids else ""
            message = (
                f"Some {self.model._meta.verbose_name_plural} hold a value that this identifier can't take{told}. It takes "
                f"{KINDS[row.data_type].expected}, on one line of at most {MAX_IDENTIFIER} characters. Correct or clear such values first."
            )
            yield item_error("invalid_format", (member,), message, ids=ids)

    def _told(self, found: Sequence[tuple[Any, ...]], path: tuple[str, ...], what: str) -> Iterator[ItemError]:
        """The collisions, as far as the actor sees the records and may know the values; of others no more than that there are some."""
        plural, hidden = self.model._meta.verbose_name_plural, len(found) > SHOWN
        seen = set(self._visible([identity for ids, *_ in found[:SHOWN] for identity in ids[:SHOWN]]))
        for ids, value, *owners in found[:SHOWN]:
            visible = [identity for identity in ids[:SHOWN] if identity in seen]
            if not visible or (len(visible) < 2 <= len(ids)):
                hidden = True
                continue
            params = {"ids": visible, **({} if value is None else {"value": value}), **({"users": owners[0]} if owners else {})}
            yield item_error("duplicate_data", path, f"Some {plural} {what}: {', '.join(map(str, visible))}.", **params)
        if hidden:
            yield item_error("duplicate_data", path, f"There are more {plural} that {what}.")

    def _visible(self, ids: Sequence[int]) -> list[int]:
        return sorted(self.model.objects.visible_to(self.actor).filter(pk__in=ids).values_list("id", flat=True))

    def _give(self) -> None:
        """The records get what single users had of them: a change of each, and a row of history."""
        name = change_name(self.row.key)
        given = self._run(_GIVE)
        told = [
            RecordedChange(self.row.record_type, pk, "update", {name: [None, msgspec.json.decode(shown)]}) for pk, shown in sorted(given)
        ]
        record(told, self.actor.origin())

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self.names), self.values)
            return list(cursor.fetchall()) if cursor.description else []


def _fits(shown: object, definition: Definition) -> bool:
    try:
        return identifier_text(shown) is not None and identifier_text(definition.kind.parse(shown, definition)) == identifier_text(shown)
    except KindError:
        return False
