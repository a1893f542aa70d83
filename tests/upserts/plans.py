"""Planning without a database: stored rows, actors and definitions made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import RECORDS, operations
from api.text import case_key
from customfields.definitions import Definition, Definitions
from upserts import registry
from upserts.batch import Batch, Options
from upserts.draft import Draft
from upserts.identity import claim, identify
from upserts.planning import plan
from upserts.resource import Resource, Row
from upserts.shape import shape
from upserts.world import World

NOW = datetime(2025, 1, 1, tzinfo=UTC)
FULL, EDIT, READ = 7, 3, 1
USUAL = Options()


def actor(verbs: Sequence[str] = ("CREATE", "READ", "UPDATE", "DELETE"), mask: int = FULL) -> Actor:
    """Somebody whose role allows these verbs on all records, with this mask."""
    return Actor(
        account_id=1,
        account_slug="acme",
        organization_names_unique=True,
        user_id=1,
        user_name="Ann",
        key_id=None,
        operations=operations(RECORDS, verbs),
        reach="all",
        role_mask=mask,
        scopes=None,
    )


def stored(identity: int, *, mask: int = FULL, **columns: Any) -> Row:
    """An organization as `load` brings it."""
    resource = registry.get("organizations")
    name = columns.get("name", f"Mill {identity}")
    usual = dict.fromkeys(resource.columns) | {
        "id": identity,
        "type": "F",
        "name": name,
        "name_key": case_key(name),
        "status": "active",
        "version": 3,
        "company_id": 1,
        "nda_signed": False,
        "msa_signed": False,
        "custom_fields": {},
        "mask": mask,
    }
    return usual | columns


def world_of(rows: Sequence[Row] = (), *, by: Actor | None = None, options: Options = USUAL, **words: Any) -> World:
    """What planning may look at, with every stored row under all of its keys."""
    resource = registry.get("organizations")
    vocabulary = {"companies": {1: 1}, "categories": {}, "names_unique": True} | words
    notes = Definition(id=1, key="notes", label="Notes", data_type="text")
    definitions = Definitions("organization", (notes,))
    world = World(resource=resource, actor=by or actor(), options=options, now=NOW, definitions=definitions, words=vocabulary)
    for key in resource.keys:
        world.held[key.name] = {value: row for row in rows if (value := key.of(row)) is not None}
    return world


def planned(items: Sequence[object], world: World) -> list[Draft]:
    """The drafts of these items, decided."""
    drafts = shape(Batch(_of(world), items, world.options))
    for draft in drafts:
        draft.world = world
        world.resource.derive(draft, world)
        world.resource.understand(draft, world)
    for draft in drafts:
        identify(draft, world)
        claim(draft, world)
    plan(drafts, world)
    return drafts


def _of(world: World) -> Resource:
    return world.resource


def codes(draft: Draft) -> list[tuple[str, str | None]]:
    """(code, field) of every error, sorted."""
    return sorted(((error.code, error.field) for error in draft.errors), key=str)
