"""One case of the isolation matrix, carried out and undone; and what tells two answers apart."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client

from tests.kit.cast import Person
from tests.kit.matrix import Case
from tests.kit.matrix_lines import GONE, Fragment
from tests.kit.matrix_standings import FOREIGN, MISSING, OWN, Scene
from tests.kit.matrix_table import TABLE

API = "/api/v2/"
SAVEPOINT = re.compile(r'"s\d+_x\d+"')
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")
RANDOM = re.compile(r'"(requestId|batchId|inspId|prefix|key)":"[^"]*"')
TAG = re.compile(r'(?<=[0-9]-)[0-9a-f]{16}(?=")')
NEW_ID = re.compile(r"\b7\d{12}\b")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `said` in the words of the table, and all of it, with what was named and what is random masked."""

    said: str
    whole: tuple[Any, ...]
    statements: tuple[str, ...]
    text: str


class Asker:
    """Carries out the cases of one scene. `highest` are the ids of the scene itself: what is beyond was made by the call."""

    def __init__(self, scene: Scene, client: Client) -> None:
        self.scene, self.client = scene, client
        self._known = {str(value) for value in scene.values.values() if isinstance(value, int)}

    def ask(self, case: Case) -> Answer:
        """The answer to a case. Nothing that it did remains."""
        person = self.scene.people[case.letter]
        named = self._named(case, person)
        method, path, headers, body = self._call(case, named)
        sent = {} if body is None else {"data": json.dumps(body).encode(), "content_type": "application/json"}
        with undone(), shapes() as statements:
            answer = self.client.generic(method, API + path, headers=person.headers | headers, **sent)  # type: ignore[arg-type]
        return self._answer(answer, named, tuple(statements))

    def good(self, route: str, letter: str) -> tuple[str, str, Any]:
        """Method, address and body of a call that is in order, of this asker's own records. Body None: the route takes none."""
        body = TABLE[route].body
        filled = None if body is None else self._filled(copy.deepcopy(body), letter)
        path = self._path(route, OWN, letter)
        return route.partition(" ")[0], path, {path.partition("/")[0]: [filled]} if path.endswith("/upsert") else filled

    def _named(self, case: Case, person: Person) -> Any:
        if case.slot.kind == "cursor":
            return self._cursor(case, person)
        return self.scene.value(case.slot.kind, case.standing, case.letter)

    def _cursor(self, case: Case, person: Person) -> str:
        """Where the asker's own list goes on, the same of the other account, or a forged one."""
        path = self._path(case.route, OWN, case.letter)
        if case.standing == FOREIGN:
            person, path = self.scene.stranger, self._path(case.route, FOREIGN, case.letter)
        body = self.client.get(f"{API}{path}", {"limit": 1}, headers=person.headers).json()
        if "page" not in body:  # not let in
            return "nowhere"
        cursor: str = body["page"]["next"]
        assert cursor, f"{case}: the scene needs a second row."
        return cursor[:-4] + "AAAA" if case.standing == MISSING else cursor

    def _path(self, route: str, standing: str, letter: str) -> str:
        path = route.partition(" ")[2]
        if "{id}" not in path:
            return path
        slot = next(slot for slot in TABLE[route].slots if slot.place == "path id")
        return path.replace("{id}", str(self.scene.value(slot.kind, standing, letter)))

    def _call(self, case: Case, named: Any) -> tuple[str, str, dict[str, str], Any]:
        where, _, name = case.slot.place.partition(" ")
        method, _, path = case.route.partition(" ")
        row = TABLE[case.route]
        body = None if row.body is None else self._filled(copy.deepcopy(row.body), case.letter)
        headers: dict[str, str] = {}
        query: dict[str, Any] = {}
        path = path.replace("{id}", str(named)) if where == "path" else self._path(case.route, OWN, case.letter)
        if where == "query":
            query = {f"{name}.{named}": "x"} if name == "customFields" else {name: named}
            query |= {"identifierField": "customField"} if name == "customFieldReference" else {}
            query |= {"limit": 1} if name == "cursor" else {}
        elif where == "header":
            headers[name] = str(named)
        elif where == "body":
            body = self._with(body, case, name, named)
        if path.endswith("/upsert") and case.form != "bare":
            body = {path.partition("/")[0]: [body]}
        query |= {"dryRun": "true"} if case.form == "dry run" else {}
        path += f"?{urlencode(query)}" if query else ""
        return "HEAD" if case.form == "HEAD" else method, path, headers, body

    def _with(self, body: Any, case: Case, name: str, named: Any) -> Any:
        """The body with the identifier in its place, and what goes along."""
        for first in {name, *case.slot.beside}:
            body.pop(re.split(r"[.\[]", first)[0], None)
        _place(body, name, {named: "x"} if case.slot.kind.endswith("-field") and name.endswith("customFields") else _as_said(name, named))
        for member, value in case.slot.beside.items():
            if value is not GONE:
                _place(body, member, self._filled(value, case.letter))
        return body

    def _filled(self, part: Any, letter: str) -> Any:
        """`$kind` is the asker's own."""
        if isinstance(part, dict):
            return {name: self._filled(inner, letter) for name, inner in part.items()}
        if isinstance(part, list):
            return [self._filled(inner, letter) for inner in part]
        return self.scene.value(part[1:], OWN, letter) if isinstance(part, str) and part.startswith("$") else part

    def _answer(self, answer: Any, named: Any, statements: tuple[str, ...]) -> Answer:
        text = answer.content.decode()
        masked = self._masked(text, named)
        told = {name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "Content-Length")}
        headers = {name: self._masked(value, named) for name, value in told.items()}
        return Answer(_said(answer), (answer.status_code, masked, headers), statements, text)

    def _masked(self, text: str, named: Any) -> str:
        text = RANDOM.sub(r'"\1":"#"', INSTANT.sub("#", text.replace(str(named), "#")))
        text = TAG.sub("#", text)
        return NEW_ID.sub(lambda found: found[0] if found[0] in self._known else "#", text)


def _as_said(name: str, named: Any) -> Any:
    """References carry ids as text."""
    return str(named) if name.endswith(".value") else named


def _place(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path; `[]` is the first entry of a list."""
    steps = path.split(".")
    for step in steps[:-1]:
        if step.endswith("[]"):
            entries = body.setdefault(step[:-2], [{}])
            body = entries[0]
        else:
            body = body.setdefault(step, {})
    last = steps[-1]
    body[last.removesuffix("[]")] = [value] if last.endswith("[]") else value


def _said(answer: Any) -> str:
    """Status and, of a refusal, the code; those of the one item where a batch was sent."""
    if not answer.content or not answer["Content-Type"].endswith("json"):
        return str(answer.status_code)
    body = answer.json()
    if isinstance(body, dict) and "summary" in body:
        (result,) = body["data"]
        return f"{result['status']} {result['errors'][0]['code']}" if "errors" in result else str(result["status"])
    return str(answer.status_code) if answer.status_code < 300 else f"{answer.status_code} {body['code']}"


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of the block remains."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def shapes() -> Iterator[list[str]]:
    """The statements of the block as they are written, without their parameters."""
    found: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        found.append(SAVEPOINT.sub("#", str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


__all__ = ["Answer", "Asker", "Fragment"]
