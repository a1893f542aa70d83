"""Members, teams, roles, keys and grants: what is written answers as it is described, whether it is taken or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.openapi.conftest import Description, Linked

WRITES = ["post", "put", "patch", "delete"]


def is_ours(path: str) -> bool:
    return path.split("/")[1] in ("members", "teams", "roles", "api-keys") or path.endswith("/grants")


@pytest.mark.parametrize("method", WRITES)
def test_what_is_written_answers_as_described(client: Client, linked: Linked, description: Description, method: str):
    found = [path for path, its_method, _ in description.operations() if its_method == method and is_ours(path)]
    for path in found:
        answer = linked.call(client, path, method)
        if answer.status_code == 204:
            assert "204" in description.root["paths"][path][method]["responses"]
            assert answer.content == b""
        else:
            assert answer.status_code == (201 if method == "post" else 200), answer.content
            description.assert_described(path, method, answer)
        assert ("Location" in answer) == (method == "post")
    assert len(found) == {"post": 4, "put": 2, "patch": 4, "delete": 4}[method]


@pytest.mark.parametrize("method", WRITES)
def test_refusals_are_described(client: Client, linked: Linked, description: Description, method: str):
    owner = linked.cast.owner.headers
    bodies: list[Any] = [None, [], {}, {"name": 1, "role": [], "scopes": 5, "grants": "x"}, {"account": 2}, {"grants": [{"principal": {}}]}]
    for path, its_method, _ in description.operations():
        if its_method != method or not is_ours(path):
            continue
        call = getattr(client, method)
        address = f"/api/v2{path}".replace("{id}", str(2**62))
        answers = [call(address, json.dumps(body), content_type="application/json", headers=owner) for body in bodies]
        answers.append(call(address, content_type="application/json", headers=linked.cast.viewer.headers))
        answers.append(call(address, content_type="application/json"))
        answers.append(call(address, "{}", content_type="text/plain", headers=owner))
        assert [answer.status_code for answer in answers[-3:-1]] == [403, 401]
        for answer in answers:
            assert 400 <= answer.status_code < 500, (path, answer.content)
            description.assert_described(path, method, answer)
