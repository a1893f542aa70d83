from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openapi_spec_validator
import pytest
from django.core.management import call_command
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.plumbing import ComponentRegistry
from rest_framework.views import APIView

from api.codes import ITEM_CODES, PROBLEM_CODES, WARNING_CODES
from api.fields import ItemSerializer, StrictField
from api.schema import Components, Described
from api.schema_fields import schema_of
from tests.kit.samples import SAMPLES
from tests.openapi.conftest import SNAPSHOT, Description, Schema
from upserts import registry


def walk(part: Any) -> Iterator[Schema]:
    """Every object of the document."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from walk(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from walk(inner)


def test_it_is_openapi_3_1(description: Description):
    assert description.root["openapi"].startswith("3.1.")
    openapi_spec_validator.validate(description.root)


def test_it_is_made_without_a_warning_and_is_the_committed_one(tmp_path):
    made = tmp_path / "openapi.json"
    call_command("spectacular", format="openapi-json", file=str(made), validate=True, fail_on_warn=True)
    assert not GENERATOR_STATS
    assert made.read_text() == SNAPSHOT.read_text(), "make openapi"


def test_the_served_document_is_the_committed_one(description: Description):
    assert description.root == json.loads(SNAPSHOT.read_text())


def api_routes() -> Iterator[tuple[str, type[APIView]]]:
    """Every address below /api/v2 that a view of DRF serves, as the document writes it."""
    (api,) = (one for one in get_resolver().url_patterns if str(one.pattern) == "api/v2/")
    for route in api.url_patterns:
        if (view := getattr(route.callback, "cls", None)) is not None:
            yield "/" + re.sub(r"<\w+:\w+>", "{id}", str(route.pattern)), view


def test_every_address_and_method_is_described_and_nothing_else(description: Description):
    methods = {"get", "post", "put", "patch", "delete"}
    existing = {(path, method) for path, view in api_routes() for method in methods if hasattr(view, method)}
    assert {(path, method) for path, method, _ in description.operations()} == existing
    assert len(existing) > 15


def test_every_operation_has_a_name_of_its_own_and_words_for_people(description: Description):
    operations = [operation for _, _, operation in description.operations()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    tags = {tag["name"] for tag in description.root["tags"]}
    for operation in operations:
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
        for parameter in map(description.resolved, operation.get("parameters", ())):
            assert parameter["schema"]
            assert parameter.get("description"), (operation["operationId"], parameter["name"])


def test_every_call_but_the_description_itself_takes_a_key_or_a_session(description: Description):
    for path, _, operation in description.operations():
        expected = [] if path == "/schema" else [{"bearer": []}, {"apiKey": []}, {"session": []}]
        assert operation["security"] == expected
    assert set(description.root["components"]["securitySchemes"]) == {"bearer", "apiKey", "session"}


def test_every_call_with_a_key_may_meet_the_limits_and_tells_what_is_left(description: Description):
    for path, _, operation in description.operations():
        limited = description.resolved(operation["responses"].get("429", {}))
        assert ("Retry-After" in limited.get("headers", {})) == (path != "/schema")
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                assert {"RateLimit", "RateLimit-Policy"} <= set(description.resolved(response)["headers"])


def test_every_call_that_writes_records_takes_an_idempotency_key(description: Description):
    taking = set()
    for path, method, operation in description.operations():
        if "Idempotency-Key" in {description.resolved(one)["name"] for one in operation.get("parameters", ())}:
            taking.add((path, method))
            responses = {status: description.resolved(response) for status, response in operation["responses"].items()}
            codes = {
                status: responses[status]["content"]["application/problem+json"]["schema"]["properties"]["code"]["enum"]
                for status in ("409", "422")
            }
            assert "idempotency_in_progress" in codes["409"]
            assert "idempotency_key_reused" in codes["422"]
            assert all("Idempotent-Replayed" in response["headers"] for status, response in responses.items() if status.startswith("2"))
    written = {
        (path, method)
        for path, methods in description.root["paths"].items()
        for method in methods
        if method != "get" and path.split("/")[1] in SAMPLES and not path.endswith("/grants")
    }
    assert taking == written


def test_every_component_is_used(description: Description):
    used = Counter(part["$ref"] for part in walk(description.root) if "$ref" in part)
    existing = {
        f"#/components/{kind}/{name}"
        for kind, components in description.root["components"].items()
        if kind != "securitySchemes"
        for name in components
    }
    assert set(used) == existing


def test_every_code_is_in_it_with_its_meaning(description: Description):
    schemas = description.root["components"]["schemas"]
    for name, codes in (("ItemCode", ITEM_CODES), ("ProblemCode", PROBLEM_CODES), ("WarningCode", WARNING_CODES)):
        assert schemas[name]["enum"] == list(codes)
        assert all(f"| `{code}` |" in schemas[name]["description"] for code in codes)


def test_every_problem_of_an_operation_says_which_codes_come_with_it(description: Description):
    statuses = {code: status for codes in (ITEM_CODES, PROBLEM_CODES) for code, (status, _) in codes.items()}
    for _, _, operation in description.operations():
        for status, response in operation["responses"].items():
            for kind, content in description.resolved(response).get("content", {}).items():
                if kind == "application/problem+json":
                    codes = content["schema"]["properties"]["code"]["enum"]
                    assert {statuses[code] for code in codes} == {int(status)}


def test_every_example_is_what_its_schema_describes(description: Description):
    found = 0
    for part in walk(description.root["paths"]):
        for example in part.get("examples", {}).values() if isinstance(part.get("examples"), dict) else ():
            assert description.complaints(part["schema"], example["value"], strict=True) == []
            found += 1
    assert found >= 7


@pytest.mark.parametrize("name", SAMPLES)
def test_items_are_described_by_their_serializers(description: Description, name: str):
    resource = registry.get(name)
    schema = description.root["components"]["schemas"][resource.item.__name__]
    assert set(schema["properties"]) == set(resource.serializer.strict_fields) | resource.item.read_only_members
    assert set(schema.get("required", ())) == {one for one, field in resource.serializer.strict_fields.items() if field.required}
    assert schema["additionalProperties"] is False
    for number in range(3):
        for item in (SAMPLES[name].item(number), SAMPLES[name].changed(number)):
            assert description.complaints({"$ref": f"#/components/schemas/{resource.item.__name__}"}, item) == []


def test_a_view_that_says_nothing_of_a_method_fails_the_generation(capsys: pytest.CaptureFixture[str]):
    class Silent(APIView):
        schema = Described()

    view = Silent()
    assert view.schema.get_operation("/silent", "", "", "GET", ComponentRegistry()) is None
    assert "Silent does not describe its method GET" in capsys.readouterr().err
    assert GENERATOR_STATS
    GENERATOR_STATS.reset()


def test_a_field_that_nobody_described_fails_the_generation():
    class Odd(StrictField):
        pass

    class Item(ItemSerializer):
        odd = Odd()

    with pytest.raises(TypeError, match="Odd has no JSON Schema"):
        schema_of(Item(), Components(ComponentRegistry()))
