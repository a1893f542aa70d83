"""What a header means, and what the cells below it become."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from customfields.definitions import Definition, Definitions
from imports.columns import columns_of
from imports.csv_items import CsvItems
from imports.lines import Line, Source, Unreadable
from upserts import registry

FIELDS = {
    "organizations": Definitions("organization", (Definition(1, "workers", "Workers", "number"), Definition(2, "Workers2", "W", "number"))),
    "relationships": Definitions(
        "relationship",
        (
            Definition(1, "priority", "Priority", "choice", choices=(("high", "High"),)),
            Definition(2, "goods", "Goods", "multiChoice", choices=(("tops", "Tops"), ("a|b", "A or B"))),
            Definition(3, "Note", "Note", "text"),
            Definition(4, "note", "Note", "text"),
        ),
    ),
    "contacts": Definitions("contact"),
}


def lines(record_type: str, text: str) -> list[Line]:
    content = text.encode()
    source = Source(io.BufferedReader(io.BytesIO(content)), "test.csv", len(content))
    return list(CsvItems(source, registry.get(record_type), FIELDS[record_type]))


def item(record_type: str, header: str, row: str) -> Any:
    [line] = lines(record_type, f"{header}\n{row}\n")
    assert line.mistake is None
    return line.item


def refusal(record_type: str, header: str) -> str:
    with pytest.raises(Unreadable) as caught:
        lines(record_type, f"{header}\nx\n")
    return str(caught.value)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("externalId,name", "F-1,One", {"externalId": "F-1", "name": "One"}),
        ("External ID;NAME", " F-1 ;One", {"externalId": " F-1 ", "name": "One"}),
        ("zip_postal_code,state-province", "01234,BY", {"zipPostalCode": "01234", "stateProvince": "BY"}),
        ("ndaSigned,msaSigned", "TRUE,false", {"ndaSigned": True, "msaSigned": False}),
        ("ndaSigned", "maybe", {"ndaSigned": "maybe"}),
        ("company,category,id", "1, 2 ,x", {"company": 1, "category": 2, "id": "x"}),
        ("latitude,longitude", "48.1,-11", {"latitude": Decimal("48.1"), "longitude": Decimal("-11")}),
        ("contactPerson.name,contactPerson.email", "A B,a@b.example", {"contactPerson": {"name": "A B", "email": "a@b.example"}}),
        ("template.id,customFields.workers", "7,12", {"template": {"id": 7}, "customFields": {"workers": "12"}}),
        ("Custom Fields.WORKERS", "12", {"customFields": {"workers": "12"}}),
        ("customFields.workers2", "12", {"customFields": {"Workers2": "12"}}),
        (
            "fieldActions.contacts,contacts",
            "remove,a@b.example",
            {"fieldActions": {"contacts": "remove"}, "contacts": [{"email": "a@b.example"}]},
        ),
        ("name,city", ",Berlin", {"city": "Berlin"}),
        ("name,city", "null,Null", {"name": None, "city": "Null"}),
        ("name,_line,_whatever", "One,5,x", {"name": "One"}),
        ("name,", "One,", {"name": "One"}),
        ("name,city", "One", {"name": "One"}),
        ("ifVersion,clientRef", "3,row-1", {"ifVersion": 3, "clientRef": "row-1"}),
    ],
)
def test_columns_of_organizations(header: str, row: str, expected: object) -> None:
    assert item("organizations", header, row) == expected


EXTERNAL = {"kind": "external", "value": "ID-123"}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("source", "ID-123", {"source": EXTERNAL}),
        ("Source.External", "ID-123", {"source": EXTERNAL}),
        ("source.internal", "12", {"source": {"kind": "internal", "value": "12"}}),
        ("source.kind,source.value", "external,ID-123", {"source": EXTERNAL}),
        ("source.value", "12", {"source": {"value": "12"}}),
        ("source,source.internal", "ID-123,", {"source": EXTERNAL}),
        ("leadSupplier", "null", {"leadSupplier": None}),
        ("types", "a| b ||c d", {"types": ["a", "b", "c d"]}),
        ("types", r"a\|b|c", {"types": ["a|b", "c"]}),
        ("types", "null", {"types": []}),
        ("contacts", "a@b.example|c@d.example", {"contacts": [{"email": "a@b.example"}, {"email": "c@d.example"}]}),
        ("contacts", "null", {"contacts": []}),
        ("customFields.priority", "high", {"customFields": {"priority": "high"}}),
        ("customFields.goods", r"tops|a\|b", {"customFields": {"goods": ["tops", "a|b"]}}),
        ("customFields.Note,customFields.note", "A,b", {"customFields": {"Note": "A", "note": "b"}}),
    ],
)
def test_columns_of_relationships(header: str, row: str, expected: object) -> None:
    assert item("relationships", header, row) == expected


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("nmae", "There is no column “nmae”. Did you mean name?"),
        ("workers", "There is no column “workers”. Did you mean customFields.workers?"),
        ("customFields.workrs", "There is no column “customFields.workrs”. Did you mean customFields.workers"),
        ("name,Name", "Two columns are named name."),
        ("contacts.email", "There is no column “contacts.email”."),
        ("_line,_errors", "No column has a name."),
        ("customFields", "There is no column “customFields”."),
        ("a\x1b[31m", "There is no column “a\ufffd[31m”."),
    ],
)
def test_a_column_that_means_nothing_ends_it_before_it_starts(header: str, sentence: str) -> None:
    assert refusal("organizations", header).startswith(sentence)


def test_all_such_columns_are_named_at_once() -> None:
    sentence = refusal("organizations", "nmae,name,ctiy")
    assert "“nmae”" in sentence
    assert "“ctiy”" in sentence


def test_two_fields_that_differ_by_case_only_must_be_spelled_exactly() -> None:
    assert refusal("relationships", "customFields.NOTE").startswith("There is no column “customFields.NOTE”.")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("source,source.internal", "ID-123,5"),
        ("source.value,source", "5,ID-123"),
        ("leadSupplier,leadSupplier.value", "null,5"),
        ("types", "a,b"),
        ("types,", "a,b"),
    ],
)
def test_a_row_that_contradicts_itself_or_overflows_fails_alone(header: str, row: str) -> None:
    [bad, good] = lines("relationships", f"{header}\n{row}\nx\n")
    assert bad.mistake is not None
    assert (bad.number, bad.mistake.code) == (2, "malformed_row")
    assert (good.number, good.mistake) == (3, None)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="names its columns"):
        lines("contacts", "")


def test_our_own_file_of_errors_loses_its_apostrophes_and_others_keep_theirs() -> None:
    assert lines("contacts", "_errors,phoneNumber\nx,'+49 30\n")[0].item == {"phoneNumber": "+49 30"}
    assert lines("contacts", "phoneNumber\n'+49 30\n")[0].item == {"phoneNumber": "'+49 30"}


@pytest.mark.parametrize("record_type", ["organizations", "contacts", "relationships"])
def test_every_member_of_the_wire_is_a_column(record_type: str) -> None:
    resource = registry.get(record_type)
    columns = columns_of(resource, FIELDS[record_type])
    roots = {column.path[0] for column in columns.values()} | {"customFields"}
    assert roots == set(resource.item().strict_fields) | resource.item().read_only_members
