"""Fuzzes the API through its own description: `make fuzz`, or scripts/fuzz.py [how many cases] [further words for schemathesis].

Starts the server command on 127.0.0.1 over a private PostgreSQL of its own (var/fuzz), fills the demo account, and lets schemathesis
send what the description allows and what it forbids, with every check it has (tests/fuzz/). Ends with 0 only if nothing failed and
at least as many cases ran as were asked for.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
ACCOUNT, USER = "demo", "demo@relata.example"
CASES = 3_000
SECONDS_TO_START = 60
OTHERS, PAGE = 30, 500
RECORDS = ("organizations", "contacts", "relationships", "products")
VOCABULARY = ("relationship-types", "contact-roles", "categories", "product-categories", "custom-fields", "custom-field-templates")
LISTS = (*RECORDS, "teams", "roles", *VOCABULARY)
# An identifier field of each record type, and among whom its values are unique.
IDENTIFIER = "ledgerNumber"
SCOPES = {"organization": "account", "contact": "user", "relationship": "account", "product": "user"}
DOCUMENT = ROOT / "var" / "fuzz.openapi.json"  # a file, for schemathesis leaves out the address that it loads a description from
CONFIGURATION = ROOT / "tests" / "fuzz" / "schemathesis.toml"
GENERATED = re.compile(r"Test cases:\s+([0-9,]+) generated")


def main(cases: int, words: Sequence[str]) -> int:
    """Prepare, serve, fuzz. The exit code of the whole."""
    environment = {
        **os.environ,
        "DATABASE_URL": "",  # never somebody's real database, whatever .env says
        "DEVPG_HOME": str(Path(os.environ.get("DEVPG_HOME", ROOT / "var")) / "fuzz"),
        "DEBUG": "false",
        "HTTPS": "false",
        "LOG_LEVEL": "ERROR",
        "RATE_LIMIT_REQUESTS": "1000000000",  # counted as in production, but never reached
    }
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "seed_demo", "--reset")
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    environment["RELATA_API_KEY"] = manage(environment, "create_api_key", ACCOUNT, USER).strip()
    port = free_port()
    server = subprocess.Popen(serving(port), cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_until_alive(server, port)
        return fuzz(port, cases, words, environment | targets(Caller(port, environment["RELATA_API_KEY"])))
    finally:
        server.terminate()
        server.wait()


def manage(environment: Mapping[str, str], *words: str) -> str:
    """What a command of manage.py writes."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def serving(port: int) -> list[str]:
    """The server command, as `make run` starts it."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    return [*server, "--workers", "2", "--blocking-threads", "8", "--log-level", "error", "config.wsgi:application"]


def wait_until_alive(server: subprocess.Popen[bytes], port: int) -> None:
    """Return once GET /livez is answered. Ends the program when the server does not come up."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/livez")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    sys.exit("The web server did not start: see the message above.")


class Caller:
    """One connection to the API, with a key."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The body of an answer that must be a success."""
        self.connection.request(method, f"/api/v2/{path}", None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (http.HTTPStatus.OK, http.HTTPStatus.CREATED):
            sys.exit(f"{method} {path} answered {answer.status}: {text.decode()}")
        return json.loads(text)


def targets(caller: Caller) -> dict[str, str]:
    """Ids of what is there, by list, as whom the run acts, and by which field records are found: for tests/fuzz/.

    Of members and keys only those that are made here: each of them may be changed and removed.
    """
    me, stamp = caller.ask("GET", "me"), uuid4().hex[:8]
    members = [caller.ask("POST", "members", {"email": f"{stamp}-{number}@fuzz.example", "role": "Viewer"}) for number in range(OTHERS)]
    keys = [caller.ask("POST", "api-keys", {"name": f"{stamp} {number}", "scopes": ["all"]}) for number in range(OTHERS)]
    found = {name: caller.ask("GET", f"{name}?limit={OTHERS}")["data"] for name in LISTS} | {"members": members, "api-keys": keys}
    known = caller.ask("GET", f"api-keys?limit={PAGE}")["data"]
    (own,) = (row["id"] for row in known if row["prefix"] == me["key"]["prefix"])
    for record_type, scope in SCOPES.items():
        field = {"recordType": record_type, "key": IDENTIFIER, "dataType": "text", "isIdentifier": True, "identifierScope": scope}
        caller.ask("POST", "custom-fields", field)
    return {
        "FUZZ_IDENTIFIER": IDENTIFIER,
        "FUZZ_IDS": json.dumps({name: [row["id"] for row in rows] for name, rows in found.items()}),
        "FUZZ_OWN": json.dumps({"members": me["user"]["id"], "api-keys": own}),
    }


def count_operations(port: int) -> int:
    """How many operations there are in the description that the server gives of itself; keeps it as a file."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/api/v2/schema")
    document = connection.getresponse().read()
    connection.close()
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_bytes(document)
    return sum(len(methods) for methods in json.loads(document)["paths"].values())


def fuzz(port: int, cases: int, words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run schemathesis; say so when it ran fewer cases than were asked for."""
    api = f"http://{HOST}:{port}/api/v2"
    examples = str(-(-cases // count_operations(port)))
    program = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(CONFIGURATION), "run", str(DOCUMENT), "--url", api]
    run = subprocess.Popen(
        [*program, "--max-examples", examples, *words],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    assert run.stdout is not None
    for line in run.stdout:
        sys.stdout.write(line)
        said.append(line)
    found = GENERATED.search("".join(said))
    generated = int(found[1].replace(",", "")) if found else 0
    if generated < cases:
        sys.stderr.write(f"Only {generated} of {cases} cases ran.\n")
    return run.wait() or int(generated < cases)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES, sys.argv[2:]))
