"""Every place of a whole item, found by walking through it: no text, no key and no scalar is looked at less closely than others."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import mistakes
from tests.kit.cast import Person
from tests.kit.corpus import LONE_SURROGATE, NUL
from tests.kit.samples import SAMPLES, Item
from tests.wire.placing import dotted, leaves, objects, post_among_good_ones, with_value
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(SAMPLES))
DEEP = {"a": [[[[{"b": [{}]}]]]]}
WORDS = ("addressLine2", "stateProvince", "zipPostalCode", "phone", "mobile", "fax", "supplementaryDescription", "additionalDescription")
MORE: dict[str, Item] = {
    "organizations": {
        **dict.fromkeys(WORDS, "x"),
        "msaSigned": True,
        "msaSignedDate": "2024-02-29",
        "status": "active",
        "company": 1,
        "fieldActions": {"contacts": "append"},
    },
    "contacts": {"fieldActions": {"customFields": "append"}},
    "relationships": {"fieldActions": {"types": "append"}},
    "products": {"fieldActions": {"features": "append"}},
}
# Ids and vocabulary of the account: tests/wire/bad_items.py.
NAMED = {"ifVersion", "id", "category", "template", "categoryId", "parentProductId"}


def whole_item(resource: str, number: int) -> Item:
    """A good item with the members that the sample leaves out."""
    item = {**SAMPLES[resource].item(number), **MORE[resource], "clientRef": "a"}
    if resource == "organizations":
        person = {**item["contacts"][0], "lastName": "x", "phoneNumber": "1", "type": "sales", "customFields": {"notes": "x"}}
        item["contacts"] = [person]
    return item


def test_the_walk_meets_every_member_that_can_be_sent() -> None:
    for resource in SAMPLES:
        met = whole_item(resource, 1).keys() | NAMED
        assert registry.get(resource).serializer.strict_fields.keys() - registry.get(resource).serializer.read_only_members <= met


@every_resource
@pytest.mark.parametrize("character", [NUL, LONE_SURROGATE, "\udfff", "\x1f"], ids=ascii)
def test_characters_that_cannot_be_stored_are_refused_in_every_text(client: Client, owner: Person, resource: str, character: str) -> None:
    ways = [(way, text) for way, text in leaves(whole_item(resource, 1)) if isinstance(text, str)]
    wrong = [with_value(whole_item(resource, number), way, text + character + "x") for number, (way, text) in enumerate(ways, 1)]
    for result, (way, _) in zip(post_among_good_ones(client, owner, resource, wrong), ways, strict=True):
        ((code, field),) = mistakes(result)
        assert (result["status"], field) == (400, dotted(way)), result
        assert code in ("invalid_characters", "invalid_choice", "invalid_format", "invalid_type"), result


@every_resource
@pytest.mark.parametrize("character", [NUL, LONE_SURROGATE, "\x1f"], ids=ascii)
def test_characters_that_cannot_be_stored_are_refused_in_every_key(client: Client, owner: Person, resource: str, character: str) -> None:
    ways = [way for way, _ in objects(whole_item(resource, 1))]
    wrong = [with_value(whole_item(resource, number), (*way, f"a{character}b"), "append") for number, way in enumerate(ways, 1)]
    for result, way in zip(post_among_good_ones(client, owner, resource, wrong), ways, strict=True):
        code = "unknown_custom_field" if "customFields" in way else "unknown_field"
        assert (result["status"], mistakes(result)) == (400, [(code, dotted((*way, "a\ufffdb")))])


@every_resource
@pytest.mark.parametrize("garbage", [DEEP, [DEEP], [[[]]]], ids=["object", "list of objects", "lists"])
def test_a_tree_where_a_scalar_is_expected_is_refused(client: Client, owner: Person, resource: str, garbage: object) -> None:
    ways = [way for way, _ in leaves(whole_item(resource, 1)) if "labels" not in way]
    wrong = [with_value(whole_item(resource, number), way, garbage) for number, way in enumerate(ways, 1)]
    for result, way in zip(post_among_good_ones(client, owner, resource, wrong), ways, strict=True):
        ((code, field),) = mistakes(result)
        assert (result["status"], field) == (400, dotted(way)), result
        assert code in ("invalid_type", "custom_field_invalid_type", "invalid_choice"), result
