"""How rows are counted for who sees them by many grants: the grants at once, for a count meets all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Principal
from accounts.principals import FEW_GRANTS
from tests.kit.calls import get, rows
from tests.kit.cast import Cast, Person, make_cast
from tests.kit.chain import Chain, make_chain
from tests.kit.granting import make_partner, share
from tests.kit.scenes import kept_for_module

Scene = tuple[Cast, Chain, Person]
LISTS: list[tuple[str, dict[str, Any]]] = [
    ("organizations", {}),
    ("organizations", {"type": "S"}),
    ("contacts", {"q": "joe"}),
    ("relationships", {}),
    ("relationships", {"relationshipType": "maker"}),
    ("relationships", {"permission": "edit"}),
]
# permissions.md: grants in an array, and grants row by row.
AT_ONCE, ROW_BY_ROW = "= ANY(ARRAY(SELECT object_id FROM accounts_grant", "EXISTS (SELECT 1 FROM accounts_grant"


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Six suppliers of a brand; the partner sees two of them and one more relationship, and more grants than it can use."""
    with kept_for_module(django_db_blocker):
        cast = make_cast()
        chain = make_chain(cast.owner, suppliers=6)
        partner = make_partner(cast.acme, "partner@acme.example")
        for identity, permission in zip(chain.organizations[1:3], ("read", "edit"), strict=True):
            share(partner, "organization", identity, permission)
        share(partner, "relationship", chain.relationships[4], "relationship-read")
        whose = Principal.rows.get(account=cast.acme, user=partner.user)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_grant (account_id, principal_id, object_kind, object_id, mask, cause, created_at) "
                "SELECT %s, %s, 'relationship', 1000000 + n, 16, 'manual', now() FROM generate_series(0, %s) AS n",
                [cast.acme.pk, whose.pk, FEW_GRANTS],
            )
        yield cast, chain, partner


@pytest.fixture
def scene(shown: Scene, db: None) -> Scene:
    return shown


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_the_total_is_the_number_of_rows_that_are_seen(client: Client, scene: Scene, name: str, query: dict[str, Any]) -> None:
    partner = scene[2]
    found = rows(client, partner, name, **query)
    assert found
    body = get(client, partner, name, **query, limit=1, total="true").json()
    assert body["page"]["total"] == len(found)
    assert body["data"] == found[:1]


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_many_grants_are_gathered_for_the_total_and_looked_up_for_the_page(
    client: Client, scene: Scene, name: str, query: dict[str, Any]
) -> None:
    with CaptureQueriesContext(connection) as caught:
        get(client, scene[2], name, **query, total="true")
    statements = [one["sql"] for one in caught.captured_queries]
    (count,) = (sql for sql in statements if "COUNT(*)" in sql)
    (page,) = (sql for sql in statements if "LIMIT 51" in sql)
    assert AT_ONCE in count
    assert ROW_BY_ROW not in count
    assert ROW_BY_ROW in page
