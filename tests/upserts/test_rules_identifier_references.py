"""References by identifier fields: `{"kind": "external", "field": "sap", "value": "1000"}`."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import Item, get, mistakes, outcome, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from tests.upserts.identifying import identifier
from tests.upserts.ledger import statements

USUAL: Item = {"types": ["maker"], "relationshipStatus": "active"}


def by(field: str, value: str) -> Item:
    return {"kind": "external", "field": field, "value": value}


@pytest.fixture
def mills(client: Client, owner: Person) -> list[int]:
    """Two organizations with `sap` "1" and "2", and the numbers `vat` 7 and 8."""
    identifier(owner, "organizations", "sap")
    identifier(owner, "organizations", "vat", kind="number")
    made = saved(
        client,
        owner,
        "organizations",
        *({"type": "F", "name": f"M {number}", "customFields": {"sap": str(number), "vat": number + 6}} for number in (1, 2)),
    )
    return [one["id"] for one in made]


def test_every_reference_takes_an_identifier(client: Client, owner: Person, mills: list[int]) -> None:
    edge = {"source": by("sap", "1"), "target": by("vat", "8"), "leadSupplier": by("sap", "2"), **USUAL}
    (made,) = saved(client, owner, "relationships", edge)
    read = get(client, owner, f"relationships/{made['id']}").json()
    assert [read[name]["id"] for name in ("source", "target", "leadSupplier")] == [mills[0], mills[1], mills[1]]
    (joe,) = saved(client, owner, "contacts", {"organization": by("sap", "2"), "firstName": "Joe", "email": "joe@x.example"})
    assert get(client, owner, f"contacts/{joe['id']}").json()["organization"]["id"] == mills[1]


@pytest.mark.parametrize(("field", "value"), [("vat", "007"), ("sap", " 1 "), ("sap", "\u200b1")])
def test_the_value_is_compared_as_the_field_compares(client: Client, owner: Person, mills: list[int], field: str, value: str) -> None:
    (joe,) = saved(client, owner, "contacts", {"organization": by(field, value), "firstName": "Joe", "email": "joe@x.example"})
    assert get(client, owner, f"contacts/{joe['id']}").json()["organization"]["id"] == mills[0]


def test_one_organization_under_three_names_is_one(client: Client, owner: Person, mills: list[int]) -> None:
    result = outcome(client, owner, "relationships", {"source": by("sap", "1"), "target": by("vat", "7"), **USUAL})
    refusal(result, 400, "same_organization", "target")
    internal = {"kind": "internal", "value": str(mills[0])}
    found = upserted(
        client, owner, "relationships", [{"source": name, "target": by("sap", "2"), **USUAL} for name in (internal, by("vat", "7"))]
    )
    assert [mistakes(one) for one in found] == [[("duplicate_in_batch", "target")]] * 2


@pytest.mark.parametrize("value", ["9", "abc", "x" * 100])
def test_a_value_that_nobody_has_is_not_found(client: Client, owner: Person, mills: list[int], value: str) -> None:
    for field in ("sap", "vat"):
        result = outcome(client, owner, "relationships", {"source": by(field, value), "target": by("sap", "2"), **USUAL})
        error = refusal(result, 400, "organization_not_found", "source")
        assert error["params"] == {"kind": "external", "field": field, "value": value, "suggestions": []}


@pytest.mark.parametrize("field", ["notes", "nope", "sapOfContacts", "retired"])
def test_a_field_that_identifies_no_organization_is_refused(client: Client, owner: Person, mills: list[int], field: str) -> None:
    identifier(owner, "contacts", "sapOfContacts")
    identifier(owner, "organizations", "retired", isActive=False)
    result = outcome(client, owner, "relationships", {"source": by(field, "1"), "target": by("sap", "2"), **USUAL})
    assert refusal(result, 400, "invalid_choice", "source.field")["params"]["choices"] == ["sap", "vat"]


@pytest.mark.parametrize(
    ("reference", "code", "field"),
    [
        ({"kind": "internal", "field": "sap", "value": "1"}, "unknown_field", "source.field"),
        ({"field": "sap", "value": "1"}, "unknown_field", "source.field"),
        ({"kind": "external", "field": 7, "value": "1"}, "invalid_type", "source.field"),
        ({"kind": "external", "field": "a b", "value": "1"}, "invalid_format", "source.field"),
        ({"kind": "external", "field": "\ud800", "value": "1"}, "invalid_format", "source.field"),
        ({"kind": "external", "field": "sap", "value": "x" * 101}, "too_long", "source.value"),
        ({"kind": "external", "field": "sap"}, "required", "source.value"),
    ],
)
def test_what_is_no_reference_is_told(client: Client, owner: Person, mills: list[int], reference: Item, code: str, field: str) -> None:
    assert mistakes(outcome(client, owner, "relationships", {"source": reference, "target": by("sap", "2"), **USUAL})) == [(code, field)]


def test_no_field_is_the_external_id(client: Client, owner: Person, mills: list[int]) -> None:
    saved(client, owner, "organizations", {"id": mills[0], "externalId": "2"})
    edge = {"source": external("2") | {"field": None}, "target": by("sap", "2"), **USUAL}
    (made,) = saved(client, owner, "relationships", edge)
    assert get(client, owner, f"relationships/{made['id']}").json()["source"]["id"] == mills[0]


def test_what_may_not_be_seen_is_not_there(client: Client, owner: Person, world: World, mills: list[int]) -> None:
    partner = make_partner(owner.account, "p@x.example", "CREATE", "READ", "UPDATE")
    share(partner, "organization", mills[1], "full")
    hidden, missing = (
        outcome(client, partner, "relationships", {"source": by("sap", value), "target": by("sap", "2"), **USUAL}) for value in ("1", "9")
    )
    assert repr(hidden).replace("'1'", "'9'") == repr(missing)
    stranger = world.cast.stranger
    identifier(stranger, "organizations", "sap")
    theirs = outcome(client, stranger, "contacts", {"organization": by("sap", "1"), "firstName": "Joe", "email": "joe@x.example"})
    assert mistakes(theirs) == [("organization_not_found", "organization")]


def test_ones_own_values_are_names_for_oneself(client: Client, owner: Person, world: World) -> None:
    other = world.cast.integration
    identifier(owner, "organizations", "mine", "user")
    item: Item = {"type": "F", "name": "M"}
    (made,) = saved(client, owner, "organizations", item | {"customFields": {"mine": "A"}})
    joe = {"organization": by("mine", "A"), "firstName": "Joe", "email": "joe@x.example"}
    refusal(outcome(client, other, "contacts", joe), 400, "organization_not_found", "organization")
    (his,) = saved(client, other, "organizations", {"type": "F", "name": "N", "customFields": {"mine": "A"}})
    for person, identity in ((owner, made["id"]), (other, his["id"])):
        (contact,) = saved(client, person, "contacts", joe)
        assert get(client, person, f"contacts/{contact['id']}").json()["organization"]["id"] == identity


def test_references_by_identifier_take_as_many_statements_for_many(client: Client, owner: Person, mills: list[int]) -> None:
    brands = [{"type": "B", "name": f"B {number}", "customFields": {"sap": f"B{number}"}} for number in range(62)]
    saved(client, owner, "organizations", *brands)
    get(client, owner, "me")
    counts = []
    for numbers in (range(2), range(2, 62)):
        with statements() as found:
            saved(client, owner, "relationships", *({"source": by("vat", "7"), "target": by("sap", f"B{n}"), **USUAL} for n in numbers))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_field_of_the_name_costs_nothing_where_no_reference_uses_it(client: Client, owner: Person, mills: list[int]) -> None:
    saved(client, owner, "organizations", {"id": mills[0], "externalId": "M-1"}, {"id": mills[1], "externalId": "M-2"})
    get(client, owner, "me")
    with statements() as plain:
        saved(client, owner, "relationships", {"source": external("M-1"), "target": external("M-2"), **USUAL})
    assert not [sql for sql in plain if "identifiervalue" in sql and "relationships_relationship" not in sql]
