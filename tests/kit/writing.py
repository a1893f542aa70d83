"""Writing over HTTP one object at a time, as a consumer does it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.kit.calls import API, assert_problem
from tests.kit.cast import Person


def send(client: Client, person: Person | str, method: str, path: str, body: object = None) -> Any:
    """The answer to a call with a JSON body (None: without one), by a person or with a key in plain text."""
    headers = person.headers if isinstance(person, Person) else {"Authorization": f"Bearer {person}"}
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(API + path, headers=headers, **sent)


def written(client: Client, person: Person | str, method: str, path: str, body: object = None) -> Any:
    """The body of an answer that must be a success; None for 204."""
    answer = send(client, person, method, path, body)
    assert answer.status_code in (200, 201, 204), answer.content
    return answer.json() if answer.content else None


def assert_refused(answer: Any, status: int, *errors: tuple[str, str | None]) -> list[dict[str, Any]]:
    """The errors of an answer that must be this refusal: (code, field) each, in order; the first names the problem."""
    body = assert_problem(answer, status, errors[0][0])
    assert [(error["code"], error["field"]) for error in body["errors"]] == list(errors), body
    found: list[dict[str, Any]] = body["errors"]
    return found
