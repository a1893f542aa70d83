"""Texts that are no mistakes, however odd: one spelling is stored, the longest fit, and what is invisible inside is left alone."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import get, outcome, refusal, saved, upserted, warnings
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.samples import SAMPLES, Item

COMPOSED, DECOMPOSED = "Caf\u00e9 \u1e69", unicodedata.normalize("NFD", "Caf\u00e9 \u1e69")
SPELLINGS = {
    "decomposed": (DECOMPOSED, False),
    "in another order of marks": ("Cafe\u0301 s\u0307\u0323", False),
    "with white space at the ends": (f" \u00a0\t{COMPOSED}\u2003\r\n", True),
    "with a byte order mark": (f"\ufeff{COMPOSED}", True),
    "with zero-width spaces at the ends": (f"\u200b{COMPOSED}\u200b \u200b", True),
}
FACE = "\U0001f600"


def mill(key: str, **members: Any) -> Item:
    return {"externalId": key, "type": "F", "name": f"Mill {len(key)}", **members}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_an_external_id_is_one_record(client: Client, owner: Person, spelling: str) -> None:
    key, is_stripped = SPELLINGS[spelling]
    (made,) = saved(client, owner, "organizations", mill(COMPOSED))
    found = outcome(client, owner, "organizations", {**mill(COMPOSED), "externalId": key})
    assert (found["operationType"], found["id"], found["matchedBy"]) == ("unchanged", made["id"], "externalId")
    assert warnings(found) == ([("value_normalized", "externalId")] if is_stripped else [])
    assert get(client, owner, f"organizations/{made['id']}").json()["externalId"] == COMPOSED


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_reference_means_the_same_record(client: Client, owner: Person, spelling: str) -> None:
    key, is_stripped = SPELLINGS[spelling]
    saved(client, owner, "organizations", mill(COMPOSED))
    joe = {"organization": external(key), "firstName": "Joe", "email": "joe@example.com"}
    found = outcome(client, owner, "contacts", joe)
    assert found["operationType"] == "create"
    assert warnings(found) == ([("value_normalized", "organization.value")] if is_stripped else [])


def test_two_spellings_in_one_batch_claim_one_record(client: Client, owner: Person) -> None:
    found = upserted(client, owner, "organizations", [mill(COMPOSED), {**mill(f"{DECOMPOSED}\u200b"), "name": "Another"}])
    for result, partner in zip(found, (1, 0), strict=True):
        assert refusal(result, 409, "duplicate_in_batch", "externalId")["params"]["indexes"] == [partner]


@pytest.mark.parametrize("inside", ["\u200b", "\ufeff", "\u00ad", "\u2060", "  ", "\u00a0", "/", "~", '"', "\\", "\u202e", FACE])
def test_what_stands_inside_an_external_id_is_left_alone(client: Client, owner: Person, inside: str) -> None:
    first, second = saved(client, owner, "organizations", mill("ab"), {**mill(f"a{inside}b"), "name": "Another"})
    assert (first["operationType"], second["operationType"], warnings(second)) == ("create", "create", [])
    assert get(client, owner, f"organizations/{second['id']}").json()["externalId"] == f"a{inside}b"


def test_look_alikes_and_other_cases_are_other_records(client: Client, owner: Person) -> None:
    keys = ("ORG-x", "org-x", "\u041eRG-x", "\uff2fRG-x", "ORG\u2010x", "STRASSE", "stra\u00dfe", "\ufb01x", "fix")
    found = saved(client, owner, "organizations", *({**mill(key), "name": f"Mill {number}"} for number, key in enumerate(keys)))
    assert len({result["id"] for result in found}) == len(keys)


@pytest.mark.parametrize(("length", "warned"), [(100, []), (101, [("external_id_not_referenceable", "externalId")]), (255, None)])
@pytest.mark.parametrize("character", ["x", "\u00e9", FACE], ids=ascii)
def test_a_long_external_id_is_stored_and_says_whether_it_can_be_referred_to(
    client: Client, owner: Person, length: int, warned: list[tuple[str, str]] | None, character: str
) -> None:
    key = character * length
    (made,) = saved(client, owner, "organizations", {**mill(key), "name": "Mill"})
    assert warnings(made) == ([("external_id_not_referenceable", "externalId")] if warned is None else warned)
    joe = {"organization": external(key), "firstName": "Joe", "email": "joe@example.com"}
    found = outcome(client, owner, "contacts", joe)
    if length <= 100:
        assert found["operationType"] == "create"
    else:
        assert refusal(found, 400, "too_long", "organization.value")["params"]["max"] == 100


@pytest.mark.parametrize("resource", list(SAMPLES))
@pytest.mark.parametrize("character", ["x", FACE, "e\u0301"], ids=ascii)
def test_the_longest_text_of_a_custom_field_is_counted_in_code_points(client: Client, owner: Person, resource: str, character: str) -> None:
    text = character * 500
    (made,) = saved(client, owner, resource, {**SAMPLES[resource].item(1), "customFields": {"notes": text}})
    stored = get(client, owner, f"{resource}/{made['id']}").json()["customFields"]["notes"]
    assert stored == unicodedata.normalize("NFC", text)
    assert len(stored) == 500


@pytest.mark.parametrize("character", ["x", FACE, "e\u0301"], ids=ascii)
def test_the_longest_name_is_counted_in_code_points(client: Client, owner: Person, character: str) -> None:
    (made,) = saved(client, owner, "organizations", mill("M", name=character * 255, addressLine1=character * 255))
    assert len(get(client, owner, f"organizations/{made['id']}").json()["name"]) == 255


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("12.5", "12.50"), (0, "0.00"), ("0", "0.00"), (999999999999999, "999999999999999.00"), ("999999999999999.00", "999999999999999.00")],
)
def test_the_ends_of_the_range_of_money_are_inside(client: Client, owner: Person, sent: object, stored: str) -> None:
    (made,) = saved(client, owner, "organizations", mill("M", customFields={"spend": sent}))
    assert get(client, owner, f"organizations/{made['id']}").json()["customFields"]["spend"] == stored
