"""Customer-style update: a record kept current at its address by PUT, which replaces all of it, and PATCH, which changes what it names."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from activity.models import Change
from tests.kit.calls import API, Item, assert_problem, get, saved
from tests.kit.cast import Person
from tests.kit.worlds import World
from tests.kit.writing import written
from tests.upserts.ledger import ledger
from tests.upserts.test_records import call

ANN = {"name": "Ann Weaver", "email": "ann@mill.example", "type": "sales"}
TEXTS = {
    "name": "Alder Mill & Sons",
    "addressLine1": "1 Mill Lane",
    "addressLine2": "Gate B",
    "city": "Porto",
    "stateProvince": "Porto",
    "zipPostalCode": "4000-001",
    "phone": "+351 22 000",
    "mobile": "+351 91 000",
    "fax": "+351 22 001",
    "website": "https://mill.example",
    "generalDescription": "Weaving.\nDyeing.",
    "supplementaryDescription": "Two sites.",
    "additionalDescription": "Closed in August.",
}
REST: Item = {
    "ndaSigned": True,
    "ndaSignedDate": "2024-02-29",
    "msaSigned": True,
    "msaSignedDate": "2025-01-31",
    "latitude": 41.15,
    "longitude": -8.61,
}


@pytest.fixture
def mill(client: Client, owner: Person) -> int:
    """What the supplier directory knew of the mill at first. The account has two companies."""
    written(client, owner, "post", "companies", {"number": 2, "name": "Acme Asia"})
    identity: int = saved(client, owner, "organizations", {"externalId": "M-1", "type": "F", "name": "Alder Mill", "company": 1})[0]["id"]
    return identity


@pytest.fixture
def whole(world: World) -> Item:
    """Every member that the customer's system holds. Templates name their fields by id, custom fields theirs by key."""
    fields = world.template_fields
    return {
        **TEXTS,
        **REST,
        "country": "PT",
        "company": 2,
        "category": world.category.pk,
        "contactPerson": ANN,
        "template": {
            "id": world.template.pk,
            "fields": [{"id": fields["auditor"].pk, "value": "Eva Dias"}, {"id": fields["score"].pk, "value": "87"}],
        },
        "customFields": {"notes": "Primary", "spend": "12.5", "millCode": "M1"},
    }


def shown(client: Client, person: Person, identity: int) -> Item:
    found: Item = get(client, person, f"organizations/{identity}").json()
    return found


def test_a_put_with_everything_is_stored_and_read_back(client: Client, world: World, mill: int, whole: Item) -> None:
    answer = call(client, world.owner, "put", f"organizations/{mill}", whole)
    assert answer.status_code == 200, answer.content
    read = shown(client, world.owner, mill)
    assert answer.json() == read
    assert {name: read[name] for name in (*TEXTS, *REST)} == {**TEXTS, **REST, "latitude": read["latitude"], "longitude": read["longitude"]}
    assert (float(read["latitude"]), float(read["longitude"])) == (41.15, -8.61)
    assert (read["externalId"], read["type"], read["version"]) == ("M-1", "F", 2)
    assert (read["country"], read["company"]) == ("PT", 2)
    assert read["category"] == {"id": world.category.pk, "name": "Textiles"}
    assert read["contactPerson"] == ANN
    assert (read["template"]["id"], read["template"]["name"]) == (world.template.pk, "Audit")
    assert [(field["key"], field["value"]) for field in read["template"]["fields"]] == [("auditor", "Eva Dias"), ("score", 87)]
    own = {"notes": "Primary", "spend": "12.50", "millCode": "M1"}
    assert read["customFields"] == {**own, "auditor": "Eva Dias", "score": 87}
    numeric = call(client, world.owner, "put", f"organizations/{mill}", {**whole, "country": "620"})
    assert (numeric.json()["country"], numeric.json()["version"]) == ("PT", 2)
    codes = {row["numeric"]: row["alpha2"] for row in get(client, world.owner, "countries").json()["data"]}
    assert codes["620"] == "PT"


def test_a_put_with_one_member_empties_the_others_and_a_get_proves_it(client: Client, world: World, mill: int, whole: Item) -> None:
    """Each line of “PUT, field by field”."""
    owner, path = world.owner, f"organizations/{mill}"
    call(client, owner, "put", path, whole)
    assert_problem(call(client, owner, "put", path, {"name": "Alder"}), 400, "required")  # company: the account has two
    assert call(client, owner, "put", path, {"name": "Alder", "company": 1}).status_code == 200
    read = shown(client, owner, mill)
    kept = {"externalId": "M-1", "type": "F", "status": "active", "name": "Alder", "company": 1}
    assert {name: read[name] for name in kept} == kept
    emptied = [*(name for name in TEXTS if name != "name"), "ndaSignedDate", "msaSignedDate", "latitude", "longitude", "country"]
    emptied += ["category", "contactPerson", "template"]
    assert {name: read[name] for name in emptied} == dict.fromkeys(emptied)
    assert (read["ndaSigned"], read["msaSigned"], read["customFields"]) == (False, False, {})
    (ann,) = get(client, owner, "contacts", organizationId=mill).json()["data"]
    assert (ann["email"], ann["isPrimary"]) == (ANN["email"], False)  # the contact stays, without the flag


def test_a_patch_touches_what_it_names_and_null_clears(client: Client, world: World, mill: int, whole: Item) -> None:
    owner, path = world.owner, f"organizations/{mill}"
    before = call(client, owner, "put", path, whole).json()
    answer = call(client, owner, "patch", path, {"city": "Braga", "category": None, "customFields": {"notes": None}})
    after = shown(client, owner, mill)
    assert answer.json() == after
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"city", "category", "customFields", "version", "updatedAt"}
    assert (after["city"], after["category"], after["customFields"].get("notes")) == ("Braga", None, None)
    one = {"template": {"id": world.template.pk, "fields": [{"id": world.template_fields["score"].pk, "value": 90}]}}
    assert call(client, owner, "patch", path, one).json()["customFields"]["auditor"] == "Eva Dias"
    (told,) = Change.objects.visible_to(owner.actor).filter(record_id=mill, record_type="organization").order_by("-sequence")[:1]
    assert told.changes == {"customFields.score": [87, 90]}


def test_what_was_read_is_put_back_unchanged_and_a_stale_tag_changes_nothing(client: Client, world: World, mill: int, whole: Item) -> None:
    owner, path = world.owner, f"organizations/{mill}"
    call(client, owner, "put", path, whole)
    read = get(client, owner, path)
    with ledger() as book:
        again = call(client, owner, "put", path, read.json(), if_match=read["ETag"])
    assert (again.status_code, again.content, again["ETag"], book.rows) == (200, read.content, read["ETag"], {})
    call(client, owner, "patch", path, {"city": "Braga"}, if_match=read["ETag"])
    for method, body in (("put", whole), ("patch", {"city": "Faro"}), ("delete", None)):
        with ledger() as book:
            stale = call(client, owner, method, path, body, if_match=read["ETag"])
        assert_problem(stale, 412, "precondition_failed")
        assert book.rows == {}
    assert (shown(client, owner, mill)["city"], shown(client, owner, mill)["version"]) == ("Braga", 3)


def test_it_takes_a_bearer_token_and_tells_the_limits(client: Client, world: World, mill: int, settings: Any) -> None:
    settings.RATE_LIMIT_REQUESTS = 600
    assert client.patch(f"{API}organizations/{mill}", {}, content_type="application/json")["WWW-Authenticate"] == "Bearer"
    answer = call(client, world.owner, "patch", f"organizations/{mill}", {"city": "Porto"})
    assert (answer.status_code, answer["RateLimit-Policy"]) == (200, '"requests";q=600;w=60')
