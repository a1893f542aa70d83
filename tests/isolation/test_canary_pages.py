"""No staff page holds a word of a record that its reader must not see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from contacts.models import Contact
from organizations.insp_id import insp_id
from organizations.models import Organization
from products.models import Product
from tests.isolation.test_canary import leaks
from tests.kit.canary import WORD
from tests.kit.canary_readings import Heard
from tests.kit.canary_scene import Aviary, aviary_scene
from tests.kit.cast import Person
from tests.kit.matrix_standings import FOREIGN, HIDDEN
from tests.kit.pages import asked, at

ALL = "?depth=10&includeInactive=true&includeArchived=true"
# The pages that only ask or edit one field show less of the same.
OF_ORGANIZATIONS = (
    "",
    "/edit",
    "/contacts",
    "/activity",
    "/api",
    "/merge",
    "/fields/contactPerson",
    f"/graph{ALL}",
    f"/graph/picture{ALL}",
)
OF_CONTACTS = ("", "/edit", "/activity", "/api")
OF_PRODUCTS = ("", "/edit", "/activity", "/api", "/fields/parentProductId", "/fields/category")
ORGANIZATION_TEXTS = {"name", "external_id"}
CONTACT_TEXTS = {"first_name", "last_name", "email", "external_id"}
PRODUCT_TEXTS = {"name", "external_id"}


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with aviary_scene(django_db_blocker) as aviary:
        yield aviary


@pytest.fixture
def aviary(kept: Aviary, db: None) -> Aviary:
    return kept


def pages(aviary: Aviary, person: Person) -> Iterator[Heard]:
    """Every page of every record there is, and what searches and suggestions answer to what is hidden."""
    client = at(person)
    organizations = list(Organization.rows.values_list("pk", flat=True))
    addresses = [f"/organizations/{insp_id(pk)}" for pk in organizations]
    for address in addresses:
        yield from (heard(client, address + below) for below in OF_ORGANIZATIONS)
    for pk in Contact.rows.values_list("pk", flat=True):
        yield from (heard(client, f"/contacts/{pk}{below}") for below in OF_CONTACTS)
    for pk in Product.rows.values_list("pk", flat=True):
        yield from (heard(client, f"/products/{pk}{below}") for below in OF_PRODUCTS)
        yield heard(client, f"/products/new?parentProductId={pk}")
    merging = next((one for one in addresses if client.get(f"{one}/merge").status_code == 200), None)
    drawn = next((one for one in addresses if client.get(f"{one}/graph").status_code == 200), None)
    for pk in organizations:
        yield heard(client, f"/contacts/new?organization={pk}")
        if drawn is not None:
            yield heard(client, f"{drawn}/graph?to={pk}")
        if merging is not None:
            yield heard(client, f"{merging}/merge?from={pk}")
    for text in searched(aviary):
        if merging is not None:
            yield heard(client, f"{merging}/merge", q=text)
        for path, names in (("organizations", ("name",)), ("contacts", ("firstName", "email")), ("products", ("name", "reference"))):
            yield heard(client, f"/{path}/new", headers=asked("similar"), **dict.fromkeys(names, text))


def heard(client: Client, path: str, headers: dict[str, str] | None = None, **query: str) -> Heard:
    answer = client.get(path, query, headers=headers or {})
    assert answer.status_code in (200, 302, 403, 404, 422), (path, answer.status_code)
    return Heard(f"GET {path} {query}", f"{path} {query}", answer.content.decode())


def searched(aviary: Aviary) -> list[str]:
    """Of each side and column one word, as it stands there."""
    known = {("organizations.Organization", name) for name in ORGANIZATION_TEXTS} | {("contacts.Contact", name) for name in CONTACT_TEXTS}
    known |= {("products.Product", name) for name in PRODUCT_TEXTS}
    found = {(side, where): word for word, (side, where) in aviary.planted.words.items() if where in known}
    return [f"{word}@kx.example" if where[1] == "email" else word for (_, where), word in found.items()] + ["kxf", "kxh"]


@pytest.mark.parametrize("letter", "EPF")
def test_no_page_holds_a_word_of_what_is_not_seen(aviary: Aviary, letter: str):
    assert leaks(aviary, letter, pages(aviary, aviary.scene.people[letter])) == {}


@pytest.mark.parametrize(("side", "letter"), [(FOREIGN, "stranger"), (HIDDEN, "O")])
def test_whose_records_they_are_reads_their_words_so_a_leak_would_be_found(aviary: Aviary, side: str, letter: str):
    planted = aviary.planted
    person = aviary.scene.stranger if letter == "stranger" else aviary.scene.people[letter]
    seen = {word for page in pages(aviary, person) for word in WORD.findall(page.text)}
    shown = {where for word, (whose, where) in planted.words.items() if whose == side and word in seen}
    texts = {("organizations.Organization", name) for name in (*ORGANIZATION_TEXTS, "city", "general_description")}
    texts |= {("contacts.Contact", name) for name in CONTACT_TEXTS}
    if side == FOREIGN:  # inside an account no product is hidden
        texts |= {("products.Product", name) for name in PRODUCT_TEXTS}
    assert texts <= shown
