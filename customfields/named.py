"""Records by what identifier fields call them, where nobody says which field is meant: for searching."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.actor import Actor
from accounts.querysets import MaskedQuerySet
from customfields.identifiers import ACCOUNT, USER
from customfields.models import CustomField, IdentifierValue
from database.arrays import among


def identified_by(rows: MaskedQuerySet, text: str) -> Q:
    """Those of the rows that an identifier field in use calls by this text: as it was typed, in capitals, or in small letters.

    Values of single users count for that user alone, so `visible_to` has to come first; who looks at all accounts finds nothing.
    What was merged away is found as the record that is left. Looked up by index, once a statement, not once a row.
    """
    actor = rows.seen_by
    if actor is None:
        return Q(pk__in=())
    spellings = {text, text.upper(), text.lower()}
    found = _named(rows, _values(rows, actor, ACCOUNT).filter(owner__isnull=True, value__in=spellings))
    if actor.user_id is not None:
        found |= _named(rows, _values(rows, actor, USER).filter(owner=actor.user_id, value__in=spellings))
    return found


def _values(rows: MaskedQuerySet, actor: Actor, scope: str) -> Any:
    """The values of the fields of this scope. Fields as an array, or the planner would look through every value of the account."""
    fields = CustomField.objects.visible_to(actor).of(rows.model._meta.model_name).active().identifying().filter(identifier_scope=scope)
    return IdentifierValue.objects.visible_to(actor).filter(among("field_id", fields.order_by().values("id")))


def holders_and_survivors(rows: MaskedQuerySet, values: Any) -> Q:
    """Those of the rows that hold one of these identifier values themselves, or that a holder was merged into."""
    held = _holding(values)
    return held | _named(rows, values) if hasattr(rows.model, "merged_into") else held


def _named(rows: MaskedQuerySet, values: Any) -> Q:
    """Those of the rows that these values mean: what was merged away means the one that is left."""
    if not hasattr(rows.model, "merged_into"):
        return _holding(values)
    assert rows.seen_by is not None
    # Whether the actor may see what was merged away is no matter: the row that is found is one of `rows`.
    ids = among("id", values.values("record_id"))
    holders = rows.model.objects.across_accounts().filter(ids, account_id=rows.seen_by.account_id)
    return Q(among("id", holders.values(left=Coalesce("merged_into_id", "id"))))


def _holding(values: Any) -> Q:
    return Q(among("id", values.values("record_id")))
