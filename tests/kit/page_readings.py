"""Everything that somebody can read on staff pages: every page of the URL map, about everything that there is in either account."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.test import Client

from accounts.models import ApiKey, Company, Membership, Role, Team
from contacts.models import Contact, ContactRole
from customfields.definitions import load_definitions
from customfields.models import CustomField, CustomFieldTemplate
from organizations.insp_id import insp_id
from organizations.models import Category, Organization
from products.models import Product, ProductCategory
from relationships.models import Relationship, RelationshipType
from tests.kit.canary_readings import Heard
from tests.kit.matrix_standings import FOREIGN, HIDDEN, OWN
from tests.kit.page_lines import NO_METHOD, PageLine
from tests.kit.page_matrix import line_of
from tests.kit.page_routes import PageRoute, page_routes
from tests.kit.page_scene import LISTS, PageScene
from upserts.event_sight import record_types
from upserts.models import BulkRun

READABLE = (200, 302, 403, 404, 422)
CODE = re.compile(r"/organizations/(\w{6,10})\b")
MODELS: dict[str, type[models.Model]] = {
    "organization insp": Organization,
    "contact": Contact,
    "relationship": Relationship,
    "product": Product,
    "company": Company,
    "user": Membership,
    "role": Role,
    "team": Team,
    "key": ApiKey,
    "field-id": CustomField,
    "template": CustomFieldTemplate,
    "category": Category,
    "type-id": RelationshipType,
    "contact-role-id": ContactRole,
    "product category": ProductCategory,
    **{f"{name} run": BulkRun for name in LISTS},
}
COLUMNS = {"company": "number", "user": "user_id"}
# Members whose fields show other records, beside the one of the table.
MEMBERS = {
    "organizations": ("contactPerson",),
    "relationships": ("contacts", "types", "leadSupplier"),
    "products": ("parentProductId", "category"),
}


def readings(pages: PageScene, client: Client) -> Iterator[Heard]:
    """What each page answers to this browser: at each of its addresses, and where a query of it names what is hidden."""
    for name, route in page_routes().items():
        line = line_of(name)
        if line.opened.answer == NO_METHOD:
            continue
        for address, query in itertools.product(_addresses(pages, name, route), _queries(pages, name)):
            yield heard(client, f"{address}{query}")
        for query in _naming(pages, line):
            yield heard(client, f"{_own(pages, line, route)}?{query}")


def heard(client: Client, address: str, headers: Mapping[str, str] | None = None, **query: str) -> Heard:
    """What a page says, files included."""
    answer = client.get(address, query, headers=dict(headers or {}))
    assert answer.status_code in READABLE, (address, answer.status_code)
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    return Heard(f"GET {address} {query or ''}", f"{address} {query}", text)


def codes(texts: Iterable[str]) -> set[str]:
    """The short codes of organizations that pages lead to."""
    return {code for text in texts for code in CODE.findall(text)}


def every_id(kind: str) -> list[object]:
    """What names each row of a kind in addresses, in whatever account. Raises LookupError for a kind that nobody has thought of."""
    if kind not in MODELS:
        raise LookupError(f"Which rows does “{kind}” name? Say so in tests/kit/page_readings.py.")
    ids = MODELS[kind]._default_manager.values_list(COLUMNS.get(kind, "pk"), flat=True)
    return [insp_id(pk) for pk in ids] if kind.endswith("insp") else sorted(set(ids))


def _addresses(pages: PageScene, name: str, route: PageRoute) -> Iterator[str]:
    line = line_of(name)
    choices: dict[str, list[object]] = {}
    for place, value in line.names.items():
        kind = value.partition("$")[2]
        if place == line.place:
            choices[place] = every_id(line.kind)
        elif place == "member":
            choices[place] = [value, *MEMBERS.get(name.partition(":")[0], ())]
        elif place == "name":
            choices[place] = list(LISTS)
        elif place == "form":
            choices[place] = ["csv", "ndjson"]
        else:
            choices[place] = [value.replace(f"${kind}", str(pages.scene.values[kind, OWN])) if kind else value]
    for chosen in itertools.product(*choices.values()):
        yield route.address(**dict(zip(choices, chosen, strict=True)))


def _own(pages: PageScene, line: PageLine, route: PageRoute) -> str:
    """The page about what is everybody's own."""
    named = {place: value.partition("$") for place, value in line.names.items()}
    return route.address(**{place: f"{text}{pages.scene.values[kind, OWN]}" if kind else text for place, (text, _, kind) in named.items()})


def _naming(pages: PageScene, line: PageLine) -> Iterator[str]:
    """The queries of a page that take an identifier, with what is hidden from somebody."""
    for slot in line.slots:
        where, _, member = slot.place.partition(" ")
        for side in (HIDDEN, FOREIGN) if where == "query" else ():
            if (slot.kind, side) in pages.scene.values:
                yield urlencode({member: slot.wrapped.format(pages.scene.values[slot.kind, side])})


def _queries(pages: PageScene, name: str) -> list[str]:
    """What a page is asked for at each of its addresses: all that it can show."""
    room, _, page = name.partition(":")
    if name == "activity:list":
        return ["", *(f"?type={one}" for one in record_types())]
    if page == "list" and room in LISTS:
        return [f"?includeArchived=true&size=200&columns={_columns(pages, room)}", "?includeArchived=true&q=kx"]
    if page.startswith("graph"):
        return ["?depth=10&includeInactive=true&includeArchived=true"]
    return ["?includeArchived=true"] if name == "imports:export" else [""]


def _columns(pages: PageScene, room: str) -> str:
    """Every column that a list has in either account."""
    view: Any = page_routes()[f"{room}:list"].view
    records = view.view_initkwargs["records"]
    accounts = (pages.scene.people["O"].account.pk, pages.scene.stranger.account.pk)
    known = [records.all_columns(load_definitions(account, records.resource.record_type)) for account in accounts]
    return ",".join(dict.fromkeys(name for columns in known for name in columns))
