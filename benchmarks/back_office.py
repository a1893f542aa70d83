"""How long the lists of records in the admin take in a large account, over HTTP, by an operator's session: in it, and over all accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from accounts.services import create_user
from backoffice.scope import ALL_ACCOUNTS
from benchmarks.browsing import visitor
from benchmarks.directory import Directory
from benchmarks.lists import Reader, Reading, Readings
from benchmarks.measuring import Cost, Failed, Meter, Series
from benchmarks.product import Product
from organizations.models import Category
from relationships.models import RelationshipType

ROW = re.compile(r'name="_selected_action"')
# The first page, one far behind it, what finds many rows and what few, an order without an index.
EVERYWHERE = ("", "p=1000", "q=an", "q=irconi", "updated_at__year={year}")
LISTS = {
    "organizations/organization": ("type__exact=F", "status__exact=active", "country=CN", "category__id__exact={category}", "o=-5"),
    "contacts/contact": ("type__exact=billing", "is_primary__exact=1", "organization={hub}", "o=3"),
    "relationships/relationship": ("relationship_status__exact=inactive", "relationship_type={type}", "source={hub}", "o=5"),
    "products/product": ("product_type__exact=ADDON", "category__id__exact={goods}", "parent={line}", "o=8"),
}
OWN_FIELDS = ("customFields.grade=D", "customFields.labels=bio", "customFields.certified=true")  # of one account


def every_page(*, is_all: bool) -> Iterator[str]:
    """The addresses, with names to be filled in."""
    for path, queries in LISTS.items():
        for query in (*EVERYWHERE, *queries, *(() if is_all else OWN_FIELDS)):
            yield f"{path}/?{query}"


def operator(port: int, server: int | None) -> Product:
    """An operator of the installation who works in the account, as a browser: a session instead of a key."""
    user = create_user("operator@bench.example", name="Operator")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return visitor(port, User.objects.get(pk=user.pk), server)


def look_at_all(operator: Product) -> None:
    """From now on the operator looks at all accounts."""
    session = SessionStore(operator.headers["Cookie"].partition("=")[2])
    session[ALL_ACCOUNTS] = True
    session.save()


def browse_both(meter: Meter, operator: Product, directory: Directory, *, rounds: int, warm_up: int) -> Readings:
    """The lists of the account, then those over all accounts, which say so."""
    mine = browse(meter, operator, directory, is_all=False, rounds=rounds, warm_up=warm_up)
    look_at_all(operator)
    everybodys = browse(meter, operator, directory, is_all=True, rounds=rounds, warm_up=warm_up)
    told = tuple(replace(one, request=f"{one.request}, all accounts") for one in everybodys.all)
    return replace(mine, all=(*mine.all, *told))


def browse(meter: Meter, reader: Reader, directory: Directory, *, is_all: bool, rounds: int, warm_up: int) -> Readings:
    """Every page once a round. Raises Failed for one without rows."""
    named = _named(directory)
    paths = {page: f"/admin/{page.format_map(named)}" for page in every_page(is_all=is_all)}
    found: dict[str, int] = {}
    costs: dict[str, list[Cost]] = {page: [] for page in paths}
    for number in range(-warm_up, rounds):
        for page, path in paths.items():
            answer, cost = meter.measure(lambda path=path: reader.get(path), reader.processes())  # type: ignore[misc]
            found[page] = _rows(page, answer)
            if number >= 0:
                costs[page].append(cost)
    return Readings(directory.counts, tuple(Reading(page, found[page], Series(1, tuple(costs[page]))) for page in paths))


def _named(directory: Directory) -> dict[str, Any]:
    account = directory.account
    year = account.created_at.year
    category = Category.rows.filter(account=account).order_by("pk")[0].pk
    kind = RelationshipType.rows.filter(account=account).order_by("pk")[0].pk
    return {**directory.named, "year": year, "category": category, "type": kind}


def _rows(page: str, answer: bytes) -> int:
    rows = len(ROW.findall(answer.decode()))
    if not rows:
        raise Failed(f"The page {page} finds nothing.")
    return rows
