"""The plan: from items, stored rows and definitions to create, update, unchanged, restore or errors.

Pure: no database, no clock. The stages come in one order for every record type (api.md, rule 10); the errors of a stage are
reported together, and an item that failed a stage goes no further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from customfields.identifiers import change_name
from customfields.validation import repeats, validate
from upserts.actions import action_of, with_list_actions
from upserts.aliases import LEFT, leave_identifiers
from upserts.draft import Draft
from upserts.identity import holder, key_of_match, refuse_duplicates, refuse_held_keys, refuse_unkeyed
from upserts.resource import UNREAD, Row, Show
from upserts.world import World

ARCHIVED = "archived"
# What `identify` answers when an item's keys hit a record that it must not touch: it would not create one either.
NOT_TO_BE_CREATED = ("not_found", "external_id_unavailable", "duplicate_data", "ambiguous_match")


def plan(drafts: Sequence[Draft], world: World) -> None:
    """Decide what becomes of every draft. Drafts must be shaped, resolved, loaded and identified."""
    for draft in drafts:
        if draft.errors or draft.row is None:
            finish_shape(draft, world)
    refuse_duplicates([draft for draft in drafts if not draft.errors], world)
    stages = (admit, permit, check_rules, compare, world.resource.seal, check_version)
    for draft in drafts:
        for stage in REMOVAL if draft.removes else stages:
            if draft.errors:
                break
            stage(draft, world)


def finish_shape(draft: Draft, world: World) -> None:
    """What only the stored row could tell of the shape: members that a new record needs. A failed item learns of its custom fields too."""
    beyond = (draft.path, (*draft.path, "id"))
    if any(error.path in beyond or error.code in NOT_TO_BE_CREATED for error in draft.errors):
        return  # no object at all, or one whose record is out of reach: nothing more can be said of it
    if draft.row is None and world.options.mode != "updateOnly" and not draft.removes:
        fields = world.resource.serializer.fields
        for wire in world.resource.serializer.required_on_create:
            said = {error.path[len(draft.path)] for error in draft.errors if len(error.path) > len(draft.path)}
            if str(fields[wire].source) not in draft.values and wire not in said:
                draft.refuse("required", wire)
    if draft.errors:
        check_custom_fields(draft, world)


def admit(draft: Draft, world: World) -> None:
    """The call's mode: createOnly refuses what is stored, updateOnly what is not."""
    mode = world.options.mode
    if draft.row is not None and mode == "createOnly":
        draft.refuse("duplicate_data", *key_of_match(draft, world).path, holder=holder(draft.row, world))
    elif draft.row is None and mode == "updateOnly":
        _refuse_absent(draft, world)


def _refuse_absent(draft: Draft, world: World) -> None:
    """Nothing was found. An identifier that can't be one is to blame first: whom it was meant to find, nobody knows."""
    if UNREAD in draft.values:
        check_custom_fields(draft, world)
    if draft.errors:
        return
    if any(key.of(draft.values) for key in world.named_by):
        named = (world.resource.model, "external", draft.values.get("external_id"))
        draft.refuse("does_not_exist", suggestions=world.suggestions.get(named, []))
    else:
        refuse_unkeyed(draft, world)


def permit(draft: Draft, world: World) -> None:
    """The operation of the role and the capability on the row, both."""
    if draft.row is None:
        needed = [*world.lacks("CREATE"), *world.resource.may_create(draft, world)]
        if needed:
            draft.refuse("create_not_permitted", needed=needed)
        return
    needed = world.lacks("DELETE" if world.options.removes else "UPDATE")
    needed += [name for name in _capabilities(draft, world) if not world.sees(draft.row, name)]
    if needed:
        draft.refuse("permission_denied", needed=sorted(set(needed)))


def _capabilities(draft: Draft, world: World) -> list[str]:
    """What this update asks of the row: to edit, and to re-key or archive where the item does that."""
    assert draft.row is not None
    capabilities = world.resource.capabilities
    wanted = [capabilities.edit]
    stored = draft.row["external_id"]
    if stored is not None and "external_id" in draft.values and draft.values["external_id"] != stored:
        wanted.append(capabilities.rekey)
    archives = "status" in draft.values and draft.values["status"] != draft.row.get("status")
    if capabilities.archive and (archives or (world.options.revive and draft.row.get("status") == ARCHIVED)):
        wanted.append(capabilities.archive)
    return wanted


def check_rules(draft: Draft, world: World) -> None:
    """All rules of the record type, the account's custom fields among them, and the keys that others hold."""
    for column in world.resource.immutable:
        if draft.row is not None and column in draft.values and draft.values[column] != draft.row[column]:
            draft.refuse("immutable_field", world.resource.wires[column])
    _refuse_read_only(draft, world)
    check_custom_fields(draft, world)
    for rule in world.resource.rules:
        rule(draft, world)
    refuse_held_keys(draft, world)


def check_custom_fields(draft: Draft, world: World) -> None:
    """Judge what the item says of custom fields, and put the merged, typed values in its place."""
    merged = world.resource.custom_input(draft, world)
    action = action_of(draft, world, "customFields")
    row = draft.row or {}
    if LEFT in draft.values:
        merged = merged._replace(values=dict(merged.values))
        leave_identifiers(draft, merged.values)
    template_id, former = draft.after("template_id"), row.get("template_id")
    speaks = draft.values.pop("custom_fields", None) is not None
    stored = row.get("custom_fields", {})
    acts = draft.values.get("field_actions") or world.options.field_actions
    if row and template_id == former and not merged.errors and not acts and repeats(merged.values, stored):
        return
    organization_type = draft.after("type") if world.resource.record_type == "organization" else None
    values, errors = validate(
        with_list_actions(merged.values, stored, draft, world),
        definitions=world.definitions,
        current=stored,
        applies=organization_type,
        is_create=draft.row is None,
        replace=speaks and action == "replace",
        remove=action == "remove",
        template_id=template_id,
        former_template_id=former,
        paths=merged.paths,
    )
    if organization_type is None and world.resource.record_type == "organization":
        # Its own mistake is told already; which fields would apply, nobody can know.
        errors = [error for error in errors if error.code != "custom_field_not_applicable"]
    draft.values["custom_fields"] = values
    draft.errors += [replace(error, path=(*draft.path, *error.path)) for error in (*merged.errors, *errors)]


def _refuse_read_only(draft: Draft, world: World) -> None:
    """A read-only member that repeats what is stored passes (GET → PUT); one that differs is refused."""
    for wire, value in draft.read_only.items():
        stored = world.extra.get("read", {}).get(draft.row["id"], {}) if draft.row is not None else {}
        if wire not in stored or stored[wire] != value:
            draft.refuse("read_only_field", wire)
    if "id" in draft.values and (draft.row is None or draft.row["id"] != draft.values["id"]):  # which the call did not want to find by
        draft.refuse("read_only_field", "id")


def check_version(draft: Draft, world: World) -> None:
    """`ifVersion` and the header If-Match must name the stored version; an item that would create has none."""
    wanted, any_of = draft.values.get("if_version"), world.options.if_match
    current = draft.row["version"] if draft.row is not None else None
    if wanted is not None and wanted != current:
        draft.refuse("version_conflict", "ifVersion", current=current)
    elif any_of is not None and current not in any_of:
        draft.refuse("version_conflict", current=current)


def compare(draft: Draft, world: World) -> None:
    """What differs from the stored row: nothing makes `unchanged`, and then nothing is written at all."""
    resource, row = world.resource, draft.row
    if row is not None and world.options.revive and row.get("status") == ARCHIVED:
        draft.values.setdefault("status", "active")
    values = draft.values
    for column, wire, show in resource.compared:
        if column in values:
            note(draft, wire, row[column] if row is not None else None, values[column], show)
    for wire, wanted in draft.links.items():
        note(draft, wire, row[wire] if row is not None else [], wanted, resource.shows.get(wire))
    if "custom_fields" in values:
        _note_custom_fields(draft)
    settle(draft)


def note(draft: Draft, wire: str, old: Any, new: Any, show: Show | None = None) -> None:
    """Remember a difference, in the words of the wire. A new record tells only what it holds."""
    if old == new or (draft.row is None and new is None):
        return
    draft.changes[wire] = [show(old, draft.world), show(new, draft.world)] if show else [old, new]


def _note_custom_fields(draft: Draft) -> None:
    before = draft.row["custom_fields"] if draft.row is not None else {}
    after, definitions = draft.values["custom_fields"], draft.world.definitions
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            owner = definitions.owner_id if key in definitions.owned else None
            draft.changes[change_name(key, owner)] = [before.get(key), after.get(key)]


def settle(draft: Draft) -> None:
    """Name the operation that the changes amount to, with the id and version that follow."""
    row = draft.row
    if row is None:
        draft.operation, draft.version = "create", 1
        return
    restored = draft.changes.get("status") == [ARCHIVED, "active"]
    draft.operation = "restore" if restored else ("update" if draft.changes else "unchanged")
    draft.id, draft.version = row["id"], row["version"] + bool(draft.changes)


def remove(draft: Draft, world: World) -> None:
    """The stored record goes; one that is not there is a warning, for what was asked for is so already."""
    if draft.row is None:
        draft.warn("nothing_to_remove")
        draft.operation = "unchanged"
        return
    needed = world.lacks("DELETE")
    if not world.sees(draft.row, world.resource.capabilities.edit):
        needed.append(world.resource.capabilities.edit)
    if needed:
        draft.refuse("permission_denied", needed=needed)
        return
    take_away(draft, draft.row, world)


def take_away(draft: Draft, row: Row, world: World) -> None:
    """The stored record goes; history tells what it held."""
    draft.operation, draft.id, draft.version = "delete", row["id"], row["version"]
    for column, wire in world.resource.wires.items():
        note(draft, wire, row[column], None, world.resource.shows.get(wire))
    for link in world.resource.links:
        note(draft, link.wire, row[link.wire], [], world.resource.shows.get(link.wire))


Stage = Callable[[Draft, World], None]
REMOVAL: tuple[Stage, ...] = (remove, check_version)
