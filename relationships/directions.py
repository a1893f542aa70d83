"""Relationships as one of their ends sees them: which way they go, what they are called from there, who is at the other end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from accounts.actor import Actor
from database.compiled import AccountRows
from relationships.models import RelationshipType
from relationships.querysets import RelationshipQuerySet

Row = dict[str, Any]
DIRECTIONS = ("outgoing", "incoming", "both")


class Labels(NamedTuple):
    """What a type says from its source to its target, and the other way round."""

    forward: str
    reverse: str


def touching(rows: RelationshipQuerySet, organization_id: int, direction: str) -> RelationshipQuerySet:
    """Those that leave the organization (outgoing), lead to it (incoming), or both."""
    if direction == "both":
        return rows.touching(organization_id)
    return rows.filter(source_id=organization_id) if direction == "outgoing" else rows.filter(target_id=organization_id)


def seen_from(organization_id: int, records: Sequence[Row], actor: Actor) -> list[Row]:
    """Read models of relationships that touch the organization, each with `direction`, `label` and `counterpart`.

    Source and target stay true. `label` joins the labels of all types, in the order of `types`. One statement.
    """
    labels = {key: Labels(forward, reverse) for key, forward, reverse in _LABELS.of(actor.account_id)}
    return [record | _view(organization_id, record, labels) for record in records]


def _view(organization_id: int, record: Row, labels: Mapping[str, Labels]) -> Row:
    leaves = record["source"]["id"] == organization_id
    # A type that was renamed between two statements speaks for itself.
    words = [labels.get(key, Labels(key, key)) for key in record["types"]]
    said = [word.forward if leaves else word.reverse for word in words]
    return {
        "direction": "outgoing" if leaves else "incoming",
        "label": ", ".join(dict.fromkeys(said)),  # two types may say the same in one direction
        "counterpart": record["target"] if leaves else record["source"],
    }


_LABELS = AccountRows(lambda account: RelationshipType.objects.visible_to(account).values_list("key", "forward_label", "reverse_label"))
