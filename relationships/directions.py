"""Relationships as one of their ends sees them: which way they go, what they are called from there, who is at the other end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relationships.querysets import RelationshipQuerySet
from relationships.words import Word

Row = dict[str, Any]
DIRECTIONS = ("outgoing", "incoming", "both")


def touching(rows: RelationshipQuerySet, organization_id: int, direction: str) -> RelationshipQuerySet:
    """Those that leave the organization (outgoing), lead to it (incoming), or both."""
    if direction == "both":
        return rows.touching(organization_id)
    return rows.filter(source_id=organization_id) if direction == "outgoing" else rows.filter(target_id=organization_id)


def seen_from(organization_id: int, records: Sequence[Row], words: Mapping[str, Word]) -> list[Row]:
    """Read models of relationships that touch the organization, each with `direction`, `label` and `counterpart`.

    Source and target stay true. `label` joins the labels of all types, in the order of `types`. Pure.
    """
    return [record | _view(organization_id, record, words) for record in records]


def _view(organization_id: int, record: Row, words: Mapping[str, Word]) -> Row:
    leaves = record["source"]["id"] == organization_id
    said = labels(record["types"], words, forward=leaves)
    return {
        "direction": "outgoing" if leaves else "incoming",
        "label": ", ".join(said),
        "counterpart": record["target"] if leaves else record["source"],
    }


def labels(keys: Sequence[str], words: Mapping[str, Word], *, forward: bool) -> list[str]:
    """What these types say from the source, else from the target; once, where two of them say the same in this direction.

    A type that was renamed between two statements speaks for itself.
    """
    known = [words.get(key) for key in keys]
    said = (key if word is None else word.forward if forward else word.reverse for key, word in zip(keys, known, strict=True))
    return list(dict.fromkeys(said))
