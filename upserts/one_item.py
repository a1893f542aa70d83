"""One item, written for a person: forms and admin go the way that every API call goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.actor import Actor
from upserts.batch import Batch, Options, Outcome
from upserts.resource import Resource
from upserts.services import upsert


def write_one(
    resource: Resource,
    item: Mapping[str, Any],
    actor: Actor,
    *,
    target: int | None = None,
    dry_run: bool = False,
    removes: bool = False,
    revive: bool = False,
) -> Outcome:
    """Create a record (`target` None) or change the one with this id; what became of it is `outcome.drafts[0]`.

    A new record never becomes another one's change: a key that is held is `duplicate_data`. `removes`: the record goes, or is
    archived where its type knows that; `revive`: it is active again. The actor's channel (`session_actor(request, channel="page")`)
    is what history tells. Never raises for a bad item; raises Busy, and what the database raises when it is out of reach.
    """
    mode: Any = "createOnly" if target is None else "updateOnly"
    options = Options(mode=mode, answer="record", dry_run=dry_run, removes=removes, revive=revive)
    return upsert(Batch(resource, [dict(item)], options, "", target=target), actor=actor)
