"""Templates of organizations, and the two places where their values may stand."""

from __future__ import annotations

from django.test import Client

from tests.kit.calls import Item, get, refusal
from tests.kit.cast import Person
from tests.kit.worlds import World
from tests.upserts.conftest import Send

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}


def fields(client: Client, person: Person, resource: str, identity: int) -> Item:
    found: Item = get(client, person, f"{resource}/{identity}").json()["customFields"]
    return found


def test_a_template_brings_its_fields(client: Client, world: World, send: Send) -> None:
    ids = {key: field.pk for key, field in world.template_fields.items()}
    chosen = {"id": world.template.pk, "fields": [{"id": ids["score"], "value": "7"}, {"id": ids["auditor"], "value": "Ann"}]}
    made = send("organizations", {**MILL, "template": chosen})
    assert fields(client, world.owner, "organizations", made["id"]) == {"score": 7, "auditor": "Ann"}
    assert send("organizations", {**MILL, "template": chosen})["operationType"] == "unchanged"
    shown = get(client, world.owner, f"organizations/{made['id']}").json()["template"]
    assert (shown["id"], shown["name"]) == (world.template.pk, "Audit")


def test_the_same_value_in_both_places_passes_another_does_not(world: World, send: Send) -> None:
    identity = world.template_fields["score"].pk
    item = {**MILL, "template": {"id": world.template.pk, "fields": [{"id": identity, "value": "7"}]}}
    assert send("organizations", {**item, "customFields": {"score": 7}})["operationType"] == "create"
    result = send("organizations", {**item, "customFields": {"score": 8}})
    refusal(result, 400, "template_mismatch", "template.fields[0].value")


def test_fields_wait_for_their_template(world: World, send: Send) -> None:
    refusal(send("organizations", {**MILL, "customFields": {"score": 7}}), 400, "custom_field_not_applicable", "customFields.score")


def test_what_a_template_can_not_name(world: World, send: Send) -> None:
    refusal(send("organizations", {**MILL, "template": {"id": 987_654}}), 400, "reference_not_found", "template.id")
    wrong = {"id": world.template.pk, "fields": [{"id": 987_654, "value": "x"}]}
    refusal(send("organizations", {**MILL, "template": wrong}), 400, "reference_not_found", "template.fields[0].id")
