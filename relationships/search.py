"""Relationships by what their ends go by: name or external id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from accounts.roles import ALL
from desk.search import HOLDS, SHORTEST_INSIDE, Hit
from relationships.models import Relationship
from relationships.pages import RELATIONSHIP_PAGES

COLUMNS = ("id", "source__name", "target__name", "relationship_status")


def find(actor: Actor, text: str, limit: int, found: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """The edges of the organizations that were found, for whoever sees all; one statement, by index.

    Who reaches only what is granted may see an edge and none of its ends: then the ends of its edges are looked through.
    """
    rows = Relationship.objects.visible_to(actor)
    if actor.reach == ALL and "organizations" in found:
        ends = [hit.id for hit in found["organizations"]]
        if not ends:
            return []
        rows = rows.filter(Q(source_id__in=ends) | Q(target_id__in=ends))
    elif len(text) >= SHORTEST_INSIDE:
        rows = rows.matching(text)
    else:
        return []
    return [_hit(row) for row in rows.order_by().values_list(*COLUMNS)[:limit]]


def _hit(row: Sequence[Any]) -> Hit:
    identity, source, target, status = row
    url = RELATIONSHIP_PAGES.url("detail", {"id": identity})
    note = str(Relationship.Status(status).label)
    return Hit(identity, f"{source} → {target}", note, url, HOLDS)
