"""Putting a wrong value at any place of an item, and a wrong item among good ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.test import Client

from tests.kit.calls import post_bytes
from tests.kit.cast import Person
from tests.kit.corpus import encode
from tests.kit.samples import SAMPLES, Item

Way = tuple[str | int, ...]


def with_value(item: Any, way: Way, value: object) -> Any:
    """A copy of an item with another value at one place."""
    if not way:
        return value
    copied = list(item) if isinstance(item, list) else dict(item)
    copied[way[0]] = with_value(copied[way[0]], way[1:], value) if len(way) > 1 else value
    return copied


def post_among_good_ones(client: Client, person: Person, resource: str, wrong: Sequence[object]) -> list[Item]:
    """The results of items that must fail, between two good ones, which must be created all the same."""
    make = SAMPLES[resource].item
    answer = post_bytes(client, person, resource, encode({resource: [make(0), *wrong, make(len(wrong) + 1)]}))
    assert answer.status_code == 207, answer.content
    first, *failed, last = answer.json()["data"]
    assert [first["operationType"], last["operationType"]] == ["create", "create"]
    counts = {"total": len(wrong) + 2, "created": 2, "updated": 0, "unchanged": 0, "restored": 0, "failed": len(wrong)}
    assert answer.json()["summary"] == counts
    return list(failed)


def leaves(value: object, way: Way = ()) -> Iterator[tuple[Way, object]]:
    """Every scalar of a tree, with the way to it."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*way, step))
    else:
        yield way, value


def objects(value: object, way: Way = ()) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Every object of a tree, with the way to it."""
    if isinstance(value, dict):
        yield way, value
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects(inner, (*way, step))


def dotted(way: Way) -> str:
    """How an error names a place; a custom field is named as a whole."""
    if "customFields" in way:
        way = way[: way.index("customFields") + 2]
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).removeprefix(".")
