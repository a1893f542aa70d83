"""One record at its own address: POST, GET, PATCH, PUT, DELETE and restore."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership, Role
from activity.models import Change
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.calls import API, Item, assert_problem, get, saved
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.samples import SAMPLES, changed_items, items
from tests.kit.worlds import World
from tests.upserts.edges import edge
from tests.upserts.ledger import ledger, statements
from upserts import registry

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}
every_resource = pytest.mark.parametrize("resource", list(registry.names()))


def call(client: Client, person: Person, method: str, path: str, body: object = None, **headers: str) -> Any:
    """The answer to <method> /api/v2/<path>. Header names in Python: if_match."""
    sent = person.headers | {name.replace("_", "-"): value for name, value in headers.items()}
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return client.generic(method.upper(), API + path, headers=sent, **data)


def errors(answer: Any) -> list[tuple[str, str | None]]:
    return sorted(((error["code"], error["field"]) for error in answer.json()["errors"]), key=str)


@pytest.fixture
def mill(client: Client, owner: Person) -> Item:
    """A factory with much to lose."""
    (made,) = saved(client, owner, "organizations", items("organizations", 1)[0])
    found: Item = get(client, owner, f"organizations/{made['id']}").json()
    return found


@every_resource
def test_post_creates_one_and_only_once(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (item,) = items(resource, 1)
    answer = call(client, owner, "post", resource, item)
    assert answer.status_code == 201, answer.content
    record = answer.json()
    assert answer["Location"] == f"http://testserver/api/v2/{resource}/{record['id']}"
    shown = client.get(answer["Location"], headers=owner.headers)
    assert (shown.content, shown["ETag"]) == (answer.content, answer["ETag"])
    with ledger() as book:
        again = call(client, owner, "post", resource, item)
    problem = assert_problem(again, 409, "duplicate_data")
    assert problem["errors"][0]["params"]["holder"]["id"] == record["id"]
    assert book.rows == {}


@every_resource
def test_patch_changes_what_it_names(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    before = get(client, owner, f"{resource}/{made['id']}").json()
    answer = call(client, owner, "patch", f"{resource}/{made['id']}", {"customFields": {"notes": "Patched"}})
    assert answer.status_code == 200, answer.content
    after = answer.json()
    assert after == before | {
        "customFields": before["customFields"] | {"notes": "Patched"},
        "version": before["version"] + 1,
        "updatedAt": after["updatedAt"],
    }
    again = call(client, owner, "patch", f"{resource}/{made['id']}", {"customFields": {"notes": "Patched"}})
    assert again.json()["version"] == after["version"]


@every_resource
def test_what_was_read_can_be_put_back_and_changes_nothing(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    path = f"{resource}/{made['id']}"
    read = get(client, owner, path)
    before = Change.rows.count()
    answer = call(client, owner, "put", path, read.json())
    assert (answer.status_code, answer.content) == (200, read.content), answer.content
    assert call(client, owner, "patch", path, read.json()).content == read.content
    assert Change.rows.count() == before


def test_put_of_an_organization_empties_what_it_leaves_out(client: Client, owner: Person, mill: Item) -> None:
    """Each line of “PUT, field by field” for organizations."""
    people = Contact.rows.filter(organization_id=mill["id"]).count()
    answer = call(client, owner, "put", f"organizations/{mill['id']}", {"name": "Mill"})
    assert answer.status_code == 200, answer.content
    after = get(client, owner, f"organizations/{mill['id']}").json()
    kept = {name: mill[name] for name in ("id", "externalId", "type", "status", "company", "inspId", "createdAt", "createdBy")}
    assert {name: after[name] for name in kept} == kept
    filled = {name for name, value in after.items() if name not in kept and value not in (None, {}, [], False, 0)}
    assert filled == {"name", "version", "updatedAt", "updatedBy", "permissions"}
    assert (after["contactPerson"], after["customFields"], after["ndaSigned"]) == (None, {}, False)
    assert Contact.rows.filter(organization_id=mill["id"]).count() == people
    assert not Contact.rows.filter(organization_id=mill["id"], is_primary=True).exists()


@pytest.mark.parametrize(
    ("resource", "body", "missing"),
    [
        ("organizations", {"city": "Porto"}, [("required", "name")]),
        ("contacts", {}, [("required", "email"), ("required", "firstName")]),
        ("relationships", {}, [("required", "relationshipStatus"), ("required", "types")]),
    ],
)
def test_put_needs_what_a_record_can_not_be_without(
    client: Client, owner: Person, resource: str, body: Item, missing: list[tuple[str, str]]
) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    with ledger() as book:
        answer = call(client, owner, "put", f"{resource}/{made['id']}", body)
    assert_problem(answer, 400, "required")
    assert errors(answer) == missing
    assert book.rows == {}


def test_put_of_an_edge_empties_lists_and_lead_supplier(client: Client, owner: Person, ends: dict[str, int]) -> None:
    full = edge(leadSupplier=external("F-1"), contacts=[{"email": "joe@x.example"}], customFields={"notes": "x"})
    (made,) = saved(client, owner, "relationships", full)
    answer = call(client, owner, "put", f"relationships/{made['id']}", {"types": ["maker"], "relationshipStatus": "inactive"})
    after = answer.json()
    assert answer.status_code == 200, answer.content
    assert (after["leadSupplier"], after["contacts"], after["customFields"], after["types"]) == (None, [], {}, ["maker"])
    assert (after["source"]["externalId"], after["target"]["externalId"]) == ("S-1", "B-1")


def test_put_keeps_inactive_fields_and_judges_required_ones(client: Client, owner: Person, world: World, mill: Item) -> None:
    Organization.rows.filter(pk=mill["id"]).update(custom_fields={"legacy": "kept", "notes": "gone"})
    answer = call(client, owner, "put", f"organizations/{mill['id']}", {"name": "Mill", "customFields": {"headcount": 3}})
    assert answer.json()["customFields"] == {"legacy": "kept", "headcount": 3}


def test_types_and_contacts_are_judged_by_the_ends_though_a_patch_does_not_name_them(
    client: Client, owner: Person, ends: dict[str, int]
) -> None:
    (made,) = saved(client, owner, "relationships", edge("F-1", "S-1"))
    path = f"relationships/{made['id']}"
    assert errors(call(client, owner, "patch", path, {"types": ["supplies brand"]})) == [("relationship_type_not_allowed", "types[0]")]
    assert errors(call(client, owner, "patch", path, {"contacts": [{"email": "ann@x.example"}]})) == [
        ("contact_not_found", "contacts[0].email")
    ]
    assert call(client, owner, "patch", path, {"contacts": [{"email": "eve@x.example"}]}).json()["contacts"][0]["firstName"] == "Eve"


@pytest.mark.parametrize("method", ["patch", "put"])
def test_what_never_changes_is_refused(client: Client, owner: Person, ends: dict[str, int], method: str) -> None:
    (made,) = saved(client, owner, "relationships", edge())
    other = {"types": ["maker"], "relationshipStatus": "active", "target": external("F-1")}
    assert errors(call(client, owner, method, f"relationships/{made['id']}", other)) == [("immutable_field", "target")]
    retyped = call(client, owner, method, f"organizations/{ends['S-1']}", {"name": "Supplier", "type": "F"})
    assert errors(retyped) == [("immutable_field", "type")]
    assert errors(call(client, owner, method, f"organizations/{ends['S-1']}", {"name": "Supplier", "id": ends["B-1"]})) == [
        ("read_only_field", "id")
    ]


@every_resource
@pytest.mark.parametrize("method", ["get", "patch", "put", "delete"])
def test_foreign_and_missing_records_get_the_same_404_by_the_same_statements(
    client: Client, world: World, resource: str, method: str
) -> None:
    for person in (world.owner, world.cast.stranger):
        SAMPLES[resource].prepare(person, 1)
    (foreign,) = saved(client, world.cast.stranger, resource, *items(resource, 1))
    body = None if method in ("get", "delete") else {}
    get(client, world.owner, "me")
    seen = []
    with ledger() as book:
        for identity in (foreign["id"], 10**12, "x", 0, 2**63):
            with statements() as found:
                answer = call(client, world.owner, method, f"{resource}/{identity}", body)
            seen.append((assert_problem(answer, 404, "not_found"), len(found)))
    assert seen[0] == seen[1]
    assert {repr(problem) for problem, _ in seen} == {repr(seen[0][0])}
    assert book.rows == {}


@every_resource
def test_delete_removes_and_an_organization_is_archived(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    path = f"{resource}/{made['id']}"
    answer = call(client, owner, "delete", path)
    assert (answer.status_code, answer.content) == (204, b"")
    kind = registry.get(resource).record_type
    told = Change.rows.filter(record_type=kind, record_id=made["id"]).order_by("-sequence")[0]
    if resource == "organizations":
        assert (get(client, owner, path).json()["status"], told.operation) == ("archived", "archive")
        assert call(client, owner, "delete", path).status_code == 204
        restored = call(client, owner, "post", f"{path}/restore")
        assert (restored.status_code, restored.json()["status"], restored.json()["version"]) == (200, "active", 3)
        assert call(client, owner, "post", f"{path}/restore").json()["version"] == 3
    else:
        assert told.operation == "delete"
        assert get(client, owner, path).status_code == 404
        assert call(client, owner, "delete", path).status_code == 404


def test_a_removed_contact_leaves_the_lists_of_its_edges(client: Client, owner: Person, ends: dict[str, int]) -> None:
    (made,) = saved(client, owner, "relationships", edge(contacts=[{"email": "joe@x.example"}]))
    (contact,) = get(client, owner, f"relationships/{made['id']}").json()["contacts"]
    assert call(client, owner, "delete", f"contacts/{contact['id']}").status_code == 204
    after = get(client, owner, f"relationships/{made['id']}").json()
    assert (after["contacts"], after["version"]) == ([], 2)


def test_a_removed_edge_takes_its_grants_along(client: Client, world: World, ends: dict[str, int]) -> None:
    (made,) = saved(client, world.owner, "relationships", edge())
    partner = make_partner(world.cast.acme, "partner@acme.example")
    grant = share(partner, "relationship", made["id"], "relationship-read")
    assert call(client, world.owner, "delete", f"relationships/{made['id']}").status_code == 204
    assert not type(grant).rows.filter(pk=grant.pk).exists()
    assert not Relationship.rows.filter(pk=made["id"]).exists()


@every_resource
def test_if_match_writes_only_what_was_read(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    path = f"{resource}/{made['id']}"
    tag = get(client, owner, path)["ETag"]
    changed = call(client, owner, "patch", path, {"customFields": {"notes": "1"}}, if_match=tag)
    assert changed.status_code == 200
    before = get(client, owner, path).content
    for method, body in (("patch", {"customFields": {"notes": "2"}}), ("put", json.loads(before)), ("delete", None)):
        for stale in (tag, '"nonsense"', '"9-0123456789abcdef"'):
            refused = call(client, owner, method, path, body, if_match=stale)
            assert_problem(refused, 412, "precondition_failed")
    assert get(client, owner, path).content == before
    both = call(client, owner, "patch", path, {"customFields": {"notes": "3"}}, if_match=f"{tag}, W/{changed['ETag']}")
    assert both.status_code == 200
    assert call(client, owner, "patch", path, {"customFields": {"notes": "4"}}, if_match="*").status_code == 200
    assert call(client, owner, "patch", path, {"customFields": {"notes": "5"}, "ifVersion": 1}).json()["code"] == "version_conflict"
    assert_problem(call(client, owner, "patch", path, {}, if_match="7"), 400, "invalid_parameter")


def test_if_none_match_spares_the_body(client: Client, owner: Person, mill: Item) -> None:
    path = f"organizations/{mill['id']}"
    tag = get(client, owner, path)["ETag"]
    for sent in (tag, f'"other", {tag}', "*", f"W/{tag}"):
        answer = call(client, owner, "get", path, if_none_match=sent)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert call(client, owner, "get", path, if_none_match='"other"').status_code == 200
    assert_problem(call(client, owner, "get", path, if_none_match="tag"), 400, "invalid_parameter")


def test_the_tag_changes_with_what_is_shown(client: Client, owner: Person, ends: dict[str, int]) -> None:
    """A new name in a stub is no new version of the edge, but it is another answer."""
    (made,) = saved(client, owner, "relationships", edge())
    first = get(client, owner, f"relationships/{made['id']}")["ETag"]
    call(client, owner, "patch", f"organizations/{ends['S-1']}", {"name": "Renamed"})
    second = get(client, owner, f"relationships/{made['id']}")["ETag"]
    assert first != second
    assert first.partition("-")[0] == second.partition("-")[0]


def test_prefer_minimal_leaves_the_record_out(client: Client, owner: Person, mill: Item) -> None:
    path = f"organizations/{mill['id']}"
    answer = call(client, owner, "patch", path, {"city": "Braga"}, prefer="return=minimal")
    assert (answer.status_code, answer.content, answer["Preference-Applied"]) == (204, b"", "return=minimal")
    assert answer["ETag"] == get(client, owner, path)["ETag"]
    made = call(client, owner, "post", "organizations", MILL, prefer="return=minimal")
    assert (made.status_code, made.content) == (201, b"")


@pytest.mark.parametrize(
    ("method", "path", "verb"),
    [
        ("post", "organizations", "CREATE"),
        ("patch", "organizations/{id}", "UPDATE"),
        ("put", "organizations/{id}", "UPDATE"),
        ("delete", "organizations/{id}", "DELETE"),
        ("post", "organizations/{id}/restore", "UPDATE"),
    ],
)
def test_each_method_takes_its_operation(client: Client, world: World, mill: Item, method: str, path: str, verb: str) -> None:
    person = world.cast.integration
    role = Role(account=world.cast.acme, name="All but one", reach="all", mask=7)
    role.operations = sorted({*(f"ORGANIZATION.{other}" for other in ("CREATE", "READ", "UPDATE", "DELETE"))} - {f"ORGANIZATION.{verb}"})
    role.save()
    Membership.rows.filter(user=person.user).update(role=role)
    body = None if method == "delete" or path.endswith("restore") else {"name": "Other", "type": "F"}
    answer = call(client, person, method, path.format(id=mill["id"]), body)
    assert_problem(answer, 403, "permission_denied")


def test_archiving_takes_full_and_editing_does_not(client: Client, world: World, mill: Item) -> None:
    partner = make_partner(world.cast.acme, "partner@acme.example", "READ", "UPDATE", "DELETE")
    share(partner, "organization", mill["id"], "edit")
    path = f"organizations/{mill['id']}"
    assert call(client, partner, "patch", path, {"city": "Braga"}).status_code == 200
    refused = assert_problem(call(client, partner, "delete", path), 403, "permission_denied")
    assert refused["errors"][0]["params"] == {"needed": ["full_organization"]}


@pytest.mark.parametrize("body", [[], "x", 3, None, {"organizations": [MILL]}, {"name": {"deep": 1}}, {"nope": 1}])
@pytest.mark.parametrize(("method", "path"), [("post", "organizations"), ("patch", "organizations/{id}"), ("put", "organizations/{id}")])
def test_bodies_that_are_no_item_are_refused(client: Client, owner: Person, mill: Item, method: str, path: str, body: object) -> None:
    answer = client.generic(
        method.upper(), API + path.format(id=mill["id"]), json.dumps(body), content_type="application/json", headers=owner.headers
    )
    assert answer.status_code == 400, answer.content
    assert get(client, owner, f"organizations/{mill['id']}").json() == mill


@every_resource
def test_one_write_takes_few_statements(client: Client, owner: Person, resource: str) -> None:
    SAMPLES[resource].prepare(owner, 1)
    (made,) = saved(client, owner, resource, *items(resource, 1))
    get(client, owner, "me")
    (changed,) = changed_items(resource, 1)
    keys = ("source", "target", "organization", "type")
    with statements() as found:
        answer = call(client, owner, "patch", f"{resource}/{made['id']}", {name: changed[name] for name in changed if name not in keys})
    assert answer.status_code == 200, answer.content
    assert len(found) <= 36, "\n".join(found)
