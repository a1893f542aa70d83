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
from api.suggestions import close_names
from api.text import printable
from customfields.definitions import Definition, Definitions, load_definitions
from customfields.identifiers import holders_sql, identifier_text
from customfields.kinds import KindError
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts import registry
from upserts.draft import Draft
from upserts.items import MAX_ID, RecordId
from upserts.resource import Resource, Row
from upserts.world import World

MAX_VALUE = 100
MAX_SUGGESTIONS = 5
MAX_CHOICES = 20
KINDS = ("internal", "external")
MEMBERS = ("kind", "value", "field")
# The members of a stub, with the column that each repeats ("": derived from the id).
STUB = {"id": "id", "externalId": "external_id", "type": "type", "name": "name", "inspId": ""}
# Where a survivor keeps the merged row that a reference named.
NAMED = "named"
DIGITS = re.compile(r"[0-9]{1,19}")
FIELD = r"^[A-Za-z][A-Za-z0-9_]{0,63}$"
# (kind, value); of an identifier the value is (key of the field, value).
ReferenceKey = tuple[Literal["internal", "external", "identifier"], Any]


class InternalReference(msgspec.Struct, frozen=True, tag_field="kind", tag="internal", forbid_unknown_fields=True):
    """Our own id, as a string of digits 1 … 2⁶³−1."""

    value: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,17}$")]

    @property
    def key(self) -> ReferenceKey:
        return ("internal", int(self.value))


class ExternalReference(msgspec.Struct, frozen=True, tag_field="kind", tag="external", forbid_unknown_fields=True):
    """The consumer's own key, or with `field` the value of that identifier field.

    The gate takes plain ASCII only; what else is allowed goes through the field's full check.
    """

    value: Annotated[str, msgspec.Meta(pattern=r"^[!-~]([ -~]{0,98}[!-~])?$")]
    field: Annotated[str, msgspec.Meta(pattern=FIELD)] | None = None

    @property
    def key(self) -> ReferenceKey:
        return ("external", self.value) if self.field is None else ("identifier", (self.field, self.value))


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
    `field` (external ones only): the key of an identifier field of the other record, whose value is meant instead of its external id.
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
            report.refuse("invalid_choice", (*path, "kind"), f"Send one of: {', '.join(KINDS)}.", choices=list(KINDS))
        if "value" not in value:
            report.refuse("required", (*path, "value"))
        field = value.get("field")
        if field is not None:
            _check_field(field, kind, report, (*path, "field"))
        if len(report.errors) > before or report.is_full:
            return INVALID
        return self._named(kind, value["value"], field, report, (*path, "value"))

    def _named(self, kind: object, value: object, field: str | None, report: Report, path: Path) -> object:
        if not isinstance(value, str):
            message = "The value of a reference is a string."
            return report.refuse("invalid_type", path, message, expected="string", received=kind_of(value))
        if kind == "internal":
            digits = value.strip()
            if not DIGITS.fullmatch(digits) or not 1 <= int(digits) <= MAX_ID:
                return report.refuse("invalid_internal_id", path, value=printable(value))
            return InternalReference(value=str(int(digits)))
        taken = StrictKey(max_length=MAX_VALUE, required=True).take(value, report, path)
        return ExternalReference(value=taken, field=field) if isinstance(taken, str) else INVALID


def _check_field(field: object, kind: object, report: Report, path: Path) -> None:
    if kind == "internal":
        report.refuse("unknown_field", path, "Only references of the kind `external` name a field.", suggestions=[])
    elif not isinstance(field, str):
        report.refuse("invalid_type", path, "The field of a reference is a string.", expected="string", received=kind_of(field))
    elif not re.fullmatch(FIELD, field):
        report.refuse("invalid_format", path, "The field of a reference is the key of an identifier field.")


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
    identified = [key for kind, key in keys if kind == "identifier"]
    rows = _fetch(target, ids, external_ids, world) if ids or external_ids else []
    by_key: dict[ReferenceKey, Row] = {("external", row["external_id"]): row for row in rows}
    if ids:
        by_key |= {("internal", row["id"]): row for row in rows}
    if identified:
        by_key |= {("identifier", key): row for key, row in _fetch_identified(target, identified, world).items()}
    found = {key: by_key[key] for key in keys if key in by_key}
    if target.merges and any(row["merged_into_id"] is not None for row in found.values()):
        return _followed(found, target, world)
    return found


def _fetch(target: Resource, ids: Sequence[int], external_ids: Sequence[str], world: World) -> list[Row]:
    columns, selected, parameters = _selected(target, world)
    sql = f"SELECT {selected} FROM {target.table} t WHERE account_id = %s AND (id = ANY(%s::bigint[]) OR external_id = ANY(%s::text[]))"
    found = fetch_prepared(sql, [*parameters, world.actor.account_id, array_of(ids), array_of(external_ids)])
    return [dict(zip(columns, values, strict=True)) for values in found]


def _fetch_identified(target: Resource, wanted: Sequence[tuple[str, str]], world: World) -> dict[tuple[str, str], Row]:
    """The rows that hold these values of identifier fields, by (key, value as it was sent): one statement for all fields."""
    columns, selected, of_selected = _selected(target, world)
    as_sent = _as_compared(target, wanted, world)
    branches: list[str] = []
    parameters: list[Any] = []
    for definition, texts in as_sent.items():
        found, of_found = holders_sql(definition.id, world.actor.account_id, definitions_of(target, world).owner_of(definition))
        probe = f"SELECT * FROM {target.table} WHERE account_id = %s AND id = v.id LIMIT 1"
        branches.append(f"SELECT %s AS key, k.value, {selected} FROM {found} AS v CROSS JOIN LATERAL ({probe}) AS t")
        parameters += [definition.key, *of_selected, array_of(sorted(texts)), *of_found, world.actor.account_id]
    if not branches:
        return {}
    rows: dict[tuple[str, str], Row] = {}
    by_key = {definition.key: texts for definition, texts in as_sent.items()}
    for key, text, *values in fetch_prepared(" UNION ALL ".join(branches), parameters):
        row = dict(zip(columns, values, strict=True))
        rows |= {(key, sent): row for sent in by_key[key][text]}
    return rows


def _as_compared(target: Resource, wanted: Sequence[tuple[str, str]], world: World) -> dict[Definition, dict[str, list[str]]]:
    """By field what is to be looked up, with the ways in which that was sent (a number: "7" and "07"). What is no value is not."""
    found: dict[Definition, dict[str, list[str]]] = {}
    usable = usable_identifiers(target, world)
    for key, sent in sorted(wanted):
        definition = usable.get(key)
        if definition is None:
            continue
        try:
            text = identifier_text(definition.kind.parse(sent, definition))
        except KindError:
            continue
        if text is not None:
            found.setdefault(definition, {}).setdefault(text, []).append(sent)
    return found


def definitions_of(target: Resource, world: World) -> Definitions:
    """The account's fields of the records that references name; loaded once a batch, where a reference names a field."""
    if target.record_type == world.resource.record_type:
        return world.definitions
    known: dict[str, Definitions] = world.extra.setdefault("definitions", {})
    if target.record_type not in known:
        known[target.record_type] = load_definitions(world.actor.account_id, target.record_type, world.actor.user_id)
    return known[target.record_type]


def usable_identifiers(target: Resource, world: World) -> dict[str, Definition]:
    """The identifier fields in use that references may name, by key; user-scoped ones only where a user asks."""
    definitions = definitions_of(target, world)
    return {one.key: one for one in definitions.usable_identifiers}


def _selected(target: Resource, world: World) -> tuple[list[str], str, list[Any]]:
    """The columns that a reference needs to know of a row `t`, their SQL, and the parameters of the mask among them."""
    mask, parameters = mask_sql(world.actor, target.sharing, "t", world.resource.permission, target.permission)
    columns = ["id", "external_id", *target.reference_columns, *(["merged_into_id"] if target.merges else [])]
    return [*columns, "mask"], f"{', '.join(f't.{name}' for name in columns)}, {mask} AS mask", parameters


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
    if row is None and reference.key[0] == "identifier":
        _refuse_identifier(draft, wire, reference.key[1], registry.of_model(field.model), world)
        return
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


def _refuse_identifier(draft: Draft, wire: str, named: tuple[str, str], target: Resource, world: World) -> None:
    """Either nothing visible holds the value, or the field identifies nothing."""
    key, value = named
    usable = usable_identifiers(target, world)
    if key in usable:
        draft.refuse(f"{target.record_type}_not_found", wire, kind="external", field=key, value=value, suggestions=[])
        return
    message = f"No identifier field of {target.name} has this key."
    draft.refuse(
        "invalid_choice", wire, "field", message=message, choices=sorted(usable)[:MAX_CHOICES], suggestions=close_names(key, usable)
    )


def suggest_keys(drafts: Sequence[Draft], world: World) -> None:
    """What an external id may have meant that only an update could use, but nothing has."""
    if world.options.mode == "updateOnly":
        said = {draft.values.get("external_id") for draft in drafts if draft.row is None and not draft.errors}
        suggest(world.resource.model, {("external", key) for key in said if key is not None}, world)


def suggest(model: type[models.Model], missing: set[ReferenceKey], world: World) -> None:
    """Keys that differ from the missing ones only by case, spaces or dashes, or by the kind: one statement, visible rows only."""
    missing = {key for key in missing if key[0] != "identifier"}
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
