from __future__ import annotations

import pytest
from django.test import Client

from accounts.grants import SharedRecord
from accounts.models import Grant, Role
from accounts.roles import RECORDS, VERBS, operations
from activity.models import Change
from tests.accounts.sharing import EVERYONE, give, held, named
from tests.kit.calls import assert_problem, get, statements
from tests.kit.cast import Cast, Person, make_person
from tests.kit.chain import Chain, make_chain
from tests.kit.writing import assert_refused, send, written

pytestmark = pytest.mark.django_db
READERS = {"grants": [{"principal": {"kind": "account"}, "permissions": ["relationship-read"]}]}


@pytest.fixture
def chain(cast: Cast) -> Chain:
    make_chain(cast.stranger, 1)
    return make_chain(cast.owner, 2)


def guest(cast: Cast) -> Person:
    Role(account=cast.acme, name="Guest", operations=sorted(operations(RECORDS, VERBS)), reach="granted", mask=0).save()
    return make_person(cast.acme, "Guest", "guest@acme.example")


def edge(chain: Chain) -> SharedRecord:
    return SharedRecord("relationship", chain.relationships[0])


def path(chain: Chain) -> str:
    return f"relationships/{chain.relationships[0]}/grants"


def test_a_relationship_is_shared_by_itself(client: Client, cast: Cast, chain: Chain):
    (row,) = written(client, cast.owner, "put", path(chain), READERS)["grants"]
    assert (row["permissions"], row["cause"]) == (["relationship-read"], "manual")
    assert held(cast.acme, edge(chain)) == [("account", None, 16, "manual")]
    assert Change.rows.filter(account=cast.acme).latest("sequence").record_type == "relationship"
    assert get(client, cast.owner, f"organizations/{chain.organizations[0]}/grants").json() == {"grants": []}
    person = guest(cast)
    assert get(client, person, f"relationships/{edge(chain).id}").json()["permissions"] == ["relationship-read"]
    assert get(client, person, f"organizations/{chain.organizations[0]}").status_code == 404


@pytest.mark.parametrize("end", [0, 1])
def test_a_sharer_of_an_end_shares_its_relationships(client: Client, cast: Cast, chain: Chain, end: int):
    person = guest(cast)
    organization = SharedRecord("organization", chain.organizations[end])
    give(cast.acme, named(person.actor), "edit", "share", record=organization)
    assert written(client, person, "put", path(chain), READERS)
    body = {"grants": [{"principal": {"kind": "account"}, "permissions": ["full"]}]}
    assert_refused(send(client, person, "put", path(chain), body), 403, ("share_not_permitted", "grants[0].permissions"))


def test_a_sharer_of_another_organization_does_not(client: Client, cast: Cast, chain: Chain):
    person = guest(cast)
    give(cast.acme, named(person.actor), "full", record=SharedRecord("organization", chain.organizations[2]))
    give(cast.acme, named(person.actor), "relationship-edit", record=edge(chain))
    assert_refused(send(client, person, "put", path(chain), READERS), 403, ("share_not_permitted", None))


@pytest.mark.parametrize("method", ["get", "put"])
def test_foreign_invisible_and_missing_relationships_are_not_found_alike(client: Client, cast: Cast, chain: Chain, method: str):
    count = Grant.rows.count()
    foreign = get(client, cast.stranger, "relationships").json()["data"][0]["id"]
    body = READERS if method == "put" else None
    asked = [(cast.owner, foreign), (cast.owner, 2**62), (cast.owner, "0"), (guest(cast), edge(chain).id)]
    bodies = [assert_problem(send(client, person, method, f"relationships/{id_}/grants", body), 404, "not_found") for person, id_ in asked]
    assert all(found == bodies[0] for found in bodies)
    assert Grant.rows.count() == count


def test_thirty_grants_take_as_many_statements_as_one(client: Client, cast: Cast, chain: Chain):
    give(cast.acme, EVERYONE, "read", record=edge(chain))
    few = statements(client, cast.owner, path(chain))
    for number in range(30):
        give(cast.acme, named(make_person(cast.acme, "Viewer", f"p{number}@acme.example").actor), "read", record=edge(chain))
    assert statements(client, cast.owner, path(chain)) == few
