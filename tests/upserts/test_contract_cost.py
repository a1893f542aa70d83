"""As many statements for 300 items as for 2, for every record type and every way a batch can go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import Item, get, post_upsert, saved
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES, changed_items, items
from tests.upserts.identifying import identifier
from tests.upserts.ledger import statements
from upserts import registry

FEW, MANY = 2, 300
every_resource = pytest.mark.parametrize("resource", list(registry.names()))


def cost(client: Client, person: Person, resource: str, batch: list[Item], **query: Any) -> list[str]:
    """The statements of a call whose items all succeed or all fail."""
    with statements() as found:
        answer = post_upsert(client, person, resource, batch, **query)
    assert answer.json()["summary"]["failed"] in (0, len(batch)), answer.content[:1000]
    return found


@every_resource
def test_statements_do_not_grow_with_the_items(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, FEW + MANY)
    get(client, owner, "me")  # notes the use of the key
    for number, ways in enumerate(((items, "create"), (items, "unchanged"), (changed_items, "update"), (changed_items, "again"))):
        make, word = ways
        few = cost(client, owner, resource, make(resource, FEW))
        many = cost(client, owner, resource, make(resource, MANY, start=FEW))
        assert len(few) == len(many), (number, word, "\n".join(sorted(set(many) ^ set(few)))[:3000])


@every_resource
@pytest.mark.parametrize("query", [{"dryRun": True}, {"atomic": True}, {"prefer": "return=representation"}, {"prefer": "return=minimal"}])
def test_no_option_makes_them_grow(client: Client, owner: Person, resource: str, query: dict[str, Any]) -> None:
    SAMPLES[resource].prepare(owner, 22)
    get(client, owner, "me")
    few = cost(client, owner, resource, items(resource, FEW), **query)
    many = cost(client, owner, resource, items(resource, 20, start=FEW), **query)
    assert len(few) == len(many)


@every_resource
def test_failing_items_do_not_make_them_grow(client: Client, owner: Person, resource: str) -> None:
    """Unknown references, keys and custom fields in every item."""
    get(client, owner, "me")
    nothing = {"kind": "external", "value": "nobody"}
    wrong: Item = {"organization": nothing, "source": nothing, "customFields": {"nots": "x"}, "clientRef": "r"}
    counts = []
    for size in (FEW, 20):
        batch = [
            {**item, **{name: wrong[name] for name in wrong if name in item or name == "customFields"}} for item in items(resource, size)
        ]
        counts.append(len(cost(client, owner, resource, batch)))
    assert counts[0] == counts[1]


def test_a_batch_of_relationships_takes_at_most_18_statements(client: Client, owner: Person) -> None:
    SAMPLES["relationships"].prepare(owner, MANY)
    get(client, owner, "me")
    for make in (items, items, changed_items):
        found = cost(client, owner, "relationships", make("relationships", MANY))
        assert len(found) <= 18, "\n".join(sql[:200] for sql in found)


@every_resource
def test_unchanged_items_read_and_do_not_write(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 3)
    saved(client, owner, resource, *items(resource, 3))
    found = cost(client, owner, resource, items(resource, 3))
    assert not [sql for sql in found if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_contacts_that_come_and_go_do_not_make_them_grow(client: Client, owner: Person) -> None:
    """The contact person changes hands, contacts are removed from edges, in every organization of the batch."""
    size = 22
    SAMPLES["relationships"].prepare(owner, size)
    saved(client, owner, "relationships", *items("relationships", size))
    person = {"name": "Ann", "email": "ann@x.example"}
    another = {"name": "Bob", "email": "bob@x.example"}
    steps: list[Item] = [
        {"contactPerson": person},
        {"contactPerson": another},
        {"contactPerson": None},
        {"contactPerson": person, "contacts": [{"email": "bob@x.example", "lastName": "M"}]},
    ]
    get(client, owner, "me")
    for members in steps:
        few, many = (
            cost(client, owner, "organizations", [{"externalId": f"PARENT-{number}", **members} for number in numbers])
            for numbers in (range(FEW), range(FEW, size))
        )
        assert len(few) == len(many), members
    gone = [
        {"externalId": f"PARENT-{n}", "contacts": [{"email": f"pat@parent-{n}.example"}], "fieldActions": {"contacts": "remove"}}
        for n in range(size)
    ]
    few, many = (cost(client, owner, "organizations", part) for part in (gone[:FEW], gone[FEW:]))
    assert len(few) == len(many)


@every_resource
def test_identifiers_do_not_make_them_grow(client: Client, owner: Person, resource: str) -> None:
    """Two fields, one of the account and one of each user: created, found, changed and cleared."""
    identifier(owner, resource, "sap")
    identifier(owner, resource, "mine", "user")
    SAMPLES[resource].prepare(owner, FEW + MANY)
    get(client, owner, "me")
    ways: list[Callable[[int], Item]] = [
        lambda number: {"sap": f"S{number}", "mine": f"M{number}"},
        lambda number: {"sap": f"S{number}", "mine": f"M{number}"},
        lambda number: {"sap": f"T{number}", "mine": f"N{number}"},
        lambda number: {"sap": None, "mine": None},
    ]
    for way, values in enumerate(ways):
        few, many = (
            cost(client, owner, resource, [SAMPLES[resource].item(number) | {"customFields": values(number)} for number in numbers])
            for numbers in (range(FEW), range(FEW, FEW + MANY))
        )
        assert len(few) == len(many), (way, "\n".join(sorted(set(many) ^ set(few)))[:3000])


@every_resource
def test_a_batch_pays_for_identifiers_only_where_its_account_has_them(client: Client, owner: Person, resource: str) -> None:
    """Without such fields not one statement asks for them; with two, looking up costs none more, and storing one."""
    SAMPLES[resource].prepare(owner, 6)
    get(client, owner, "me")
    plain = cost(client, owner, resource, items(resource, FEW))
    assert not [sql for sql in plain if "identifiervalue" in sql and not sql.startswith("SELECT")]
    unchanged = cost(client, owner, resource, items(resource, FEW), prefer="return=minimal")
    assert not [sql for sql in unchanged if "identifiervalue" in sql]
    identifier(owner, resource, "sap")
    identifier(owner, resource, "mine", "user")
    said = [item | {"customFields": {"sap": f"S{n}", "mine": f"M{n}"}} for n, item in enumerate(items(resource, FEW, start=FEW))]
    assert len(cost(client, owner, resource, said)) == len(plain) + 1
    assert len(cost(client, owner, resource, said, prefer="return=minimal")) == len(unchanged)
