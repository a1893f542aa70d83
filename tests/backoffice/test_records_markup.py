"""Whatever somebody writes into a record by the API stays text in the admin: no page has an element more for it."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from relationships.models import RelationshipType
from tests.backoffice.forms import address, staff_client
from tests.backoffice.records import MODELS, fill, one
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World
from upserts import registry
from upserts.batch import Batch
from upserts.services import upsert

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><a href='javascript:alert(1)'>x</a>",
    "</textarea><script>alert(1)</script>",
    "</title></style></select><iframe src=//x></iframe>",
    "<b>{{7*7}}{% now %}</b>",
    "{{ constructor.constructor('alert(1)')() }}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)//<x>",
    'x" autofocus onfocus="alert(1)" x-data="alert(1)" x-init="alert(1)',
]
HARMLESS = "plain text"
ASKING = (("organizations", "share"), ("relationships", "share"), ("contacts", "delete_selected"), ("products", "delete_selected"))


class Shape(HTMLParser):
    """The elements of a page, each with the names of its attributes, counted."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[tuple[str, ...]] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.found[(tag, *sorted(name for name, _ in attrs))] += 1
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "action"):
                assert not (value or "").strip().lower().startswith("javascript:"), (tag, value)


def write(person: Person, text: str) -> None:
    """The same text in every text that the API takes of records, and of what they name."""
    email = "kept@example.com"
    organization = dict.fromkeys(("addressLine1", "addressLine2", "city", "phone", "mobile", "fax", "generalDescription"), text)
    organization |= {"supplementaryDescription": text, "additionalDescription": text, "stateProvince": text, "zipPostalCode": text[:20]}
    organization = {name: value[:50] if name in ("phone", "mobile", "fax") else value for name, value in organization.items()}
    contact = {"firstName": text, "lastName": text, "phoneNumber": text[:50], "email": "joe0@example.com"}
    sent: dict[str, dict[str, Any]] = {
        "organizations": organization
        | {
            "externalId": "ORG-0",
            "name": text,
            "customFields": {"notes": text, "millCode": text},
            # One word twice: with a space inside it would fall apart otherwise than the text before, and history would tell more changes.
            "contactPerson": {"name": " ".join([text.replace(" ", "_")] * 2), "email": email},
        },
        "contacts": contact | {"externalId": "CON-0", "organization": external("PARENT-0"), "customFields": {"notes": text}},
        "relationships": {
            "source": external("PARENT-0"),
            "target": external("PARENT-1"),
            "types": ["direct supplier"],
            "relationshipStatus": "active",
            "customFields": {"notes": text},
        },
        "products": {"reference": "PRO-0", "name": text, "description": text, "customFields": {"notes": text}},
    }
    for name, item in sent.items():
        outcome = upsert(Batch(registry.get(name), [item]), actor=person.actor)
        assert outcome.failed == 0, outcome.results()
    parent = {"externalId": "PARENT-0", "name": f"{text} 2"}
    assert upsert(Batch(registry.get("organizations"), [parent]), actor=person.actor).failed == 0
    account = person.account
    Category.rows.filter(account=account, name__in=("Textiles",)).update(name="Textiles")
    CustomField.rows.filter(account=account, key="notes").update(label=text)
    CustomField.rows.filter(account=account, key="grade").update(
        label=text, choices=[{"key": "A", "label": text}, {"key": "B", "label": text}]
    )
    CustomFieldTemplate.rows.filter(account=account).update(name=text)
    RelationshipType.rows.filter(account=account, key="maker").update(forward_label=text, reverse_label=text)


Shapes = dict[str, Counter[tuple[str, ...]]]


def shapes(world: World, client: Client, *pages: str) -> Shapes:
    """The shape of these pages of a record of each type, and of the pages about everything."""
    addresses = ["/admin/", "/admin/find?q=ORG-0"]
    for name, model in MODELS.items():
        rows = {"change": [one(name, world.owner)], "delete": [one(name, world.owner)]}
        addresses += [address(model, page, *rows.get(page, [])) for page in pages]
    return {page: Shape(client.get(page).content.decode()).found for page in addresses}


def asking_shapes(world: World, client: Client) -> Shapes:
    """The shape of the pages that ask before they do something: to merge, to share, to remove."""
    found = {}
    ours = [row.pk for row in MODELS["organizations"].rows.filter(account=world.cast.acme, external_id__in=("ORG-0", "ORG-1"))]
    merge = f"{address(MODELS['organizations'], 'merge', max(ours))}?from={min(ours)}"
    found[merge] = client.get(merge)
    for name, action in ASKING:
        data = {"action": action, "_selected_action": [one(name, world.owner)]}
        found[f"{action} {name}"] = client.post(address(MODELS[name], "changelist"), data)
    assert {answer.status_code for answer in found.values()} == {200}
    return {page: Shape(answer.content.decode()).found for page, answer in found.items()}


def test_text_of_records_adds_no_element_and_no_attribute(world: World):
    fill(world.owner, 1)
    partner = make_partner(world.cast.acme, "pat@acme.example")
    for row in (one("organizations", world.owner), MODELS["contacts"].rows.get(pk=one("contacts", world.owner)).organization_id):
        share(partner, "organization", row, "read")
    write_all = staff_client(world.owner.user)
    read_only = staff_client(partner.user)
    for text in ("first", "second", "third", HARMLESS):  # so that what is told of history is old and new everywhere
        write(world.owner, text)
    harmless = shapes(world, write_all, "changelist", "add", "change", "delete"), shapes(world, read_only, "change")
    for text in CORPUS:
        write(world.owner, text)
        found = shapes(world, write_all, "changelist", "add", "change", "delete"), shapes(world, read_only, "change")
        for now, before in zip(found, harmless, strict=True):
            assert [(page, now[page] - shape, shape - now[page]) for page, shape in before.items() if now[page] != shape] == [], text


def test_text_of_records_adds_nothing_to_pages_that_ask_first(world: World, owner: Client):
    fill(world.owner, 2)
    write(world.owner, HARMLESS)
    harmless = asking_shapes(world, owner)
    for text in CORPUS:
        write(world.owner, text)
        now = asking_shapes(world, owner)
        assert {page: now[page] - shape for page, shape in harmless.items() if now[page] != shape} == {}, text


def test_what_fields_suggest_is_no_page(world: World, owner: Client):
    fill(world.owner, 2)
    write(world.owner, CORPUS[0])
    answer = owner.get("/admin/autocomplete/?app_label=relationships&model_name=relationship&field_name=source&term=alert")
    assert CORPUS[0] in answer.json()["results"][0]["text"]
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/json", "nosniff")


def test_the_history_of_such_records_stays_text(world: World, owner: Client):
    fill(world.owner, 2)
    write(world.owner, HARMLESS)
    for text in CORPUS:
        write(world.owner, text)
    for name, model in MODELS.items():
        tags = {tag for tag, *_ in Shape(owner.get(address(model, "history", one(name, world.owner))).content.decode()).found}
        assert not tags & {"iframe", "b", "img"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_addresses_that_would_run_are_refused_at_the_door(world: World, url: str):
    for item in ({"website": url}, {"customFields": {"portal": url}}):
        outcome = upsert(
            Batch(registry.get("organizations"), [{"externalId": "X", "type": "S", "name": "X"} | item]), actor=world.owner.actor
        )
        assert outcome.failed == 1
        assert outcome.drafts[0].errors[0].path[0] in ("website", "customFields")
