"""Bad items fail alone: each with its code, its field and its pointer, while the good items around them are written."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from django.test import Client

from tests.kit.calls import assert_problem, mistakes, post_bytes
from tests.kit.cast import Person
from tests.kit.corpus import NUL, encode
from tests.kit.samples import SAMPLES, Item
from tests.wire.bad_items import NO_ITEMS, VALUES
from tests.wire.placing import post_among_good_ones, with_value

every_resource = pytest.mark.parametrize("resource", list(SAMPLES))
# The values of one member go in one batch.
GROUPS = {f"{resource} {path}": list(group) for (resource, path), group in groupby(VALUES, lambda case: (case.resource, case.path))}


def pointer_of(field: str | None) -> str:
    """The pointer that belongs to a dotted path."""
    return "".join(f"/{step}" for step in re.findall(r"[^.\[\]]+", field or ""))


def pointers(result: Item) -> list[str]:
    """Where the errors point; control characters as in dotted paths (a pointer keeps them, or it would point at nothing)."""
    return [error["pointer"].replace(NUL, "\ufffd") for error in result["errors"]]


@pytest.mark.parametrize("name", GROUPS)
def test_bad_values_fail_their_items_alone(client: Client, owner: Person, name: str) -> None:
    group = GROUPS[name]
    resource, way = group[0].resource, tuple(group[0].path.split("."))
    wrong = [with_value(SAMPLES[resource].item(number), way, case.value) for number, case in enumerate(group, 1)]
    results = post_among_good_ones(client, owner, resource, wrong)
    found = {str(case): (result["status"], mistakes(result)) for case, result in zip(group, results, strict=True)}
    assert found == {str(case): (case.status, sorted(case.errors, key=str)) for case in group}
    for number, result in enumerate(results, 1):
        assert pointers(result) == [f"/{resource}/{number}{pointer_of(error['field'])}" for error in result["errors"]]


@pytest.mark.parametrize("name", GROUPS)
def test_a_bare_bad_item_is_a_problem_with_the_same_errors(client: Client, owner: Person, name: str) -> None:
    case = GROUPS[name][-1]
    item = with_value(SAMPLES[case.resource].item(1), tuple(case.path.split(".")), case.value)
    answer = post_bytes(client, owner, case.resource, encode(item))
    body = assert_problem(answer, case.status, case.errors[0][0])
    assert (mistakes(body), body["index"]) == (sorted(case.errors, key=str), 0)
    assert pointers(body) == [pointer_of(error["field"]) for error in body["errors"]]


@every_resource
def test_what_is_no_object_fails_alone(client: Client, owner: Person, resource: str) -> None:
    for result in post_among_good_ones(client, owner, resource, NO_ITEMS):
        assert (result["status"], mistakes(result)) == (400, [("invalid_type", None)])


@every_resource
def test_an_empty_object_is_told_what_it_lacks(client: Client, owner: Person, resource: str) -> None:
    (result,) = post_among_good_ones(client, owner, resource, [{}])
    lacking = {
        "organizations": {"type", "name"},
        "contacts": {"organization", "firstName", "email"},
        "relationships": {"source", "target", "types", "relationshipStatus"},
        "products": {"reference", "name"},
    }[resource]
    assert mistakes(result) == sorted(("required", name) for name in lacking)
    body = assert_problem(post_bytes(client, owner, resource, b"{}"), 400, "required")
    assert mistakes(body) == mistakes(result)
