"""Random items made of real names and plausible values: whatever is sent, every item gets one answer and nobody a fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.calls import post_bytes, saved
from tests.kit.cast import Person
from tests.kit.corpus import encode, raw
from tests.kit.samples import SAMPLES, Item
from tests.kit.worlds import FIELDS
from tests.wire.bad_values import BEYOND_IDS, LONG_NUMBER
from upserts import registry

EXAMPLES = 100  # an endpoint
GUIDE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
DOCUMENTED = dict(re.findall(r"^\| `(\w+)` \|(?: (\d{3}) \|)?", GUIDE, re.MULTILINE))
STORED = 4  # samples of each record type that are there already, so that random items hit something

NAMES = sorted(
    {name for resource in registry.every() for name in resource.serializer.strict_fields}
    | {"kind", "value", "id", "name", "email", "type", "fields", "key", "firstName", "lastName", "phoneNumber", "version", "permissions"}
    | set(FIELDS)
    | {"legacy", "millCode", "auditor", "score", "customFields.labels", "", "a\x00", "\ud800", "__proto__", "x" * 300, "~1/", "account"}
)
PLAUSIBLE = [
    *("F", "S", "B", "active", "inactive", "archived", "internal", "external", "append", "remove", "replace", "sales", "buyer", "maker"),
    *("direct supplier", "supplies brand", "partner", "former", "PT", "620", "2025-02-28", "2025-02-30", "12.50", "1.005", "true", "", " "),
    *("PARENT-0", "PARENT-1", "PARENT-2", "ORG-0", "ORG-1", "CON-0", " ORG-0\u200b", "Factory 0", "1", "987654321", "https://a.example"),
    *("pat@parent-0.example", "PAT@parent-1.example", "joe@org-0.example", "joe0@example.com", "x@y.example", "A", "bio", "eco"),
]
RAW = [raw(literal) for literal in ("1e400", "1e-400", "1.5", "-0.0", "0.10", "1e2", LONG_NUMBER, f"-{LONG_NUMBER}", f"0.{LONG_NUMBER}")]
NUMBERS = [0, 1, 2, 3, -1, 100, BEYOND_IDS - 1, BEYOND_IDS, 10**20, 10**15, -(10**15)]

scalars = (
    st.none()
    | st.booleans()
    | st.sampled_from(NUMBERS)
    | st.sampled_from(RAW)
    | st.sampled_from(PLAUSIBLE)
    | st.text(max_size=8)
    | st.text(st.characters(categories=["Cs", "Cc", "Mn", "Zs"]), max_size=4)
    | st.sampled_from(["x" * 101, "x" * 256, "x" * 501, "e\u0301" * 300, "\u0301" * 40])
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4), max_leaves=8
)


@st.composite
def altered(draw: st.DrawFn, resource: str) -> Item:
    """A good item, stored or new, with some members dropped, moved or replaced; now and then nothing but noise."""
    number = draw(st.integers(0, STORED + 3))
    item: Item = draw(st.sampled_from([SAMPLES[resource].item, SAMPLES[resource].changed]))(number)
    own = sorted({*item, *registry.get(resource).serializer.strict_fields})
    for _ in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(own) | st.sampled_from(NAMES))
        place = item
        if isinstance(item.get(name), dict) and item[name] and draw(st.booleans()):
            item[name] = place = dict(item[name])
            name = draw(st.sampled_from(sorted(place)) | st.sampled_from(NAMES))
        if draw(st.booleans()):
            place[name] = draw(trees)
        else:
            place.pop(name, None)
    return item


def bodies(resource: str) -> st.SearchStrategy[object]:
    noise = st.dictionaries(st.sampled_from(NAMES), trees, max_size=6)
    item = altered(resource) | altered(resource) | altered(resource) | noise
    return item | st.lists(item | item | item | trees, max_size=5).map(lambda found: {resource: found}) | trees


queries = st.fixed_dictionaries(
    {},
    optional={
        "dryRun": st.sampled_from(["true", "false"]),
        "atomic": st.sampled_from(["true", "false", "false"]),
        "revive": st.sampled_from(["true", "false"]),
        "mode": st.sampled_from(["upsert", "createOnly", "updateOnly"]),
        "fieldActions": st.sampled_from([f"customFields{name}" for name in (":append", ":remove", ":replace", ".labels:append")]),
    },
)


@pytest.fixture
def stored(client: Client, owner: Person) -> Person:
    """The owner of a world in which some of the samples are stored."""
    for resource in SAMPLES:
        saved(client, owner, resource, *(SAMPLES[resource].item(number) for number in range(STORED)))
    return owner


@pytest.mark.parametrize("resource", list(SAMPLES))
def test_whatever_is_sent_every_item_gets_one_documented_answer(client: Client, stored: Person, resource: str) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(body=bodies(resource), query=queries, prefer=st.sampled_from([None, None, "return=minimal", "return=representation"]))
    def send(body: object, query: dict[str, str], prefer: str | None) -> None:
        with transaction.atomic():
            assert_answered(client, stored, resource, body, query, prefer)
            transaction.set_rollback(True)

    send()


def assert_answered(client: Client, person: Person, resource: str, body: object, query: dict[str, str], prefer: str | None) -> None:
    table = registry.get(resource).model.objects.visible_to(person.actor)
    before = table.count()
    answer = post_bytes(client, person, resource, encode(body), prefer=prefer, **query)
    assert answer.status_code < 500, answer.content
    assert answer["X-Request-ID"]
    told = answer.json()
    results = told.get("data", [told])
    created = sum(result.get("operationType") == "create" for result in results)
    is_kept = query.get("dryRun") != "true" and answer.status_code < 300
    assert table.count() == before + (created if is_kept else 0)
    if "code" in told:
        assert_documented(told["code"], answer.status_code)
    if "data" in told:
        assert isinstance(body, dict)
        assert [result["index"] for result in results] == list(range(len(body[resource])))
        assert told["summary"]["failed"] == sum(result["status"] >= 400 for result in results)
        assert answer.status_code == (200 if not told["summary"]["failed"] else 422 if told["atomic"] else 207)
    for result in results:
        assert_explained(result)


def assert_explained(result: Any) -> None:
    """A failed item says why, each reason with a documented code; the worst of them is its status."""
    for warning in result.get("warnings", ()):
        assert warning["code"] in DOCUMENTED
    errors = result.get("errors", ())
    for error in errors:
        assert DOCUMENTED[error["code"]]
        assert error.keys() == {"code", "field", "pointer", "message", "params"}
    if "index" in result:
        assert (result["status"] < 400) == (not errors) == ("operationType" in result)
        assert not errors or str(result["status"]) in {DOCUMENTED[error["code"]] for error in errors}


def assert_documented(code: str, status: int) -> None:
    assert DOCUMENTED[code] == str(status)
