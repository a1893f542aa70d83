from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client

from api.parameters import QueryParameters
from tests.kit.calls import API, assert_refused_parameter
from tests.openapi.conftest import Description, Linked, Schema


class Seen(dict[str, Any]):
    """What views have read: every parameter by name, with its choices or bounds where it was read with some."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Looks over the shoulder of QueryParameters, and changes nothing."""
    found = Seen()
    finish, choice, integer, names = QueryParameters._finish, QueryParameters.choice, QueryParameters.integer, QueryParameters.names

    def noted_choice(self: QueryParameters, name: str, choices: Sequence[str], default: str | None = None) -> str | None:
        answer = choice(self, name, choices, default)
        found[name] = {"enum": list(choices)}
        return answer

    def noted_integer(self: QueryParameters, name: str, default: int, *, lowest: int, highest: int) -> int:
        answer = integer(self, name, default, lowest=lowest, highest=highest)
        found[name] = {"minimum": lowest, "maximum": highest, "default": default}
        return answer

    def noted_names(self: QueryParameters, name: str, choices: Sequence[str]) -> list[str] | None:
        answer = names(self, name, choices)
        found[name] = {"items": {"type": "string", "enum": list(choices)}}
        return answer

    def noted_finish(self: QueryParameters) -> None:
        for name in self._known:
            found.setdefault(name, {})
        finish(self)

    for name, method in (("choice", noted_choice), ("integer", noted_integer), ("names", noted_names), ("_finish", noted_finish)):
        monkeypatch.setattr(QueryParameters, name, method)
    return found


def own_parameters(description: Description, operation: Schema) -> Iterator[Schema]:
    """The query parameters of an operation, but the one that stands for the account's own fields."""
    for parameter in map(description.resolved, operation.get("parameters", ())):
        if parameter["in"] == "query" and parameter["name"] != "customFields":
            yield parameter


def names_of(description: Description, operation: Schema) -> set[str]:
    return {parameter["name"] for parameter in own_parameters(description, operation)}


def test_what_is_described_is_what_the_views_read(client: Client, linked: Linked, description: Description, seen: Seen):
    for path, method, operation in description.operations():
        seen.clear()
        # A list that nothing narrows is asked for without its filters: only one that is sent has all of them read.
        narrowed = {"updatedSince": "2020-01-01T00:00:00Z"} if "updatedSince" in names_of(description, operation) else {}
        linked.call(client, path, method, **narrowed)
        parameters = {parameter["name"]: parameter["schema"] for parameter in own_parameters(description, operation)}
        assert set(parameters) == set(seen), path
        for name, read in seen.items():
            schema = parameters[name]
            if read.get("enum") == ["true", "false"]:
                assert schema["type"] == "boolean"
            else:
                assert {keyword: schema[keyword] for keyword in read} == read, (path, name)


def test_a_parameter_that_is_not_described_is_refused(client: Client, linked: Linked, description: Description):
    for path, method, _ in description.operations():
        answer = linked.call(client, path, method, nosuch="1")
        assert_refused_parameter(answer, "nosuch", "unknown_parameter")


def test_values_on_the_edges_of_what_is_described(client: Client, linked: Linked, description: Description):
    """Each enum value, the least and the greatest number are taken; one beyond is not."""
    for path, method, operation in description.operations():
        for parameter in own_parameters(description, operation) if method == "get" else ():
            name, schema = parameter["name"], parameter["schema"]
            good = schema.get("enum") or ([schema["minimum"], schema["maximum"]] if "minimum" in schema else [])
            bad = ["nosuch"] if "enum" in schema else [schema["minimum"] - 1, schema["maximum"] + 1] if "minimum" in schema else []
            for value in good:
                assert linked.call(client, path, method, **{name: value}).status_code == 200, (path, name, value)
            for value in bad:
                assert_refused_parameter(linked.call(client, path, method, **{name: value}), name)


def test_the_accounts_own_fields_are_parameters_as_described(client: Client, linked: Linked, description: Description):
    (parameter,) = [one for one in description.root["paths"]["/organizations"]["get"]["parameters"] if one.get("name") == "customFields"]
    assert (parameter["style"], parameter["explode"]) == ("form", True)
    (pattern,) = parameter["schema"]["patternProperties"]
    for name in ("customFields.spend", "customFields.spend__gte", "customFields.spend__in"):
        assert description.complaints(parameter["schema"], {name: "12.50"}) == []
        answer = client.get(f"{API}organizations", {name: "12.50"}, headers=linked.cast.viewer.headers)
        assert (answer.status_code, len(answer.json()["data"])) == (200, 3), pattern
