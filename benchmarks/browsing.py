"""How long the list pages of staff take in a large account, over HTTP, by a session: every order there is, filters, deep pages, views."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.platforms import CHOSEN
from benchmarks.directory import SLUG, Directory
from benchmarks.lists import Reader, Reading, Readings
from benchmarks.measuring import Cost, Failed, Meter, Series
from benchmarks.product import Product
from benchmarks.requests import NAMES
from imports.export_pages import LISTS

NEXT = re.compile(r'href="\?([^"]+)"[^>]* rel="next"')
ROW = re.compile(r'<tr role="row">')
DEEP = 20  # pages
FILTERS = {
    "organizations": (
        "",
        "size=200",
        "q=irconi",
        "q=an",
        "country=CN&sort=country,-name",
        "type=I&country=PT",
        "type=F&sort=type,country,name",
        "includeArchived=true&sort=-updatedAt",
        "customFields.headcount__gte=9999",
        "customFields.grade=D&sort=country,name&columns=name,customFields.grade,customFields.labels",
        "count=all",
    ),
    "contacts": ("", "q=irconi", "type=billing&sort=organization,-email", "customFields.headcount__gte=9999", "count=all"),
    "relationships": (
        "",
        "size=200",
        "q=cotton",
        "relationshipType=auditor&sort=target,source",
        "relationshipStatus=inactive&sort=-source",
        "customFields.headcount__gte=9999",
        "count=all",
    ),
    "products": (
        "",
        "q=irconi",
        "q=an",
        "productType=ADDON&sort=category,-name",
        "includeArchived=true&sort=status,name",
        "customFields.headcount__gte=9999",
        "count=all",
    ),
}


def every_page() -> Iterator[str]:
    """The pages from their beginning: the filters, and every column that a list can be sorted by, both ways."""
    for name in NAMES:
        yield from (f"{name}?{query}" for query in FILTERS[name])
        yield from (f"{name}?sort={sign}{column}" for column in LISTS[name].sorts for sign in ("", "-"))


def visitor(port: int, user: User, server: int | None) -> Product:
    """Somebody who is signed in, as a browser: a session instead of a key."""
    found = Product(port, "", server)
    found.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in(user, SLUG)}"}
    return found


def signed_in(user: User, slug: str) -> str:
    """The key of a new session of the user, who works in that account."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[CHOSEN] = slug
    session.save()
    return str(session.session_key)


def browse(meter: Meter, reader: Reader, directory: Directory, *, rounds: int, warm_up: int) -> Readings:
    """Every page once a round; each list is also walked twenty pages deep, whose last one counts. Raises Failed for one without rows."""
    paths = [*every_page(), *(deep for name in NAMES if (deep := _deep(reader, name)))]
    found: dict[str, int] = {}
    costs: dict[str, list[Cost]] = {path: [] for path in paths}
    for number in range(-warm_up, rounds):
        for path in paths:
            answer, cost = meter.measure(lambda path=path: reader.get(f"/{path}"), reader.processes())  # type: ignore[misc]
            found[path] = _rows(path, answer)
            if number >= 0:
                costs[path].append(cost)
    return Readings(directory.counts, tuple(Reading(_short(path), found[path], Series(1, tuple(costs[path]))) for path in paths))


def _deep(reader: Reader, name: str) -> str:
    """The address of a page far from the beginning; "" where the list is shorter."""
    path = name
    for _ in range(DEEP):
        following = NEXT.search(reader.get(f"/{path}").decode())
        if following is None:
            return ""
        path = f"{name}?{following[1].replace('&amp;', '&')}"
    return path


def _rows(path: str, answer: bytes) -> int:
    rows: Sequence[str] = ROW.findall(answer.decode())
    if len(rows) < 2:  # the first is the head
        raise Failed(f"The page {path} finds nothing.")
    return len(rows) - 1


def _short(path: str) -> str:
    return re.sub(r"cursor=.*", f"page {DEEP}", path)
