"""The upsert command on CSV files, and the file of failed lines."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from accounts.models import Account
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.imports.samples import brand, factory, run, write_lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _account(acme: Account) -> None:
    """Every test has the one account."""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding, newline="")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_spreadsheet_becomes_organizations(tmp_path: Path) -> None:
    text = (
        "External ID;Type;Name;City;country;NDA signed;latitude;customFields.workers;contactPerson.name;contactPerson.email\r\n"
        "F-1;F;Łódź Mill;Łódź;pl;TRUE;51.75;120;Ada Nowak;ada@mill.example\r\n"
        "F-2;F;Other;;616;;;;;\r\n"
    )
    file = written(tmp_path / "organizations.csv", text, "utf-16")
    answer = run("upsert", "organizations", file)
    assert (answer.error, answer.lines[-1]) == (None, "2 items, 2 created, 0 failed.")
    mill = Organization.rows.get(external_id="F-1")
    assert (mill.city, mill.country, mill.nda_signed, str(mill.latitude)) == ("Łódź", "PL", True, "51.750000")
    assert mill.custom_fields == {"workers": 120}
    assert Contact.rows.get(is_primary=True).email == "ada@mill.example"
    assert run("upsert", "organizations", file).lines[-1] == "2 items, 2 unchanged, 0 failed."


def test_an_empty_cell_keeps_and_null_clears(tmp_path: Path) -> None:
    run("upsert", "organizations", write_lines(tmp_path / "a.jsonl", factory(1, city="Lodz", phone="1", customFields={"workers": 5})))
    text = "externalId,city,phone,customFields.workers\nF-1,,null,null\n"
    assert run("upsert", "organizations", written(tmp_path / "b.csv", text)).error is None
    stored = Organization.rows.get()
    assert (stored.city, stored.phone, stored.custom_fields) == ("Lodz", None, {})


def test_relationships_come_with_lists_and_references(tmp_path: Path) -> None:
    run("upsert", "organizations", write_lines(tmp_path / "a.jsonl", factory(1), brand(1), factory(2)))
    inner = Organization.rows.get(external_id="F-2").pk
    text = (
        "source,target,target.internal,types,relationshipStatus,customFields.goods\n"
        "B-1,F-1,,buys from|sister of,active,tops|bottoms\n"
        f"B-1,,{inner},buys from,inactive,\n"
    )
    assert run("upsert", "relationships", written(tmp_path / "b.csv", text)).error is None
    first, second = Relationship.rows.order_by("id")
    assert (first.types.count(), first.custom_fields) == (2, {"goods": ["tops", "bottoms"]})
    assert (second.target_id, second.relationship_status) == (inner, "inactive")


def test_a_header_that_means_nothing_writes_nothing(tmp_path: Path) -> None:
    answer = run("upsert", "organizations", written(tmp_path / "a.csv", "externalId,type,nmae\nF-1,F,One\n"))
    assert answer.error == "There is no column “nmae”. Did you mean name?"
    assert not Organization.rows.exists()


def test_bad_rows_are_named_by_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = 'externalId,type,name\nF-1,F,"One\nFactory"\nF-2,F,Two,extra\nF-3,X,Three\nF-4,F,Four\n'
    answer = run("upsert", "organizations", written(tmp_path / "a.csv", text))
    told = [line for line in answer.lines if line.startswith("line ")]
    assert [line.split(" at ")[0].split(": ")[:2] for line in told] == [
        ["line 2", "invalid_characters"],
        ["line 4", "malformed_row"],
        ["line 5", "invalid_choice"],
    ]
    assert Organization.rows.get().external_id == "F-4"


def test_failed_lines_are_written_out_corrected_and_sent_again(tmp_path: Path) -> None:
    text = "External Id,type,name,phone,country\nF-1,F,=One(),+49 30,DE\nF-2,F,@Two,+49 31,Utopia\n"
    out = tmp_path / "errors.csv"
    answer = run("upsert", "organizations", written(tmp_path / "a.csv", text), "--errors", out)
    assert answer.error == "1 of 2 items failed."
    [row] = read(out)
    assert list(row) == ["_line", "_status", "_errors", "External Id", "type", "name", "phone", "country"]
    assert (row["_line"], row["_status"], row["External Id"], row["name"], row["phone"]) == ("3", "400", "F-2", "'@Two", "'+49 31")
    assert row["_errors"].startswith("invalid_choice at country: ")
    corrected = written(tmp_path / "corrected.csv", out.read_text(encoding="utf-8-sig").replace("Utopia", "FR"))
    again = tmp_path / "again.csv"
    assert run("upsert", "organizations", corrected, "--errors", again).error is None
    assert read(again) == []
    assert list(Organization.rows.order_by("id").values_list("name", "phone", "country")) == [
        ("=One()", "+49 30", "DE"),
        ("@Two", "+49 31", "FR"),
    ]


def test_failed_json_lines_are_written_out_whole(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", factory(1, country="XX"), '=cmd|"/c calc"')
    out = tmp_path / "errors.csv"
    run("upsert", "organizations", file, "--errors", out)
    first, second = read(out)
    assert first["item"].startswith('{"externalId": "F-1"')
    assert second["item"] == '\'=cmd|"/c calc"'


@pytest.mark.parametrize("out", ["items.csv", "/nowhere/out.csv"])
def test_the_file_of_errors_must_be_another_one_that_can_be_written(out: str, tmp_path: Path) -> None:
    file = written(tmp_path / "items.csv", "externalId,type,name\nF-1,F,One\n")
    answer = run("upsert", "organizations", file, "--errors", tmp_path / out)
    assert answer.error is not None
    assert file.read_text().startswith("externalId")
    assert not Organization.rows.exists()


def test_the_format_can_be_named(tmp_path: Path) -> None:
    file = written(tmp_path / "items.jsonl", "externalId,type,name\nF-1,F,One\n")
    assert run("upsert", "organizations", file).error == "2 of 2 items failed."
    assert run("upsert", "organizations", file, "--format", "csv").error is None
