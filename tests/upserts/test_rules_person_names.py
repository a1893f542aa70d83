"""The one-line name of a contact person, and what must come with it (api.md, rule 14)."""

from __future__ import annotations

from typing import Any

import pytest

from contacts.models import Contact
from tests.kit.calls import mistakes, refusal
from tests.kit.cast import Person
from tests.upserts.conftest import Send
from tests.upserts.ledger import history

MILL = {"type": "F", "name": "Mill", "externalId": "M-1"}
ANN = {"name": "Ann Weaver", "email": "ann@mill.example"}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ann", "Ann", None),
        ("Ann Marie Weaver", "Ann Marie", "Weaver"),
        ("  Ann \u2003 Weaver ", "Ann", "Weaver"),
        ("A" * 100, "A" * 100, None),
        ("A" * 100 + " " + "B" * 100, "A" * 100, "B" * 100),
        ("A " + "B" * 50 + " " + "C" * 60, "A " + "B" * 50, "C" * 60),
    ],
)
def test_a_name_is_split_at_the_last_space_whose_halves_fit(send: Send, owner: Person, name: str, first: str, last: str | None) -> None:
    made = send("organizations", {**MILL, "contactPerson": {**ANN, "name": name}})
    row = Contact.objects.visible_to(owner.actor).get(organization_id=made["id"])
    assert (row.first_name, row.last_name) == (first, last)


@pytest.mark.parametrize("name", ["A" * 101, "A" * 101 + " B", "A " + "B" * 101, "x" * 202])
def test_a_name_whose_halves_do_not_fit_is_too_long(send: Send, owner: Person, name: str) -> None:
    refusal(send("organizations", {**MILL, "contactPerson": {**ANN, "name": name}}), 400, "too_long", "contactPerson.name")
    assert history(owner, "organization") == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"name": "Ann"}, [("required", "contactPerson.email")]),
        ({"email": "ann@x.example"}, [("required", "contactPerson.name")]),
        ({**ANN, "name": " "}, [("blank", "contactPerson.name")]),
        ({**ANN, "type": "boss"}, [("invalid_choice", "contactPerson.type")]),
        ("Ann", [("invalid_type", "contactPerson")]),
    ],
)
def test_name_and_email_are_required_together(send: Send, person: object, expected: list[Any]) -> None:
    assert mistakes(send("organizations", {**MILL, "contactPerson": person})) == expected
