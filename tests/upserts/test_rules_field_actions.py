"""What lists do with what is stored: for the whole call, for one item, for one multiple choice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import Item, assert_refused_parameter, get, mistakes, outcome, post_upsert, refusal, saved
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(registry.names()))
LABELS = "customFields.labels"


def said(resource: str, labels: object, action: str | None = None) -> Item:
    item = SAMPLES[resource].item(0) | {"customFields": {"labels": labels}}
    return item if action is None else item | {"fieldActions": {LABELS: action}}


def labels(client: Client, person: Person, resource: str, identity: int) -> Any:
    return get(client, person, f"{resource}/{identity}").json()["customFields"].get("labels")


@every_resource
@pytest.mark.parametrize(
    ("action", "sent", "left"),
    [
        ("append", ["eco"], ["bio", "fair", "eco"]),
        ("append", "eco", ["bio", "fair", "eco"]),
        ("append", [" bio "], ["bio", "fair"]),
        ("remove", ["bio"], ["fair"]),
        ("remove", " bio ", ["fair"]),
        ("remove", ["bio", "fair"], None),
        ("remove", ["eco"], ["bio", "fair"]),
        ("replace", ["eco"], ["eco"]),
        ("append", None, None),
    ],
)
@pytest.mark.parametrize("where", ["call", "item"])
def test_a_multiple_choice_is_added_to_or_taken_from(
    client: Client, owner: Person, resource: str, action: str, sent: object, left: object, where: str
) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, said(resource, ["bio", "fair"]))
    if where == "call":
        saved(client, owner, resource, said(resource, sent), fieldActions=f"{LABELS}:{action}")
    else:
        saved(client, owner, resource, said(resource, sent, action), fieldActions=f"{LABELS}:replace")
    assert labels(client, owner, resource, made["id"]) == left


@pytest.mark.parametrize("action", ["append", "remove"])
def test_an_option_that_does_not_exist_is_told(client: Client, owner: Person, action: str) -> None:
    saved(client, owner, "organizations", said("organizations", ["bio"]))
    result = outcome(client, owner, "organizations", said("organizations", ["nope"], action))
    refusal(result, 400, "custom_field_invalid_option", LABELS)


@pytest.mark.parametrize(
    ("name", "code"),
    [("customFields.nope", "unknown_custom_field"), ("customFields.notes", "invalid_choice"), ("customFields.", "unknown_custom_field")],
)
def test_an_action_on_what_is_no_list_is_refused(client: Client, owner: Person, name: str, code: str) -> None:
    item = SAMPLES["organizations"].item(0) | {"fieldActions": {name: "append"}}
    assert mistakes(outcome(client, owner, "organizations", item)) == [(code, f"fieldActions.{name}")]
    answer = post_upsert(client, owner, "organizations", [SAMPLES["organizations"].item(0)], fieldActions=f"{name}:append")
    assert_refused_parameter(answer, "fieldActions")


@pytest.mark.parametrize(
    ("sent", "says"),
    [("contacts", "<list>:<action>"), (":append", "<list>:<action>"), ("types:append", "types: "), ("contacts:replace", "contacts: ")],
)
def test_a_call_is_told_what_is_wrong_with_its_actions(client: Client, owner: Person, sent: str, says: str) -> None:
    answer = post_upsert(client, owner, "organizations", [SAMPLES["organizations"].item(0)], fieldActions=sent)
    assert says in assert_refused_parameter(answer, "fieldActions")["message"]


@every_resource
def test_custom_fields_as_a_whole(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, SAMPLES[resource].item(0) | {"customFields": {"notes": "x", "headcount": 1}})
    steps: list[tuple[str, Item, Item]] = [
        ("append", {"grade": "A"}, {"notes": "x", "headcount": 1, "grade": "A"}),
        ("remove", {"grade": "whatever"}, {"notes": "x", "headcount": 1}),
        ("replace", {"notes": "y"}, {"notes": "y"}),
    ]
    for action, values, left in steps:
        saved(client, owner, resource, SAMPLES[resource].item(0) | {"customFields": values}, fieldActions=f"customFields:{action}")
        assert get(client, owner, f"{resource}/{made['id']}").json()["customFields"] == left


def test_every_list_of_every_record_type_has_its_actions() -> None:
    """A new list that nobody gives actions is told here."""
    lists = {name: registry.get(name).serializer.fields["fieldActions"].lists for name in registry.names()}  # type: ignore[attr-defined]
    for name, resource in ((name, registry.get(name)) for name in registry.names()):
        listed = {wire for wire, field in resource.serializer.fields.items() if type(field).__name__ == "StrictList"}
        assert listed | {"customFields"} == set(lists[name]), name


@pytest.mark.parametrize(
    ("name", "action", "says"),
    [
        ("name", "append", "There is no list of this name; there are: contacts, customFields."),
        ("contacts", "replace", "Send one of: append, remove."),
        ("customFields.notes", "append", "`customFields.notes` is no multiChoice field of organizations."),
    ],
)
def test_an_item_is_told_which_lists_and_actions_there_are(client: Client, owner: Person, name: str, action: str, says: str) -> None:
    item = SAMPLES["organizations"].item(0) | {"fieldActions": {name: action}}
    (error,) = outcome(client, owner, "organizations", item)["errors"]
    assert (error["field"], error["message"]) == (f"fieldActions.{name}", says)
