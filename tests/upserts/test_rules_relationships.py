"""The ends of a relationship, how they are named, and what their life means for it (api.md, rules 2, 7, 8)."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.calls import mistakes, outcome, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.numbers import MISSING
from tests.kit.worlds import World
from tests.upserts.conftest import Send
from tests.upserts.edges import edge, record
from tests.upserts.ledger import history, ledger

# Ends.


def test_one_organization_under_two_names_is_still_one(send: Send, ends: dict[str, int]) -> None:
    item = {**edge(), "target": {"kind": "internal", "value": str(ends["S-1"])}}
    refusal(send("relationships", item), 400, "same_organization", "target")


@pytest.mark.parametrize("end", ["source", "target", "leadSupplier"])
def test_a_reference_never_creates_and_says_what_was_not_found(send: Send, ends: dict[str, int], end: str) -> None:
    error = refusal(send("relationships", edge() | {end: external("X-9")}), 400, "organization_not_found", end)
    assert error["params"] == {"kind": "external", "value": "X-9", "suggestions": []}
    assert error["pointer"] == f"/relationships/0/{end}"


def test_a_key_that_differs_by_case_is_suggested_and_never_matched(send: Send, ends: dict[str, int]) -> None:
    error = refusal(send("relationships", edge(target="b-1")), 400, "organization_not_found", "target")
    assert error["params"]["suggestions"] == ["B-1"]


def test_a_foreign_organization_answers_like_a_missing_one(client: Client, world: World, ends: dict[str, int]) -> None:
    (theirs,) = saved(client, world.cast.stranger, "organizations", {"externalId": "T-1", "type": "B", "name": "Theirs"})
    by_id = [
        outcome(client, world.owner, "relationships", edge(target="x") | {"target": {"kind": "internal", "value": str(identity)}})
        for identity in (theirs["id"], MISSING)
    ]
    assert repr(by_id[0]) == repr(by_id[1]).replace(str(MISSING), str(theirs["id"]))
    by_key = [outcome(client, world.owner, "relationships", edge(target=key)) for key in ("T-1", "T-2", "t-1")]
    assert [mistakes(result) for result in by_key] == [[("organization_not_found", "target")]] * 3
    assert all(result["errors"][0]["params"]["suggestions"] == [] for result in by_key)


@pytest.mark.parametrize(
    ("reference", "code", "field"),
    [
        ({"kind": "internal", "value": "0"}, "invalid_internal_id", "source.value"),
        ({"kind": "internal", "value": "-1"}, "invalid_internal_id", "source.value"),
        ({"kind": "internal", "value": "1e3"}, "invalid_internal_id", "source.value"),
        ({"kind": "internal", "value": str(2**63)}, "invalid_internal_id", "source.value"),
        ({"kind": "internal", "value": 5}, "invalid_type", "source.value"),
        ({"kind": "external", "value": "x" * 101}, "too_long", "source.value"),
        ({"kind": "external", "value": " "}, "blank", "source.value"),
        ({"kind": "external", "value": "a\u0000b"}, "invalid_characters", "source.value"),
        ({"kind": "both", "value": "x"}, "invalid_choice", "source.kind"),
        ({"kind": "external"}, "required", "source.value"),
        ({"kind": "external", "value": "S-1", "colour": "red"}, "unknown_field", "source.colour"),
        ({"kind": "external", "value": "S-1", "field": "sku"}, "invalid_choice", "source.field"),
        ("S-1", "invalid_type", "source"),
        (None, "invalid_type", "source"),
    ],
)
def test_a_reference_has_a_form(send: Send, ends: dict[str, int], reference: object, code: str, field: str) -> None:
    assert mistakes(send("relationships", edge() | {"source": reference})) == [(code, field)]


def test_a_kind_that_is_none_is_told_which_there_are(send: Send, ends: dict[str, int]) -> None:
    (error,) = send("relationships", edge() | {"source": {"kind": "extern", "value": "S-1"}})["errors"]
    assert error["message"] == "Send one of: internal, external."


def test_kind_is_internal_at_the_ends_and_required_for_the_lead_supplier(send: Send, ends: dict[str, int]) -> None:
    by_id = {"source": {"value": str(ends["S-1"])}, "target": {"value": str(ends["B-1"])}}
    assert send("relationships", edge() | by_id)["operationType"] == "create"
    refusal(send("relationships", edge(leadSupplier={"value": str(ends["F-1"])})), 400, "required", "leadSupplier.kind")


def test_the_lead_supplier_can_be_named_and_cleared(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(leadSupplier=external("F-1")))
    assert record(client, owner, made["id"])["leadSupplier"]["externalId"] == "F-1"
    assert send("relationships", edge())["operationType"] == "unchanged"
    assert send("relationships", edge(leadSupplier=None))["operationType"] == "update"
    assert record(client, owner, made["id"])["leadSupplier"] is None
    told = history(owner, "relationship", made["id"])[-1].changes
    assert told == {"leadSupplier": [ends["F-1"], None]}


# Status.


def test_inactive_for_a_missing_edge_creates_it_inactive(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(relationshipStatus="inactive"))
    assert (made["operationType"], record(client, owner, made["id"])["relationshipStatus"]) == ("create", "inactive")


def test_active_on_an_inactive_edge_reactivates_the_same_row(send: Send, ends: dict[str, int]) -> None:
    made = send("relationships", edge(relationshipStatus="inactive"))
    again = send("relationships", edge())
    assert (again["id"], again["operationType"], again["version"]) == (made["id"], "update", 2)
    assert Relationship.rows.count() == 1


@pytest.mark.parametrize("end", ["S-1", "B-1"])
def test_an_edge_to_an_archived_organization_only_takes_inactive(send: Send, owner: Person, ends: dict[str, int], end: str) -> None:
    send("relationships", edge())
    Organization.rows.filter(pk=ends[end]).update(status="archived")
    wire = "source" if end == "S-1" else "target"
    refusal(send("relationships", edge(types=["maker"])), 409, "organization_archived", wire)
    refusal(
        send("relationships", edge("S-1" if wire == "source" else "F-1", "F-1" if wire == "source" else "B-1")),
        409,
        "organization_archived",
        wire,
    )
    with ledger() as book:
        refusal(send("relationships", edge(relationshipStatus="inactive", types=["maker"])), 409, "organization_archived", wire)
    assert book.rows == {}
    ended = send("relationships", edge(relationshipStatus="inactive"))
    assert ended["operationType"] == "update"
    assert send("relationships", edge(relationshipStatus="inactive"))["operationType"] == "unchanged"


def test_an_archived_lead_supplier_is_no_end(client: Client, owner: Person, send: Send, ends: dict[str, int]) -> None:
    Organization.rows.filter(pk=ends["F-1"]).update(status="archived")
    found = upserted(client, owner, "relationships", [edge(leadSupplier=external("F-1"))])
    assert found[0]["operationType"] == "create"
