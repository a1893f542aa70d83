"""Products and their categories in files: set-up files, JSON Lines, CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.imports.samples import run, write_lines
from tests.kit.calls import get, rows
from tests.kit.cast import Person
from tests.upserts.ledger import history

SETUP: dict[str, Any] = {
    "productCategories": [{"key": "bags", "name": "Bags"}, {"key": "tops", "name": "Shirts"}],
    "customFields": [{"recordType": "product", "key": "season", "dataType": "choice", "choices": [{"key": "summer"}]}],
}


@pytest.fixture(autouse=True)
def acme(owner: Person) -> None:
    """The account that the files are about."""


def configured(path: Path, setup: dict[str, Any]) -> Any:
    (path / "setup.json").write_text(json.dumps(setup))
    return run("configure_account", "acme", path / "setup.json")


def test_a_set_up_file_defines_product_categories_and_fields_once(client: Client, owner: Person, tmp_path: Path):
    assert configured(tmp_path, SETUP).error is None
    found = {row["key"]: row["name"] for row in rows(client, owner, "product-categories")}
    assert (found["bags"], found["tops"]) == ("Bags", "Shirts")
    told = history(owner, "product_category")
    assert [(one.operation, one.changes) for one in told] == [
        ("create", {"key": [None, "bags"], "name": [None, "Bags"], "isActive": [None, True]}),
        ("update", {"name": ["Tops", "Shirts"]}),
    ]
    assert configured(tmp_path, SETUP).error is None
    assert len(history(owner, "product_category")) == 2


def test_mistakes_in_it_are_told_with_their_places(tmp_path: Path):
    answer = configured(tmp_path, {"productCategories": [{"key": "a"}, {"key": "b", "name": "B"}, {"key": "b", "name": "C"}]})
    assert "productCategories[0].name" in answer.output + str(answer.error)
    assert "productCategories[2].key" in answer.output + str(answer.error)


def test_products_come_from_json_lines_and_csv_alike(client: Client, owner: Person, tmp_path: Path):
    link = {"integration": "webshop", "reference": "1"}
    lines = write_lines(tmp_path / "products.jsonl", {"reference": "A", "name": "Shell", "category": "tops", "linkedIntegrations": [link]})
    assert run("upsert", "products", lines, "--account", "acme").lines[-1] == "1 item, 1 created, 0 failed."
    table = tmp_path / "products.csv"
    table.write_text("reference,name,category,displayOrder,status,customFields.labels\nA,Shell,tops,,,\nB,Boot,footwear,3,ACTIVE,bio|eco\n")
    assert run("upsert", "products", table, "--account", "acme").lines[-1] == "2 items, 1 created, 1 unchanged, 0 failed."
    boot = get(client, owner, "products", reference="B").json()["data"][0]
    assert (boot["displayOrder"], boot["status"], boot["customFields"]) == (3, "ACTIVE", {"labels": ["bio", "eco"]})


def test_a_line_that_fails_says_why(tmp_path: Path):
    table = tmp_path / "products.csv"
    table.write_text("reference,name,category\nA B,Shell,tops\nC,Boot,boots\n")
    answer = run("upsert", "products", table, "--account", "acme")
    assert any("invalid_format at reference" in line for line in answer.lines)
    assert any("reference_not_found at category" in line for line in answer.lines)
