"""Reference data and the account: what is written answers as it is described, whether it is taken or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import API
from tests.openapi.conftest import REFERENCE_BODIES, Description, Linked

OURS = {path.split(" ")[0].split("/")[1] for path in REFERENCE_BODIES}
WRITES = ["post", "patch", "delete"]
KEPT = {"companies": 409, "custom-field-templates": 409}  # the others of the chain are in use, and so are deactivated


def operations(description: Description, method: str) -> list[str]:
    return [path for path, its_method, _ in description.operations() if its_method == method and path.split("/")[1] in OURS]


@pytest.mark.parametrize("method", WRITES)
def test_what_is_written_answers_as_described(client: Client, linked: Linked, description: Description, method: str):
    found = operations(description, method)
    for path in found:
        answer = linked.call(client, path, method)
        wanted = {"post": 201, "patch": 200, "delete": KEPT.get(path.split("/")[1], 200)}[method]
        assert answer.status_code == wanted, answer.content
        description.assert_described(path, method, answer)
        assert ("Location" in answer) == (method == "post")
    assert len(found) == {"post": 7, "patch": 8, "delete": 7}[method]


def test_what_is_not_in_use_is_removed_as_described(client: Client, linked: Linked, description: Description):
    for path in operations(description, "post"):
        made = linked.call(client, path, "post")
        gone = client.delete(made["Location"], headers=linked.cast.owner.headers)
        assert (gone.status_code, gone.content) == (204, b"")
        assert "204" in description.root["paths"][f"{path}/{{id}}"]["delete"]["responses"]


@pytest.mark.parametrize("method", WRITES)
def test_refusals_are_described(client: Client, linked: Linked, description: Description, method: str):
    owner = linked.cast.owner.headers
    bodies: list[Any] = [None, [], {}, {"name": 1, "key": [], "number": "x", "recordType": 5}, {"account": 2}, {"policies": {"x": 1}}]
    for path in operations(description, method):
        call = getattr(client, method)
        name = path.split("/")[1]
        address = f"{API}{path.removeprefix('/')}".replace("{id}", str(linked.people.get(name, 0)))
        wrong = [REFERENCE_BODIES.get(f"/{name} post", {}), *bodies] if method != "delete" else []
        answers = [call(address, json.dumps(body), content_type="application/json", headers=owner) for body in wrong]
        answers.append(call(f"{address}?x=1", headers=owner))
        if "{id}" in path:
            answers.append(call(f"{API}{name}/{2**62}", "{}", content_type="application/json", headers=owner))
        answers.append(call(address, content_type="application/json", headers=linked.cast.viewer.headers))
        answers.append(call(address, content_type="application/json"))
        assert [answer.status_code for answer in answers[-2:]] == [403, 401]
        for answer in answers:
            assert answer.status_code < 500, answer.content
            description.assert_described(path, method, answer)


def test_examples_are_what_the_schemas_say(description: Description):
    for method in ("post", "patch"):
        for path in operations(description, method):
            operation = description.root["paths"][path][method]
            answers = [
                description.resolved(operation["responses"][status]) for status in ("200", "201") if status in operation["responses"]
            ]
            for part in (operation["requestBody"], *answers):
                content = part["content"]["application/json"]
                examples = [example["value"] for example in content["examples"].values()]
                assert examples
                assert all(description.complaints(content["schema"], example, strict=True) == [] for example in examples), (path, method)
