"""The API guide and the README, carried out: each block of shell with a curl runs on the demo account and answers what stands below it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account, User
from accounts.services import create_api_key
from imports.demo.seeding import EMAIL, SLUG

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("docs/api.md", "docs/upsert.md", "README.md")
BLOCK = re.compile(r"^```(?P<language>\w+) ?(?P<status>\d*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
# What differs from one installation to the next; only its type is compared.
VARYING = {"id", "batchId", "requestId", "inspId", "prefix"}


@dataclass(frozen=True, slots=True)
class Example:
    """One block of shell. `answer` is the block right below it: JSON, or the text that is printed; None: there is none."""

    line: int
    script: str
    status: int
    language: str
    answer: str | None


def examples(document: str) -> Iterator[Example]:
    """The blocks with a curl, in order. Below a block of shell stands its answer, with its HTTP status where it is not 200."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if block["language"] == "sh" and "curl" in block["text"]:
            shown = below if below is not None and below["language"] in ("json", "text") else None
            status, language = (int(shown["status"] or 0), shown["language"]) if shown else (0, "")
            line = text.count("\n", 0, block.start()) + 1
            yield Example(line, block["text"], status, language, shown["text"] if shown else None)


def run(example: Example, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The block in a POSIX shell that stops at the first error; curl tells the status of each answer on stderr."""
    (directory / ".curlrc").write_text('silent\nshow-error\nwrite-out = "%{stderr}%{http_code}\\n"\n')
    kept = {"PATH": os.environ["PATH"], "HOME": str(directory)}
    return subprocess.run(
        ["sh", "-eu", "-c", example.script], cwd=directory, env=kept | environment, capture_output=True, text=True, timeout=60
    )


def matches(shown: Any, found: Any) -> bool:
    """Whether an answer is what the document shows. `…` stands for anything: a value, the rest of a text, an object or a list."""
    if isinstance(shown, str) and isinstance(found, str):
        both_instants = INSTANT.fullmatch(shown) and INSTANT.fullmatch(found)
        return bool(both_instants) or (found.startswith(shown[:-1]) if shown.endswith("…") else found == shown)
    if isinstance(shown, dict) and isinstance(found, dict):
        return _matches_object(shown, found)
    if isinstance(shown, list) and isinstance(found, list):
        head = [one for one in shown if one not in ("…", {"…": "…"})]
        is_whole = len(head) == len(shown)
        return (len(found) == len(head) if is_whole else len(found) >= len(head)) and all(map(matches, head, found))
    return shown == "…" or (type(shown) is type(found) and bool(shown == found))


def _matches_object(shown: dict[str, Any], found: dict[str, Any]) -> bool:
    members = set(shown) - {"…"}
    if not members <= set(found) or ("…" not in shown and members != set(found)):
        return False
    return all(
        type(shown[name]) is type(found[name]) if name in VARYING and shown[name] != "…" else matches(shown[name], found[name])
        for name in members
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are curl calls")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_example_does_what_is_printed_below_it(live_server: LiveServer, tmp_path: Path, document: str) -> None:
    call_command("seed_demo", stdout=StringIO())
    key = create_api_key(Account.objects.get(slug=SLUG), User.objects.get(email=EMAIL))
    demo = {"RELATA_URL": live_server.url, "RELATA_API_KEY": key, "RELATA_ACCOUNT": SLUG}
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo.env").write_text("".join(f"{name}={value}\n" for name, value in demo.items()))
    for example in examples(document):
        done = run(example, tmp_path, **demo)
        place = f"{document}:{example.line}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, place
        statuses = {int(word) for word in done.stderr.split()}
        assert statuses == {example.status} if example.status else statuses <= {200, 201, 204}, place
        if example.answer is not None and example.language == "json":
            assert matches(json.loads(example.answer), json.loads(done.stdout)), place
        elif example.answer is not None:
            assert done.stdout == example.answer, place


@pytest.mark.parametrize(
    ("shown", "found", "is_match"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}, True),
        ({"a": 1, "…": "…"}, {"b": 2}, False),
        ({"a": "…"}, {"a": None}, True),
        ({"a": "be…"}, {"a": "begins"}, True),
        ({"a": "be…"}, {"a": "ends"}, False),
        ({"id": 7}, {"id": 9}, True),
        ({"id": 7}, {"id": None}, False),
        ({"a": 1}, {"a": True}, False),
        ({"at": "2026-11-20T22:31:07.163450Z"}, {"at": "2025-01-01T00:00:00.000000Z"}, True),
        ({"at": "2026-11-20T22:31:07.163450Z"}, {"at": "2025-01-01"}, False),
        ([1, "…"], [1, 2, 3], True),
        ([1, "…"], [2, 1], False),
        ([1], [1, 2], False),
        ([], None, False),
    ],
)
def test_what_is_printed_is_compared_strictly(shown: Any, found: Any, is_match: bool) -> None:
    assert matches(shown, found) is is_match


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_call_is_in_an_example_that_runs(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert text.count("curl ") == sum(example.script.count("curl ") for example in examples(document)) > 0


def test_no_two_pages_let_the_same_person_in():
    """So that whoever copies the requests of one page after those of another gets the answers that are printed."""
    let_in = [email for document in DOCUMENTS for email in re.findall(r'"email": "([^"]+)", "role": "', (ROOT / document).read_text())]
    assert len(let_in) == len(set(let_in)) > 1
