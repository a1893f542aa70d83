"""What object permissions cost: pages and masks among 1.1 million grants, and whether time tells the hidden from the missing."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from accounts.actors import actor_for
from accounts.masks import mask_sql
from accounts.models import Account, Principal, User
from accounts.services import add_member, create_api_key, create_user
from benchmarks.measuring import Failed
from benchmarks.place import Place
from benchmarks.product import HOST
from relationships.models import Relationship

HEAVY, LIGHT = 80_000, 10
OTHERS, OF_EACH = 60, 17_000  # members besides, and how many relationships each of them sees
PAGE, BATCH = 50, 1_000
ROUNDS, WARM_UP = 30, 5
ASKED = 300  # times that each of hidden, foreign and missing is asked for
NOBODY = 2**62

# Spread over the account by a hash of the id, another one for each member.
GRANTS = """
INSERT INTO accounts_grant (account_id, principal_id, object_kind, object_id, mask, cause, created_at)
SELECT %(account)s, %(principal)s, 'relationship', id, 16, 'manual', now()
FROM (
    SELECT id FROM relationships_relationship WHERE account_id = %(account)s ORDER BY hashint8(id + %(turn)s) LIMIT %(count)s
) AS chosen
"""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Medians in ms: a page of 50 with its masks by SQL, for many and for few visible rows; masks of 1,000 rows; and GET of ids over HTTP.

    `grants` is how many there were, `ids` has hidden, foreign and missing, which took turns.
    """

    grants: int
    pages: dict[str, float]
    masks: float
    ids: dict[str, float]

    @property
    def tells_apart(self) -> float:
        """How far the slowest of hidden, foreign and missing is from the fastest. 1: nobody can tell."""
        return max(self.ids.values()) / min(self.ids.values())


def measure(place: Place, foreign: Place, dsn: str, port: int) -> Sharing:
    """Share the account's relationships, then look. Raises Failed for an answer that should not be."""
    account = place.account
    members = {name: _member(account, name) for name in ("heavy", "light", *(f"other {number}" for number in range(OTHERS)))}
    counts = {"heavy": HEAVY, "light": LIGHT}
    for turn, (name, user) in enumerate(members.items()):
        _share(account, user, counts.get(name, OF_EACH), turn)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE accounts_grant")
        cursor.execute("SELECT count(*) FROM accounts_grant WHERE account_id = %s", [account.pk])
        grants = cursor.fetchone()[0]
    with psycopg.connect(dsn, autocommit=True) as script:
        pages = {name: _page(script, account, members[name], min(counts[name], PAGE + 1)) for name in counts}
        masks = _masks(script, account, members["heavy"])
    return Sharing(grants, pages, masks, _ids(port, create_api_key(account, members["light"]), account, foreign.account))


def _member(account: Account, name: str) -> User:
    user = create_user(f"{name.replace(' ', '')}@bench.example", name=name)
    add_member(account, user, "Partner")
    return user


def _share(account: Account, user: User, count: int, turn: int) -> None:
    principal = Principal.rows.get(account=account, user=user)
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, {"account": account.pk, "principal": principal.pk, "turn": turn, "count": count})


def _page(script: psycopg.Connection[Any], account: Account, user: User, rows: int) -> float:
    """A page of rows with their masks, in order of id: the one statement that the product's own queryset makes."""
    actor = actor_for(user, account, channel="api")
    page = Relationship.objects.visible_to(actor).order_by("id").values_list("id", "mask")[: PAGE + 1]
    sql, parameters = page.query.sql_with_params()
    return _median(lambda: script.execute(sql, parameters).fetchall(), rows)


def _masks(script: psycopg.Connection[Any], account: Account, user: User) -> float:
    """The masks of 1,000 rows by id, as the engine reads them."""
    ids = list(Relationship.rows.filter(account=account).order_by("id").values_list("id", flat=True)[:BATCH])
    mask, parameters = mask_sql(actor_for(user, account, channel="api"), Relationship.sharing, "t")
    sql = f"SELECT t.id, {mask} FROM relationships_relationship t WHERE t.account_id = %s AND t.id = ANY(%s)"
    return _median(lambda: script.execute(sql, [*parameters, account.pk, ids]).fetchall(), BATCH)


def _median(ask: Callable[[], Sequence[Any]], rows: int) -> float:
    """Milliseconds at the median. Raises Failed unless so many rows come."""
    times = []
    for _ in range(WARM_UP + ROUNDS):
        start = time.perf_counter()
        found = len(ask())
        times.append(time.perf_counter() - start)
        if found != rows:
            raise Failed(f"{found} rows came where {rows} are shared.")
    return 1000 * statistics.median(times[WARM_UP:])


def _ids(port: int, key: str, account: Account, foreign: Account) -> dict[str, float]:
    """GET /relationships/{id} of what is hidden, foreign and missing, in turns."""
    hidden = Relationship.rows.filter(account=account).order_by("id").values_list("id", flat=True)
    theirs = Relationship.rows.filter(account=foreign).order_by("id").values_list("id", flat=True)
    paths = {"hidden": hidden[: ASKED + WARM_UP], "foreign": theirs[: ASKED + WARM_UP], "missing": range(NOBODY, NOBODY + ASKED + WARM_UP)}
    turns = list(zip(*paths.values(), strict=True))
    took: dict[str, list[float]] = {name: [] for name in paths}
    consumer = http.client.HTTPConnection(HOST, port, timeout=60)
    for turn, ids in enumerate(turns):
        for name, identity in zip(paths, ids, strict=True):
            start = time.perf_counter()
            consumer.request("GET", f"/api/v2/relationships/{identity}", headers={"Authorization": f"Bearer {key}"})
            response = consumer.getresponse()
            response.read()
            if turn >= WARM_UP and response.status == http.HTTPStatus.NOT_FOUND:
                took[name].append(time.perf_counter() - start)
    consumer.close()
    if min(map(len, took.values())) < ASKED - LIGHT:  # a few of the hidden ones may be among the ten that are shared
        raise Failed("An id that nobody may see was answered.")
    return {name: 1000 * statistics.median(times) for name, times in took.items()}
