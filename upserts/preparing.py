"""From items to a plan, children included: the order in which things are looked up and decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.actor import Actor
from customfields.definitions import load_definitions
from upserts.answering import read_what_is_repeated
from upserts.batch import Options
from upserts.displacing import displace
from upserts.draft import Draft
from upserts.identifiers import take_identifiers
from upserts.identity import claim, identify
from upserts.loading import load, load_holders
from upserts.planning import plan, settle
from upserts.references import complete, resolve, suggest_keys
from upserts.resource import Nested, Resource
from upserts.world import World
from upserts.writing import allocate

# Of all items of a call together. 200,000 contacts inside 1,000 organizations held the account's lock for a minute.
MAX_CHILDREN = 5_000
TOO_MANY_CHILDREN = f"The items of one call carry at most {MAX_CHILDREN:,} of these together. Send the rest in another call."


def open_world(resource: Resource, actor: Actor, options: Options) -> World:
    """What the account defines for a record type, as it stands now that the account's lock is ours."""
    return World(
        resource=resource,
        actor=actor,
        options=options,
        now=timezone.now(),
        definitions=load_definitions(actor.account_id, resource.record_type, actor.user_id),
        words={name: load_words(actor) for name, load_words in resource.words.items()},
    )


def prepare(drafts: Sequence[Draft], world: World) -> None:
    """Shaped items become a plan. One statement for each thing to look up, whatever the number of items."""
    for draft in drafts:
        draft.world = world
    resolve(drafts, world)
    decide(drafts, world)
    for nested in world.resource.nested:
        _plan_children(nested, [draft for draft in drafts if nested.wanted_by(draft)], world)


def decide(drafts: Sequence[Draft], world: World) -> None:
    """Drafts whose references are settled: load, identify, load what the found rows make relevant, plan."""
    resource = world.resource
    for draft in drafts:
        resource.derive(draft, world)
        resource.understand(draft, world)
    take_identifiers(drafts, world)
    load(drafts, world)
    for draft in drafts:
        identify(draft, world)
        claim(draft, world)
    complete(drafts, world)
    load_holders(drafts, world)
    suggest_keys(drafts, world)
    for look_up in resource.lookups:
        look_up(drafts, world)
    read_what_is_repeated(drafts, world)
    plan(drafts, world)
    displace(drafts, world)
    allocate(drafts, world)


def _plan_children(nested: Nested, parents: Sequence[Draft], world: World) -> None:
    """Children go the way of every item, those of a parent that failed too, for their mistakes are to be told with its own.

    What is wrong with a child is wrong with its parent, which then fails as a whole.
    """
    if not parents:
        return
    # What the call does with lists is said of the parents.
    child_world = open_world(nested.resource, world.actor, Options(dry_run=world.options.dry_run))
    child_world.now, child_world.is_nested = world.now, True
    nested.load(parents, child_world)
    carried = 0
    for parent in parents:
        parent.children = nested.children(parent, child_world)
        carried += len(parent.children)
        if carried > MAX_CHILDREN:
            parent.children = []
            parent.refuse("too_many", nested.wire, message=TOO_MANY_CHILDREN, max=MAX_CHILDREN)
    for failed in (False, True):  # apart: what a failed item says of a contact is no claim on it
        if children := [child for parent in parents if bool(parent.errors) is failed for child in parent.children]:
            decide(children, child_world)
    for parent in parents:
        parent.errors += [error for child in parent.children for error in child.errors]
        parent.warnings += [warning for child in parent.children for warning in child.warnings]
        if not parent.errors:
            nested.summary(parent, parent.children, child_world)
            settle(parent)
            if parent.operation == "unchanged" and any(member.writes for child in parent.children for member in child.family):
                parent.operation = "update"
