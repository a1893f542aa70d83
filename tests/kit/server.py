"""The real web server as a child process: the command of the image (Dockerfile), on a free port of this machine, on the test database."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from tests.kit.cast import Person

HOST = "127.0.0.1"
SECONDS_TO_START = 30
SECONDS_TO_STOP = 15
SECONDS_TO_ANSWER = 60
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer over a real socket. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Server:
    """A running server: process group `process.pid`, what it wrote to stderr in `log`."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def caller(self, person: Person | None = None) -> Caller:
        """A client of its own, with the person's key; for one thread."""
        return Caller(self.port, person.headers if person else {})

    def said(self) -> str:
        """What the server has logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self) -> None:
        """Return once /readyz answers 200. Fails with the log after 30 seconds, and as soon as the server has ended."""
        deadline = time.monotonic() + SECONDS_TO_START
        while self._readiness() != http.HTTPStatus.OK:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def _readiness(self) -> int:
        with self.caller() as caller:
            try:
                return caller.send("GET", "/readyz").status
            except (OSError, http.client.HTTPException):
                return 0

    def workers(self) -> list[int]:
        """The process ids of its workers (Linux only)."""
        return [int(word) for word in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def kill(self) -> None:
        """SIGKILL for the server and all its workers, which are a process group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Ask it to stop, then insist."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_STOP)
        self.kill()


class Caller:
    """One connection that is kept open, as integrations do it; opened anew when the server has closed it."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.headers = dict(headers)
        self._connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    def upsert(self, resource: str, items: object, **query: str) -> Answer:
        """POST /<resource>/upsert. A list gets its wrapper; an object goes as it is: one bare item."""
        body = {resource: items} if isinstance(items, list) else items
        path = f"/api/v2/{resource}/upsert" + (f"?{urlencode(query)}" if query else "")
        return self.send("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        *,
        pause_s: float = 0,
    ) -> Answer:
        """Any request; the body follows its headers after a pause. An iterator as body goes in chunks, without a length.

        The answer counts even if it came before the body was sent.
        """
        try:
            self._send_headers(method, path, body, {**self.headers, **(headers or {})})
            time.sleep(pause_s)
            with suppress(BrokenPipeError):
                self._send_body(body)
            response = self._connection.getresponse()
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        except BaseException:
            self._connection.close()
            raise
        if answer.status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # the rest of the body was not read: the server hangs up
            self._connection.close()
        return answer

    def _send_headers(self, method: str, path: str, body: bytes | Iterator[bytes], headers: Mapping[str, str]) -> None:
        self._connection.putrequest(method, path)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        if isinstance(body, bytes):
            self._connection.putheader("Content-Length", str(len(body)))
        else:
            self._connection.putheader("Transfer-Encoding", "chunked")
        self._connection.endheaders()

    def _send_body(self, body: bytes | Iterator[bytes]) -> None:
        if isinstance(body, bytes):
            self._connection.send(body)
            return
        for chunk in body:
            self._connection.send(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        self._connection.send(b"0\r\n\r\n")


@contextmanager
def running_server(directory: Path, **environment: str) -> Iterator[Server]:
    """A server that answers /readyz, on the database of the tests (whose rows must be committed to be seen). Always ended."""
    server = _start(directory, environment)
    try:
        server.wait_until_ready()
        yield server
    except BaseException:
        sys.stderr.write(server.said())  # shown with the failure
        raise
    finally:
        server.end()


def production_command(port: int) -> list[str]:
    """The command of the image, word for word, but for where it listens."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    words = next(json.loads(line.removeprefix("CMD ")) for line in lines.splitlines() if line.startswith("CMD "))
    elsewhere = {"granian": [sys.executable, "-m", "granian"], "0.0.0.0": [HOST], "8000": [str(port)]}
    return [part for word in words for part in elsewhere.get(word, [word])]


def database_url() -> str:
    """The database that this test runs on, as DATABASE_URL has it."""
    own = connection.settings_dict
    user = quote(own["USER"], safe="") + (f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else "")
    port = f":{own['PORT']}" if own["PORT"] else ""
    if own["HOST"].startswith("/"):  # a socket's directory stands in the path
        return f"postgres://{user}@{port}/{own['HOST']}/{own['NAME']}"
    return f"postgres://{user}@{own['HOST']}{port}/{own['NAME']}"


def _start(directory: Path, environment: Mapping[str, str]) -> Server:
    port = _free_port()
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / f"server-{port}.log"
    public = {"DEBUG": "false", "HTTPS": "false", "SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": database_url()}
    unlimited = {"RATE_LIMIT_REQUESTS": "0", "RATE_LIMIT_ITEMS": "0"}
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            production_command(port),
            cwd=settings.BASE_DIR,
            env={**os.environ, **public, **unlimited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            start_new_session=True,
        )
    return Server(process, port, log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
