"""The product as consumers meet it: the real server command on loopback, an API key, one kept connection."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Sequence

from benchmarks import machine
from benchmarks.measuring import Failed
from benchmarks.sample import Operation

HOST = "127.0.0.1"
LONGEST_IDLE_SECONDS = 5
UPSERT = "/api/v2/relationships/upsert"


class Product:
    """One consumer with one kept connection. The words of its answers are the engine's."""

    name = "product"
    words: dict[Operation, str] = {"new": "create", "changed": "update", "unchanged": "unchanged"}

    def __init__(self, port: int, key: str, server: int | None = None, path: str = UPSERT) -> None:
        """`server`: the process id of the server command, for its CPU. None: nobody asks for that."""
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.path, self.server = path, server
        self.answered_at = time.monotonic()

    def call(self, body: bytes) -> bytes:
        """POST the body. Raises Failed for everything but 200."""
        return self._answer("POST", self.path, body)

    def get(self, path: str) -> bytes:
        """GET a path. Raises Failed for everything but 200."""
        return self._answer("GET", path, None)

    def _answer(self, method: str, path: str, body: bytes | None) -> bytes:
        if time.monotonic() - self.answered_at > LONGEST_IDLE_SECONDS:
            self.connection.close()  # the server has, or is about to; the next request opens it again
        try:
            self.connection.request(method, path, body, self.headers)
            response = self.connection.getresponse()
            answer = response.read()
            self.answered_at = time.monotonic()
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"{method} {path}: {error!r}") from error
        if response.status != http.HTTPStatus.OK:
            raise Failed(f"{method} {path}: {response.status} {answer[:500].decode(errors='replace')}")
        return answer

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def processes(self) -> Sequence[int]:
        """The server command and its workers."""
        return machine.family(self.server) if self.server is not None else []


class Bare(Product):
    """A view that does one update_or_create, on the same server (bare.py). It can't tell whether anything differed."""

    name = "bare view"
    words: dict[Operation, str] = {"new": "create", "changed": "update", "unchanged": "update"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def extra_memory(product: Product, body: bytes, warm_up: Sequence[bytes]) -> float:
    """MB by which the peak of the worker that took the batch rose above what it used before, once it had answered small calls."""
    for small in warm_up:
        product.call(small)
    workers = product.processes()
    before = {pid: machine.memory_bytes(pid, "VmRSS") for pid in workers}
    machine.forget_peaks(workers)
    product.call(body)
    return max(machine.memory_bytes(pid, "VmHWM") - before[pid] for pid in workers) / 1e6


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server command."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
