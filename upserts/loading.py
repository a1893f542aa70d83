"""Loading what is stored: the rows that any key of the batch names, with their lists, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from accounts.masks import mask_sql
from customfields.identifiers import holders_sql, identifier_text, with_own_values
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.draft import Draft
from upserts.resource import IdentifierKey, Key, KeyValue, Resource, Row
from upserts.world import World


def load(drafts: Sequence[Draft], world: World) -> None:
    """Load every stored record that the items' own keys name, visible or not."""
    fetch({key.name: {value for draft in drafts if (value := key.of(draft.values)) is not None} for key in world.keys}, world)
    load_survivors(world)


def load_holders(drafts: Iterable[Draft], world: World) -> None:
    """Load who holds the keys that items will have together with what is stored. No statement where `load` has asked for all."""
    wanted: dict[str, set[KeyValue]] = defaultdict(set)
    for draft in drafts:
        for key, value in draft.keys:
            if not isinstance(key, IdentifierKey):  # which an item says wholly or not at all
                wanted[key.name].add(value)
    fetch(wanted, world)


def fetch(wanted: Mapping[str, set[KeyValue]], world: World) -> None:
    """Load the records that these key values name, in one statement; none where all were looked up before."""
    keys = [key for key in world.keys if wanted.get(key.name, set()) - world.looked_up.get(key.name, set())]
    for key in world.keys:
        world.held.setdefault(key.name, {})
    if not keys:
        return
    _remember(_rows(*_statement(keys, wanted, world), world), wanted, world)


def fetch_where(condition: str, values: Sequence[Any], world: World) -> list[Row]:
    """The account's records `t` for which this condition (SQL with its values) holds, by id, visible or not."""
    selected, parameters = _selected(world)
    sql = f"{selected} FROM {world.resource.table} t WHERE t.account_id = %s AND ({condition}) ORDER BY t.id"
    return _rows(sql, [*parameters, world.actor.account_id, *values], world)


def load_survivors(world: World) -> None:
    """Load the records that those were merged into which the keys hit: one statement, none where no such record was hit."""
    if not world.resource.merges:
        return
    hit = (row for rows in world.held.values() for row in rows.values() if row["merged_into_id"] is not None)
    merged = {row["id"]: row["merged_into_id"] for row in hit}
    if merged:
        fetch({"id": {(survivor,) for survivor in merged.values()}}, world)
        world.merged = {loser: world.held["id"][(survivor,)] for loser, survivor in merged.items()}


def _rows(sql: str, parameters: Sequence[Any], world: World) -> list[Row]:
    """What a statement that begins with `_selected` finds."""
    names = [*world.resource.columns, *(link.wire for link in world.resource.links), "mask"]
    rows = [dict(zip(names, values, strict=True)) for values in fetch_prepared(sql, parameters)]
    objects = [name for name, kind in world.resource.columns.items() if kind == "jsonb"]
    for row in rows:
        for name in objects:
            row[name] = msgspec.json.decode(row[name])
        own = row["custom_fields"]
        for key in world.identifiers:
            row[key.name] = identifier_text(own.get(key.definition.key))
    return rows


def _remember(rows: Sequence[Row], wanted: Mapping[str, set[KeyValue]], world: World) -> None:
    for key in world.keys:
        world.looked_up.setdefault(key.name, set()).update(wanted.get(key.name, ()))
        held = world.held.setdefault(key.name, {})
        for row in rows:
            if (value := key.of(row)) is not None:
                held.setdefault(value, row)


def _statement(keys: Sequence[Key], wanted: Mapping[str, set[KeyValue]], world: World) -> tuple[str, list[Any]]:
    """The rows that one key finds; of several keys each finds ids by its own unique index, and every row is then read once.

    Reading a row under each of its keys took longer than finding it: two identifier fields made unchanged items 1.7 times as slow.
    """
    selected, parameters = _selected(world)
    if len(keys) == 1 and not isinstance(keys[0], IdentifierKey):
        source, found = _source(keys[0], wanted[keys[0].name], world)
        return f"{selected} FROM {source}", [*parameters, *found]
    branches: list[str] = []
    values: list[Any] = []
    for key in keys:
        source, found = _holders(key, wanted[key.name], world) if isinstance(key, IdentifierKey) else _source(key, wanted[key.name], world)
        branches.append(f"SELECT t.id FROM {source}")
        values += found
    probe = f"SELECT * FROM {world.resource.table} WHERE account_id = %s AND id = k.id LIMIT 1"
    sql = f"WITH k AS MATERIALIZED ({' UNION '.join(branches)}) {selected} FROM k CROSS JOIN LATERAL ({probe}) AS t"
    return sql, [*values, *parameters, world.actor.account_id]


def _selected(world: World) -> tuple[str, list[Any]]:
    """What is read of every row `t`: its columns, its lists, the actor's mask; with the parameters of custom fields and mask."""
    mask, of_mask = mask_sql(world.actor, world.resource.sharing, "t")
    own, of_own = _own_values(world)
    columns = ", ".join(_column(name, kind) if name != "custom_fields" else own for name, kind in world.resource.columns.items())
    lists = "".join(f", {sql}" for sql in _list_sql(world.resource))
    return f"SELECT {columns}{lists}, {mask} AS mask", [*of_own, *of_mask]


def _own_values(world: World) -> tuple[str, list[Any]]:
    """The record's custom fields; where the account has user-scoped ones with the actor's own values in them."""
    definitions = world.definitions
    if not definitions.owned or definitions.owner_id is None:
        return "t.custom_fields::text", []
    sql, parameters = with_own_values("t", world.actor.account_id, world.resource.record_type, definitions.owner_id)
    return f"({sql})::text AS custom_fields", parameters


def _column(name: str, kind: str) -> str:
    """Instants come as the text of the answer: making them datetimes and text again took 9 µs an item, an eighth of the whole."""
    if kind == "timestamp with time zone":
        return f"""to_char(t.{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS {name}"""
    return f"t.{name}::text" if kind == "jsonb" else f"t.{name}"


def _list_sql(resource: Resource) -> Iterable[str]:
    for link in resource.links:
        yield (
            f"ARRAY(SELECT l.{link.item} FROM {link.table} l WHERE l.account_id = t.account_id "
            f'AND l.{link.owner} = t.id ORDER BY l.{link.item}) AS "{link.wire}"'
        )


def _source(key: Key, values: set[KeyValue], world: World) -> tuple[str, list[Any]]:
    """The rows `t` that one key finds. Sorted values, so that the same batch is the same statement.

    Several columns: their values unnested beside each other, each set a LATERAL probe with a LIMIT that the planner can't turn
    into a join. As a plain join, a table filled since its last ANALYZE made 1,000 items take 900 ms instead of 9.
    """
    resource, account_id = world.resource, world.actor.account_id
    flag = f" AND {key.flag}" if key.flag else ""
    types = [resource.columns[column].split("(")[0] for column in key.columns]
    arrays = [array_of(column) for column in zip(*sorted(values), strict=True)]
    if len(key.columns) == 1:
        return f"{resource.table} t WHERE t.account_id = %s AND t.{key.columns[0]} = ANY(%s::{types[0]}[]){flag}", [account_id, *arrays]
    names = [f"k{position}" for position in range(len(key.columns))]
    unnested = ", ".join(f"%s::{kind}[]" for kind in types)
    match = " AND ".join(f"{column} = k.{name}" for column, name in zip(key.columns, names, strict=True))
    probe = f"SELECT * FROM {resource.table} WHERE account_id = %s AND {match}{flag} LIMIT 1"
    return f"unnest({unnested}) AS k({', '.join(names)}) CROSS JOIN LATERAL ({probe}) AS t", [*arrays, account_id]


def _holders(key: IdentifierKey, values: set[KeyValue], world: World) -> tuple[str, list[Any]]:
    """The ids `t` of the records that hold these values of an identifier field: of the actor's own ones where it is user-scoped."""
    found, parameters = holders_sql(key.definition.id, world.actor.account_id, world.definitions.owner_of(key.definition))
    return f"{found} AS t", [array_of(value for (value,) in sorted(values)), *parameters]
