"""The change feed over HTTP, as a consumer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from activity.models import Change
from tests.kit.calls import get
from tests.kit.cast import Cast, Person
from tests.kit.chain import Chain

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A chain of three suppliers in acme and one of two in globex."""

    cast: Cast
    chain: Chain


def page(client: Client, person: Person, **query: Any) -> dict[str, Any]:
    answer = get(client, person, "events", **query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    assert (found["page"]["next"] is None) == (found["links"]["next"] is None)
    assert found["page"]["next"] in (None, found["page"]["last"])
    return found


def feed(client: Client, person: Person, **query: Any) -> list[Event]:
    """All events, following `links.next`."""
    found = page(client, person, **query)
    told = found["data"]
    while found["links"]["next"]:
        found = client.get(found["links"]["next"], headers=person.headers).json()
        told += found["data"]
    return list(told)


def sequences(told: list[Event]) -> list[int]:
    return [one["sequence"] for one in told]


def newest(person: Person) -> int:
    return Change.objects.visible_to(person.actor).latest("sequence").sequence


def types(told: list[Event]) -> set[str]:
    return {one["recordType"] for one in told}
