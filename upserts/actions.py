"""What lists do with what is stored: replaced, added to or taken from, as an item wants it, else the call. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.text import printable
from customfields.definitions import Definition
from customfields.kinds import KindError
from customfields.options import MultiChoice
from upserts.draft import Draft
from upserts.items import OF_FIELD
from upserts.world import World


def action_of(draft: Draft, world: World, wire: str) -> str | None:
    """What the item, else the call, asks to be done with a list. None: nothing said, the list's own default."""
    own = draft.values.get("field_actions")
    return own[wire] if own and wire in own else world.options.field_actions.get(wire)


def choose(draft: Draft, world: World, wire: str, said: Iterable[int]) -> None:
    """The rows that a list will have: what the item says replaces, joins or leaves what is stored, as the action wants it."""
    wanted = set(said)
    action = action_of(draft, world, wire)
    if action is not None:
        stored = set(draft.row[wire]) if draft.row is not None else set()
        wanted = {"append": stored | wanted, "remove": stored - wanted, "replace": wanted}[action]
    draft.links[wire] = sorted(wanted)


def with_list_actions(said: Mapping[str, Any], stored: Mapping[str, Any], draft: Draft, world: World) -> Mapping[str, Any]:
    """`fieldActions` of single multiChoice fields (`customFields.<key>`): what is sent joins or leaves what is stored."""
    own = draft.values.get("field_actions")
    if not own and not world.options.field_actions:
        return said
    for name, code, params in mistaken_actions(own or (), world):
        draft.refuse(code, "fieldActions", name, message=no_list(name, world), **params)
    changed: dict[str, Any] = {}
    for key, value in said.items():
        action = action_of(draft, world, OF_FIELD + key)
        definition = world.definitions.by_key.get(key)
        if action not in ("append", "remove") or definition is None or not isinstance(definition.kind, MultiChoice):
            continue
        held, sent = stored.get(key, []), _options(value, definition)
        if sent is not None and isinstance(held, list):
            changed[key] = [*held, *sent] if action == "append" else [option for option in held if option not in sent]
    return {**said, **changed} if changed else said


def _options(value: object, definition: Definition) -> list[str] | None:
    """The options that are to join or leave. None: the value clears the field, or is no list of options, which `validate` refuses."""
    try:
        parsed = definition.kind.parse(value, definition)
    except KindError:
        return None
    return parsed if isinstance(parsed, list) else None


def no_list(name: str, world: World) -> str:
    """The sentence for an action on a custom field that is none, or no list."""
    return f"`{printable(name)}` is no multiChoice field of {world.resource.name}."


def mistaken_actions(actions: Iterable[str], world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is wrong with actions on single custom fields: (name, code, params) of those that are no list of the account's."""
    by_key = world.definitions.by_key
    for name in actions:
        key = name.removeprefix(OF_FIELD)
        if key == name:
            continue
        if key not in by_key:
            yield name, "unknown_custom_field", {"suggestions": [OF_FIELD + one for one in world.definitions.suggest(key)]}
        elif not isinstance(by_key[key].kind, MultiChoice):
            lists = [OF_FIELD + one.key for one in world.definitions.fields if isinstance(one.kind, MultiChoice)]
            yield name, "invalid_choice", {"choices": lists}
