"""`make run` of a fresh checkout, for real: its own private PostgreSQL, a server process, and the curl line that is printed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from database.private_server import place_of
from imports.management.commands.run_demo import EXAMPLE

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 90
NOT_OURS = shutil.ignore_patterns(".git", ".venv", "var", "staticfiles", "__pycache__", ".*_cache", ".hypothesis", ".env")


class Demo:
    """A running `manage.py run_demo` and what it has printed so far."""

    def __init__(self, checkout: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_demo", "--port", str(self.port)],
            cwd=checkout,
            env=os.environ | {"DEBUG": "false", "HTTPS": "false"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def line_with(self, start: str) -> str:
        """The next line that starts so. Fails when the command ends without one."""
        seen = ""
        while line := self._lines.get(timeout=SECONDS):
            if line.startswith(start):
                return line
            seen += line
        pytest.fail(f"ended without {start!r}:\n{seen}")

    def stop(self, number: signal.Signals) -> int:
        """The exit code after this signal."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the project that nobody has used yet, with a private server of its own."""
    for name in ("DATABASE_URL", "DEVPG_HOME", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    copy = tmp_path / "relata"
    shutil.copytree(ROOT, copy, ignore=NOT_OURS)
    place = place_of(copy / "var")
    yield copy
    for leftover in (place.home, place.socket):  # of root, or with a long path: outside the checkout
        shutil.rmtree(leftover, ignore_errors=True)


def variables(checkout: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (checkout / "var" / "demo.env").read_text().splitlines())


def call(url: str, **headers: str) -> tuple[int, dict[str, object]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:
        return answer.status, json.load(answer)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the line to copy is a curl line")
def test_a_fresh_checkout_serves_the_demo_and_the_printed_line_upserts(checkout: Path) -> None:
    demo = Demo(checkout)
    try:
        demo.line_with("Relata is ready on")
        line = demo.line_with("curl ")
        kept = variables(checkout)
        assert stat.S_IMODE((checkout / "var" / "demo.env").stat().st_mode) == 0o600
        assert kept["RELATA_URL"] == f"http://127.0.0.1:{demo.port}"
        assert kept["RELATA_API_KEY"] not in line
        assert call(f"{kept['RELATA_URL']}/readyz")[0] == 200
        status, _me = call(f"{kept['RELATA_URL']}/api/v2/me", Authorization=f"Bearer {kept['RELATA_API_KEY']}")
        assert (status, kept["RELATA_ACCOUNT"]) == (200, "demo")
        answers = [json.loads(subprocess.run(["sh", "-c", line], capture_output=True, check=True).stdout) for _ in range(2)]
        assert [(answer["status"], answer["operationType"]) for answer in answers] == [(201, "create"), (200, "unchanged")]
    finally:
        code = demo.stop(signal.SIGTERM)
    assert code == 0
    assert subprocess.run(["pgrep", "-f", str(place_of(checkout / "var").socket)], capture_output=True).stdout == b""

    again = Demo(checkout)
    try:
        again.line_with("Relata is ready on")
        again.line_with("curl ")
        assert variables(checkout) == kept | {"RELATA_URL": f"http://127.0.0.1:{again.port}"}
    finally:
        assert again.stop(signal.SIGINT) == 0


def test_the_readme_sends_what_the_printed_line_sends() -> None:
    body = re.search(r"-d '(\{.*?\})'", (ROOT / "README.md").read_text(), re.DOTALL)
    assert body is not None
    assert json.loads(body[1]) == EXAMPLE


def test_a_port_in_use_is_one_sentence_and_no_traceback(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        answer = subprocess.run([sys.executable, "manage.py", "run_demo", "--port", port], cwd=checkout, capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"CommandError: Port {port} is taken: choose another")
    assert answer.stderr.count("\n") == 1
