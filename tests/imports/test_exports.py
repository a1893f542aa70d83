"""What a list shows as a file: nothing is lost on the way out and in again, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Membership, Role
from contacts.models import Contact
from customfields.definitions import load_definitions
from customfields.models import CustomField
from imports.exports import Revoked, csv_lines, fields_of, json_lines, records_of
from organizations.models import Organization
from products.models import Product
from relationships.models import Relationship
from tests.imports.samples import run
from tests.kit.calls import saved
from tests.kit.cast import Person
from tests.kit.granting import make_partner, share
from tests.kit.samples import SAMPLES, items
from tests.kit.scenes import kept_for_module
from tests.kit.worlds import World, make_world
from tests.upserts.ledger import ledger
from upserts import registry
from upserts.batch import Batch, Options
from upserts.services import upsert

LISTS = ("organizations", "contacts", "relationships", "products")
MODELS = {"organizations": Organization, "contacts": Contact, "relationships": Relationship, "products": Product}
FORMULAS = [
    "=1+1",
    "+49 30 123",
    "-5",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''+1",
    "'",
    "null",
    "'null",
    "NULL",
    "a|b\\",
    "#N/A",
    "1e5",
    "007",
]


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept_for_module(django_db_blocker):
        world = make_world()
        for person in (world.cast.stranger, world.cast.owner):
            for name in LISTS:
                SAMPLES[name].prepare(person, 12)
                saved(Client(), person, name, *items(name, 12))
        template = {"template": {"id": world.template.pk}, "category": world.category.pk, "customFields": {"auditor": "Ann", "score": 7}}
        saved(Client(), world.owner, "organizations", {"externalId": "ORG-1", **template})
        yield world


@pytest.fixture
def world(kept: World, db: None) -> World:
    return kept


def download(person: Person, path: str) -> bytes:
    client = Client()
    client.force_login(person.user)
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def import_again(tmp_path: Path, name: str, form: str, content: bytes) -> None:
    """Import a file and be sure that nothing at all is written."""
    file = tmp_path / f"{name}.{form}"
    file.write_bytes(content)
    with ledger() as book:
        outcome = run("upsert", name, file, "--account", "acme", "--user", "owner@acme.example")
    assert outcome.error is None, outcome.output
    count = MODELS[name].rows.filter(account__slug="acme").count()
    assert f"{count} items, {count} unchanged, 0 failed" in outcome.output, outcome.output
    assert book.rows == {}


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize("name", LISTS)
def test_what_was_exported_and_is_imported_changes_nothing(world: World, tmp_path: Path, name: str, form: str):
    import_again(tmp_path, name, form, download(world.owner, f"/{name}/export.{form}"))


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_texts_that_look_like_formulas_survive_the_way(world: World, tmp_path: Path, form: str):
    rows = Organization.rows.filter(account=world.cast.acme)
    for row, text in zip(rows, FORMULAS, strict=False):
        fields = {**row.custom_fields, "notes": text}
        Organization.rows.filter(pk=row.pk).update(city=text, custom_fields=fields, general_description=f"{text}\n=2\n\ttext")
    import_again(tmp_path, "organizations", form, download(world.owner, f"/organizations/export.{form}"))


def test_no_cell_of_a_csv_file_begins_as_a_formula_does(world: World):
    rows = list(Organization.rows.filter(account=world.cast.acme))
    for row, text in zip(rows, FORMULAS, strict=False):
        Organization.rows.filter(pk=row.pk).update(city=text, phone=text[:50])
    lines = table(download(world.owner, "/organizations/export.csv"))
    number = re.compile(r"-?[0-9]+(\.[0-9]+)?")
    cells = [cell for line in lines for cell in line.values() if not number.fullmatch(cell)]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {"'=1+1", "'+49 30 123"} <= set(cells)


TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("'=+-@|\\\"\n\t,;nul \u00a0é"), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(TEXT, min_size=3, max_size=3),
    labels=st.sets(st.sampled_from(["bio", "fair", "eco"])),
    spend=st.decimals(0, 10**9, places=2),
)
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_any_value_comes_back_as_it_went(world: World, tmp_path: Path, form: str, notes: list[str], labels: set[str], spend: Any):
    owner, resource = world.owner, registry.get("organizations")
    custom = {"notes": notes[0], "labels": sorted(labels), "spend": str(spend)}
    item = {"externalId": "ORG-0", "city": notes[1], "generalDescription": notes[2], "customFields": custom}
    upsert(Batch(resource, [item], Options(mode="updateOnly")), actor=owner.actor)
    rows = Organization.rows.filter(account=owner.account, external_id="ORG-0")
    fields = fields_of(resource, load_definitions(owner.account.pk, "organization"), lambda record: "https://relata.example/x")
    written = {"csv": csv_lines, "ndjson": json_lines}[form](fields, records_of(resource, lambda: owner.actor, rows))
    file = tmp_path / f"one.{form}"
    file.write_bytes(b"".join(written))
    outcome = run("upsert", "organizations", file, "--account", "acme", "--user", "owner@acme.example")
    assert "1 item, 1 unchanged, 0 failed" in outcome.output, (outcome.output, file.read_text())


def test_a_list_cell_of_any_keys_comes_back(world: World, tmp_path: Path):
    keys = ["a|b", "back\\", "null", "=x", "\\|", "'"]
    field = CustomField.rows.get(account=world.cast.acme, record_type="organization", key="labels")
    field.choices = [{"key": key, "label": key} for key in (*keys, "bio", "fair", "eco")]
    field.save()
    for row, chosen in zip(Organization.rows.filter(account=world.cast.acme), (keys, ["null"], ["=x"], ["back\\"], ["'"]), strict=False):
        Organization.rows.filter(pk=row.pk).update(custom_fields={**row.custom_fields, "labels": chosen})
    import_again(tmp_path, "organizations", "csv", download(world.owner, "/organizations/export.csv"))


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_lists_of_objects_and_parents_survive_the_way(world: World, tmp_path: Path, form: str):
    names = ["a|b", "=x", "back\\", "'", "null"]
    features = [{"reference": text, "name": f"| {text} |"} for text in names]
    first, second, third = Product.rows.filter(account=world.cast.acme)[:3]
    Product.rows.filter(pk=first.pk).update(features=features, parent=second, name="=1+1", description="-1\n=2")
    Product.rows.filter(pk=third.pk).update(features=[], linked_integrations=[], category=None, billing_entity=None)
    content = download(world.owner, f"/products/export.{form}")
    import_again(tmp_path, "products", form, content)
    Product.rows.filter(pk=first.pk).update(features=[], parent=None, category=None, linked_integrations=[])
    file = tmp_path / f"again.{form}"
    file.write_bytes(content)
    assert run("upsert", "products", file, "--account", "acme", "--user", "owner@acme.example").error is None
    again = Product.rows.get(pk=first.pk)
    held = (again.features, again.parent_id, again.category_id, again.linked_integrations)
    assert held == (features, second.pk, first.category_id, first.linked_integrations)


def test_a_spreadsheet_holds_texts_as_texts_numbers_as_numbers_and_days_as_days(world: World):
    row = Organization.rows.filter(account=world.cast.acme).order_by("name").first()
    assert row is not None
    Organization.rows.filter(pk=row.pk).update(city="=1+1", phone="+49", zip_postal_code="007", general_description="a\uffffb_x0041_")
    content = download(world.owner, "/organizations/export.xlsx?sort=name")
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    header, first, *_ = sheet.iter_rows()
    cells = {str(name.value): cell for name, cell in zip(header, first, strict=True)}
    assert (cells["city"].value, cells["city"].data_type) == ("=1+1", "s")
    assert (cells["phone"].value, cells["phone"].data_type) == ("+49", "s")
    assert cells["zipPostalCode"].value == "007"
    assert cells["customFields.headcount"].value == 1200
    assert str(cells["ndaSignedDate"].value) == "2024-02-29 00:00:00"
    assert cells["ndaSigned"].value is True
    assert cells["customFields.labels"].value == "bio | fair"
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_a_file_holds_what_is_filtered_in_the_order_of_the_list(world: World):
    lines = table(download(world.owner, "/organizations/export.csv?q=factory&type=F&sort=-name&size=25&cursor=x"))
    names = [line["name"] for line in lines]
    assert names == sorted((f"Factory {number}" for number in range(12)), reverse=True)
    assert lines[0]["_link"].startswith("http://testserver/organizations")
    assert list(lines[0])[:3] == ["_link", "id", "externalId"]
    assert lines[0]["customFields.millCode"].startswith("M")


def test_edges_name_their_ends_for_people_and_by_id(world: World):
    line = table(download(world.owner, "/relationships/export.csv?sort=source"))[0]
    source = Organization.rows.get(account=world.cast.acme, name=line["_source"])
    assert line["source.internal"] == str(source.pk)
    assert line["types"] == "direct supplier | maker"
    assert "@" in line["contacts"]


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
@pytest.mark.parametrize("name", LISTS)
def test_nobody_gets_rows_of_another_account_or_out_of_its_sight(world: World, name: str, form: str):
    def ids(person: Person) -> set[str]:
        content = download(person, f"/{name}/export.{form}")
        if form == "xlsx":
            sheet = load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            header, *rows = sheet.iter_rows(values_only=True)
            return {str(row[header.index(key)]) for row in rows}
        lines = table(content) if form == "csv" else [json.loads(line) for line in content.splitlines()]
        return {str(line[key] if key in line else line["source"]["value"]) for line in lines}

    key = "source.internal" if name == "relationships" else "id"
    column = "source_id" if name == "relationships" else "pk"
    mine, theirs = (
        {str(one) for one in MODELS[name].rows.filter(account=account).values_list(column, flat=True)}
        for account in (world.cast.acme, world.cast.globex)
    )
    assert (ids(world.cast.viewer), ids(world.cast.stranger)) == (mine, theirs)
    partner = make_partner(world.cast.acme, "partner@acme.example")
    assert ids(partner) == (mine if name == "products" else set())  # products are seen by whoever may read them
    share(partner, "organization", Organization.rows.get(account=world.cast.acme, external_id="PARENT-0").pk, "read")
    seen = MODELS[name].objects.visible_to(partner.actor).values_list(column, flat=True)
    assert ids(partner) == {str(one) for one in seen} != set()


def test_what_was_merged_is_left_out(client: Client, world: World):
    first, second = Organization.rows.filter(account=world.cast.acme, type="F").order_by("pk")[:2]
    Organization.rows.filter(pk=second.pk).update(status="archived", merged_into=first)
    lines = table(download(world.owner, "/organizations/export.csv?includeArchived=true"))
    assert str(first.pk) in {line["id"] for line in lines}
    assert str(second.pk) not in {line["id"] for line in lines}


def test_a_value_of_a_former_type_is_left_unsaid(world: World, tmp_path: Path):
    CustomField.rows.filter(account=world.cast.acme, record_type="organization", key="headcount").update(data_type="text")
    assert {line["customFields.headcount"] for line in table(download(world.owner, "/organizations/export.csv"))} == {""}
    import_again(tmp_path, "organizations", "csv", download(world.owner, "/organizations/export.csv"))


def test_statements_do_not_depend_on_the_rows_of_a_chunk(world: World):
    counts = []
    for query in ("q=ORG-1", ""):
        with CaptureQueriesContext(connection) as caught:
            download(world.owner, f"/organizations/export.csv?{query}")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_rows_are_read_a_chunk_at_a_time_and_rights_anew_for_each(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imports.exports.CHUNK", 5)
    owner, resource = world.owner, registry.get("organizations")
    asked: list[int] = []
    rows = Organization.objects.visible_to(owner.actor).order_by("id")
    found = records_of(resource, lambda: asked.append(1) or owner.actor, rows)
    next(found)
    assert len(asked) == 1
    assert len(list(found)) == rows.count() - 1
    assert len(asked) == -(-rows.count() // 5)


def test_a_download_breaks_off_where_the_right_to_read_is_gone(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imports.exports.CHUNK", 5)
    client = Client()
    client.force_login(world.cast.viewer.user)
    stream = client.get("/organizations/export.csv").streaming_content
    for _ in range(3):
        next(stream)
    blind = Role(account=world.cast.acme, name="Blind", operations=[], reach="all", mask=0)
    blind.save()
    Membership.rows.filter(user=world.cast.viewer.user).update(role=blind)
    with pytest.raises(Revoked):
        list(stream)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organizations/export.exe", 404),
        ("/organizations/export.CSV", 404),
        ("/nothing/export.csv", 404),
        ("/organizations/export.csv?country=Atlantis", 302),
        ("/organizations/export.csv?q=%00", 302),
        ("/organizations/export.csv?nonsense=1&sort=x&columns=y&cursor=z", 200),
    ],
)
def test_odd_addresses(world: World, path: str, status: int):
    client = Client()
    client.force_login(world.owner.user)
    assert client.get(path).status_code == status


def test_who_may_not_read_gets_no_file(world: World):
    role = Role(account=world.cast.acme, name="Blind", operations=[], reach="all", mask=0)
    role.save()
    Membership.rows.filter(user=world.cast.viewer.user).update(role=role)
    client = Client()
    client.force_login(world.cast.viewer.user)
    assert client.get("/organizations/export.csv").status_code == 403
    assert Client().get("/organizations/export.csv").status_code == 302


def test_a_spreadsheet_of_too_many_rows_is_refused_kindly(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imports.export_pages.MAX_SPREADSHEET_ROWS", 3)
    client = Client()
    client.force_login(world.owner.user)
    answer = client.get("/organizations/export.xlsx", follow=True)
    assert "export CSV" in answer.content.decode()
    assert client.get("/organizations/export.xlsx?q=ORG-1&type=F&country=PT&externalId=ORG-1").status_code == 200
