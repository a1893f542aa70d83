"""Values at the borders of product.md: taken as they are stored, or refused with code and field, and never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company
from tests.kit.calls import Item, get, mistakes, outcome, post_bytes, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.samples import SAMPLES
from tests.upserts.conftest import Send

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}


@pytest.mark.parametrize(
    ("member", "sent", "read"),
    [
        ("name", "  Mu\u0308hle  ", "M\u00fchle"),
        ("name", "x" * 255, "x" * 255),
        ("name", "😀" * 255, "😀" * 255),
        ("city", "Sa\u0303o Paulo", "S\u00e3o Paulo"),
        ("country", "pt", "PT"),
        ("country", "620", "PT"),
        ("country", 620, "PT"),
        ("country", "036", "AU"),
        ("website", "https://mill.example/a?b=c#d", "https://mill.example/a?b=c#d"),
        ("generalDescription", " a\tb\r\nc ", "a\tb\nc"),
        ("generalDescription", "x" * 1_000, "x" * 1_000),
        ("ndaSignedDate", "2024-02-29", "2024-02-29"),
        ("ndaSigned", True, True),
        ("latitude", 90, 90),
        ("latitude", "-90.000000", -90),
        ("longitude", 179.999999, 179.999999),
        ("company", 1, 1),
        ("status", "active", "active"),
        ("zipPostalCode", "00123", "00123"),
    ],
)
def test_what_is_taken_and_how_it_reads(client: Client, owner: Person, send: Send, member: str, sent: object, read: object) -> None:
    made = send("organizations", {**MILL, member: sent})
    assert made["operationType"] == "create", made
    assert get(client, owner, f"organizations/{made['id']}").json()[member] == read
    assert send("organizations", {**MILL, member: sent})["operationType"] == "unchanged"


@pytest.mark.parametrize(
    ("member", "sent", "code"),
    [
        ("type", "Q", "invalid_choice"),
        ("type", "f", "invalid_choice"),
        ("name", "x" * 256, "too_long"),
        ("name", 5, "invalid_type"),
        ("name", "a\u0000b", "invalid_characters"),
        ("name", "a\nb", "invalid_characters"),
        ("name", "a\ud800", "invalid_characters"),
        ("city", "x" * 101, "too_long"),
        ("city", ["Porto"], "invalid_type"),
        ("stateProvince", "x" * 101, "too_long"),
        ("zipPostalCode", "x" * 21, "too_long"),
        ("addressLine1", "x" * 256, "too_long"),
        ("phone", "x" * 51, "too_long"),
        ("phone", 12345, "invalid_type"),
        ("generalDescription", "x" * 1_001, "too_long"),
        ("generalDescription", "a\x0bb", "invalid_characters"),
        ("country", "ZZ", "invalid_choice"),
        ("country", 9999, "invalid_choice"),
        ("country", True, "invalid_type"),
        ("website", "javascript:alert(1)", "invalid_format"),
        ("website", "mill.example", "invalid_format"),
        ("website", "https://" + "x" * 250 + ".example", "too_long"),
        ("ndaSigned", "yes", "invalid_type"),
        ("ndaSigned", 1, "invalid_type"),
        ("ndaSignedDate", "2025-02-30", "invalid_format"),
        ("ndaSignedDate", "2025-2-3", "invalid_format"),
        ("ndaSignedDate", "2025-01-01T00:00:00Z", "invalid_format"),
        ("latitude", 90.000001, "invalid_format"),
        ("latitude", "north", "invalid_type"),
        ("latitude", True, "invalid_type"),
        ("company", 2, "reference_not_found"),
        ("company", 0, "invalid_format"),
        ("company", 10**30, "invalid_format"),
        ("category", 999_999, "reference_not_found"),
        ("category", 2**63, "invalid_internal_id"),
        ("template", {"id": 2**63}, "invalid_internal_id"),
        ("status", "deleted", "invalid_choice"),
        ("contacts", {}, "invalid_type"),
        ("contacts", [None], "invalid_type"),
        ("fieldActions", {"types": "append"}, "unknown_field"),
        ("fieldActions", {"contacts": ["append"]}, "invalid_choice"),
        ("fieldActions", {"contacts": None}, "invalid_choice"),
        ("fieldActions", [], "invalid_type"),
        ("clientRef", 5, "invalid_type"),
    ],
)
def test_what_is_refused(send: Send, member: str, sent: object, code: str) -> None:
    result = send("organizations", {**MILL, member: sent})
    assert result["status"] == 400
    ((found, field),) = mistakes(result)
    assert field is not None
    assert (found, field.split(".")[0].split("[")[0]) == (code, member)


@pytest.mark.parametrize("member", ["id", "category"])
@pytest.mark.parametrize("sent", ["125", 1.0])
def test_an_id_in_quotes_or_with_decimals_is_told_what_to_leave_out(send: Send, member: str, sent: object) -> None:
    (error,) = send("organizations", {**MILL, member: sent})["errors"]
    assert error["code"] == "invalid_internal_id"
    assert error["message"] == "Our id is a number without quotes or decimals, from 1 to 9223372036854775807."


def test_an_account_with_two_companies_must_name_one(client: Client, owner: Person, send: Send) -> None:
    Company.rows.create(account=owner.account, number=2, name="Second")
    refusal(send("organizations", MILL), 400, "required", "company")
    made = send("organizations", {**MILL, "company": 2})
    assert get(client, owner, f"organizations/{made['id']}").json()["company"] == 2
    assert send("organizations", MILL)["operationType"] == "unchanged"


@pytest.mark.parametrize(
    ("member", "sent", "code"),
    [
        ("firstName", "", "blank"),
        ("firstName", "x" * 101, "too_long"),
        ("lastName", "x" * 101, "too_long"),
        ("email", "joe", "invalid_email"),
        ("email", "x" * 250 + "@x.example", "too_long"),
        ("email", "a b@x.example", "invalid_email"),
        ("email", "joe\u0000@x.example", "invalid_characters"),
        ("phoneNumber", "x" * 51, "too_long"),
        ("type", "boss", "invalid_choice"),
        ("isPrimary", "true", "invalid_type"),
        ("isPrimary", None, "invalid_type"),
        ("role", "x" * 101, "too_long"),
    ],
)
def test_what_a_contact_refuses(client: Client, owner: Person, member: str, sent: object, code: str) -> None:
    SAMPLES["contacts"].prepare(owner, 1)
    assert mistakes(outcome(client, owner, "contacts", {**SAMPLES["contacts"].item(0), member: sent})) == [(code, member)]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1E+999999999", "0.1e-999999999", "9" * 400, "1.0", "-0"])
@pytest.mark.parametrize("member", ["ifVersion", "company", "latitude", "id", "category"])
def test_no_number_is_too_strange(client: Client, owner: Person, member: str, number: str) -> None:
    """A number out of range is its item's error, not the batch's (rule 13)."""
    body = f'{{"organizations": [{{"type": "F", "name": "Mill", "{member}": {number}}}, {json.dumps(MILL | {"name": "Dye"})}]}}'
    answer = post_bytes(client, owner, "organizations", body.encode())
    assert answer.status_code in (200, 207), answer.content
    assert answer.json()["data"][1]["status"] == 201
    assert answer.json()["data"][0]["status"] in (201, 400, 404, 412)


@pytest.mark.parametrize("number", ["1e400", "1E+999999999", "0.1e-999999999", "9" * 400, "-0", "1.10", "0.001"])
@pytest.mark.parametrize("key", ["spend", "headcount", "notes", "certified", "labels"])
def test_no_number_in_a_custom_field_is_too_strange(client: Client, owner: Person, key: str, number: str) -> None:
    body = f'{{"organizations": [{{"type": "F", "name": "Mill", "customFields": {{"{key}": {number}}}}}]}}'
    answer = post_bytes(client, owner, "organizations", body.encode())
    assert answer.status_code in (200, 207), answer.content


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_json(client: Client, owner: Person, word: str) -> None:
    answer = post_bytes(client, owner, "organizations", f'{{"organizations": [{{"latitude": {word}}}]}}'.encode())
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("place", ["name", "clientRef", "customFields", "contacts", "website", "type", "id", "\ud800"])
def test_half_a_surrogate_pair_is_the_mistake_of_its_item(client: Client, owner: Person, place: str) -> None:
    values: dict[str, Any] = {
        "customFields": {"notes": "\udfff", "\ud800": "x"},
        "contacts": [{"email": "\ud800@x.example", "firstName": "\udfff"}],
    }
    bad = {**MILL, place: values.get(place, "x\ud800y")}
    found = upserted(client, owner, "organizations", [bad, {"type": "F", "name": "Dye"}])
    assert [result["status"] for result in found] == [400, 201]


def test_a_reference_that_is_no_text_says_what_it_is(send: Send, ends: dict[str, int]) -> None:
    item = {"source": {"value": 5}, "target": {"value": str(ends["B-1"])}, "types": ["maker"], "relationshipStatus": "active"}
    error = refusal(send("relationships", item), 400, "invalid_type", "source.value")
    assert error["params"] == {"expected": "string", "received": "number"}


def test_an_item_reports_at_most_a_hundred_mistakes(client: Client, owner: Person) -> None:
    (result,) = upserted(client, owner, "organizations", [{f"wrong{number}": 1 for number in range(5_000)}])
    assert len(result["errors"]) <= 110


def test_many_contacts_in_one_item(client: Client, owner: Person) -> None:
    people = [{"email": f"p{number}@x.example", "firstName": "P"} for number in range(1_000)]
    (made,) = saved(client, owner, "organizations", {**MILL, "contacts": people})
    assert made["operationType"] == "create"
    (refused,) = upserted(client, owner, "organizations", [{**MILL, "contacts": [*people, people[0]]}])
    assert mistakes(refused) == [("too_many", "contacts")]
