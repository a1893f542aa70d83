"""References: how an item names another record, and which rows the names of a whole batch mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from django.db import models

from accounts.capabilities import allows
from accounts.masks import mask_sql
from api.errors import Path
from api.fields import INVALID, Report, StrictField, StrictKey
from api.strict import kind_of
from api.text import printable
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts import registry
from upserts.draft import Draft
from upserts.items import MAX_ID, RecordId
from upserts.resource import Resource, Row
from upserts.world import World

MAX_VALUE = 100
MAX_SUGGESTIONS = 5
KINDS = ("internal", "external")
MEMBERS = ("kind", "value")
# The members of a stub, with the column that each repeats ("": derived from the id).
STUB = {"id": "id", "externalId": "external_id", "type": "type", "name": "name", "inspId": ""}
# Where a survivor keeps the merged row that a reference named.
NAMED = "named"
DIGITS = re.compile(r"[0-9]{1,19}")
ReferenceKey = tuple[Literal["internal", "external"], Any]


class InternalReference(msgspec.Struct, frozen=True, tag_field="kind", tag="internal", forbid_unknown_fields=True):
    """Our own id, as a string of digits 1 … 2⁶³−1."""

    value: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,17}$")]

    @property
    def key(self) -> ReferenceKey:
        return ("internal", int(self.value))


class ExternalReference(msgspec.Struct, frozen=True, tag_field="kind", tag="external", forbid_unknown_fields=True):
    """The consumer's own key. The gate takes plain ASCII only; what else is allowed goes through the field's full check."""

    value: Annotated[str, msgspec.Meta(pattern=r"^[!-~]([ -~]{0,98}[!-~])?$")]

    @property
    def key(self) -> ReferenceKey:
        return ("external", self.value)


class StubReference(msgspec.Struct, frozen=True):
    """A record as read models show it: found by `id`; whatever else the stub says must be as it is stored."""

    id: int
    said: dict[str, Any]

    @property
    def key(self) -> ReferenceKey:
        return ("internal", self.id)


class Reference(StrictField):
    """`{"kind": "internal"|"external", "value": "…"}`, or the stub of a read model; never creates what it names.

    `kind` absent: `default_kind`, or the error `required` where that is None. `value`: a string of at most 100 code points.
    """

    expected = "object"

    def __init__(self, model: type[models.Model], *, default_kind: Literal["internal"] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.model = model
        self.default_kind = default_kind

    def gate(self) -> Any:
        return InternalReference | ExternalReference

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, dict):
            return self.refuse_type(value, report, path)
        if value.keys() == STUB.keys():
            found = RecordId().take(value["id"], report, (*path, "id"))
            return StubReference(found, value) if isinstance(found, int) else INVALID
        before = len(report.errors)
        for name in value:
            if name not in MEMBERS:
                report.refuse("unknown_field", (*path, name), suggestions=[])
        kind = value.get("kind", self.default_kind)
        if "kind" not in value and kind is None:
            report.refuse("required", (*path, "kind"))
        elif kind not in KINDS:
            report.refuse("invalid_choice", (*path, "kind"), choices=list(KINDS))
        if "value" not in value:
            report.refuse("required", (*path, "value"))
        if len(report.errors) > before or report.is_full:
            return INVALID
        return self._named(kind, value["value"], report, (*path, "value"))

    def _named(self, kind: object, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            message = "The value of a reference is a string."
            return report.refuse("invalid_type", path, message, expected="string", received=kind_of(value))
        if kind == "internal":
            digits = value.strip()
            if not DIGITS.fullmatch(digits) or not 1 <= int(digits) <= MAX_ID:
                return report.refuse("invalid_internal_id", path, value=printable(value))
            return InternalReference(value=str(int(digits)))
        taken = StrictKey(max_length=MAX_VALUE, required=True).take(value, report, path)
        return ExternalReference(value=taken) if isinstance(taken, str) else INVALID


def references_of(resource: Resource) -> Iterator[tuple[str, str, Reference]]:
    """(wire name, source, field) of every reference that an item of this resource has."""
    for name, field in resource.serializer.fields.items():
        if isinstance(field, Reference):
            yield name, str(field.source), field


def resolve(drafts: Sequence[Draft], world: World) -> None:
    """Find what the references of all drafts mean, one statement a model, and refuse those that mean nothing visible.

    What can't be found and what may not be seen get the same answer.
    """
    fields = list(references_of(world.resource))
    for model in {field.model for _, _, field in fields}:
        sources = [source for _, source, field in fields if field.model is model]
        keys = {draft.values[source].key for draft in drafts for source in sources if draft.values.get(source) is not None}
        world.found[model] = find(model, keys, world)
        suggest(model, keys - world.found[model].keys(), world)
    for draft in drafts:
        for wire, source, field in fields:
            if source in draft.values:
                _settle(draft, wire, source, field, world)


def find(model: type[models.Model], keys: set[ReferenceKey], world: World) -> dict[ReferenceKey, Row]:
    """The visible rows that these keys mean: id, external id, the declared reference columns and the actor's mask."""
    view = registry.of_model(model).capabilities.view
    return {key: row for key, row in _rows(model, keys, world).items() if allows(row["mask"], view)}


def complete(drafts: Sequence[Draft], world: World) -> None:
    """References that an item needs but need not repeat, as its record has them, whether the actor sees them or not.

    One statement a model; none where every item says all of them itself.
    """
    for _, source, field in references_of(world.resource):
        silent = [draft for draft in drafts if draft.row is not None and source not in draft.values] if field.required else []
        rows = _rows(field.model, {("internal", draft.row[f"{source}_id"]) for draft in silent if draft.row is not None}, world)
        for draft in silent:
            assert draft.row is not None
            draft.references[source] = rows["internal", draft.row[f"{source}_id"]]


def _rows(model: type[models.Model], keys: set[ReferenceKey], world: World) -> dict[ReferenceKey, Row]:
    """The account's rows that these keys mean. What was merged means the survivor, which then says so under NAMED."""
    if not keys:
        return {}
    target = registry.of_model(model)
    ids = [key for kind, key in keys if kind == "internal"]
    external_ids = [key for kind, key in keys if kind == "external"]
    rows = _fetch(target, ids, external_ids, world)
    by_key: dict[ReferenceKey, Row] = {("external", row["external_id"]): row for row in rows}
    if ids:
        by_key |= {("internal", row["id"]): row for row in rows}
    found = {key: by_key[key] for key in keys if key in by_key}
    if target.merges and any(row["merged_into_id"] is not None for row in rows):
        return _followed(found, target, world)
    return found


def _fetch(target: Resource, ids: Sequence[int], external_ids: Sequence[str], world: World) -> list[Row]:
    mask, parameters = mask_sql(world.actor, target.sharing, "t", world.resource.permission, target.permission)
    columns = ["id", "external_id", *target.reference_columns, *(["merged_into_id"] if target.merges else [])]
    sql = (
        f"SELECT {', '.join(columns)}, {mask} AS mask FROM {target.table} t "
        "WHERE account_id = %s AND (id = ANY(%s::bigint[]) OR external_id = ANY(%s::text[]))"
    )
    columns.append("mask")
    found = fetch_prepared(sql, [*parameters, world.actor.account_id, array_of(ids), array_of(external_ids)])
    return [dict(zip(columns, values, strict=True)) for values in found]


def _followed(found: dict[ReferenceKey, Row], target: Resource, world: World) -> dict[ReferenceKey, Row]:
    """The same with survivors in the place of merged rows: one statement."""
    wanted = sorted({row["merged_into_id"] for row in found.values() if row["merged_into_id"] is not None})
    survivors = {row["id"]: row for row in _fetch(target, wanted, [], world)}
    return {key: {**survivors[row["merged_into_id"]], NAMED: row} if row["merged_into_id"] else row for key, row in found.items()}


def _settle(draft: Draft, wire: str, source: str, field: Reference, world: World) -> None:
    reference = draft.values[source]
    if reference is None:
        draft.values[f"{source}_id"] = None
        return
    row = world.found[field.model].get(reference.key)
    if row is None:
        kind, value = reference.key
        suggestions = world.suggestions.get((field.model, kind, value), [])
        draft.refuse(f"{field.model._meta.model_name}_not_found", wire, kind=kind, value=str(value), suggestions=suggestions)
        return
    draft.references[source] = row
    draft.values[f"{source}_id"] = row["id"]
    if isinstance(reference, StubReference):
        named = row.get(NAMED, row)
        for member, column in STUB.items():
            if column and reference.said[member] != named[column]:
                draft.refuse("read_only_field", wire, member)


def suggest_keys(drafts: Sequence[Draft], world: World) -> None:
    """What an external id may have meant that only an update could use, but nothing has."""
    if world.options.mode == "updateOnly":
        said = {draft.values.get("external_id") for draft in drafts if draft.row is None and not draft.errors}
        suggest(world.resource.model, {("external", key) for key in said if key is not None}, world)


def suggest(model: type[models.Model], missing: set[ReferenceKey], world: World) -> None:
    """Keys that differ from the missing ones only by case, spaces or dashes, or by the kind: one statement, visible rows only."""
    if not missing:
        return
    spellings = {key: _spellings(str(key[1])) for key in missing}
    target = registry.of_model(model)
    mask, parameters = mask_sql(world.actor, target.sharing, "t", world.resource.permission, target.permission)
    sql = (
        f"SELECT external_id, {mask} AS mask FROM {target.table} t "
        "WHERE account_id = %s AND lower(external_id) = ANY(%s::text[]) ORDER BY external_id LIMIT 1000"
    )
    wanted = sorted(set().union(*spellings.values()))
    found = fetch_prepared(sql, [*parameters, world.actor.account_id, array_of(wanted)])
    rows = [external_id for external_id, mask in found if allows(mask, target.capabilities.view)]
    for key, ways in spellings.items():
        kind, value = key
        world.suggestions[model, kind, value] = [row for row in rows if row.lower() in ways][:MAX_SUGGESTIONS]


def _spellings(value: str) -> set[str]:
    """How else people write the same key, in lower case."""
    plain = value.lower()
    return {plain, plain.replace(" ", ""), plain.replace("-", ""), plain.replace("_", "-"), plain.replace(" ", "-"), plain.lstrip("0")}
