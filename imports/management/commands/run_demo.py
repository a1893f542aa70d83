"""manage.py run_demo: a Relata with demo data on this machine, by one command. `make run` calls it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shlex
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from accounts.models import Account, User
from accounts.services import create_api_key
from imports.demo.people import OPERATOR, PARTNER, VIEWER
from imports.demo.seeding import EMAIL, SLUG

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15
EXAMPLE = {
    "source": {"kind": "external", "value": "ID-123"},
    "target": {"kind": "external", "value": "LC-111"},
    "leadSupplier": None,
    "types": ["direct supplier"],
    "relationshipStatus": "active",
    "customFields": {"custom1": "2025-01-01", "priority": "high", "notes": "Primary supplier relationship"},
    "contacts": [{"email": "joe@example.com"}],
}


class Command(BaseCommand):
    """Prepares the database, serves until it is told to stop, and keeps the private PostgreSQL running meanwhile.

    The address, the sign-in and an API key are kept in var/demo.env (mode 0600).
    """

    help = "Migrate, seed the demo account and serve it on 127.0.0.1 until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="where to listen on 127.0.0.1 (default 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_port(options["port"])
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        demo = _kept_demo() | {"RELATA_URL": f"http://{HOST}:{options['port']}", "RELATA_EMAIL": EMAIL, "RELATA_ACCOUNT": SLUG}
        demo.setdefault("RELATA_PASSWORD", secrets.token_urlsafe(12))
        try:
            self._prepare(demo["RELATA_PASSWORD"])
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from None
        sys.exit(self._serve(int(options["port"]), demo))

    def _prepare(self, password: str) -> None:
        self._say("Preparing the database and the demo data ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_demo", keep=True, password=password, stdout=self.stdout, stderr=self.stderr)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)

    def _serve(self, port: int, demo: dict[str, str]) -> int:
        """Run the web server as a child. Return 0 after a signal, else the code it ended with."""
        connections.close_all()
        server = start_server(port)
        try:
            wait_until_ready(server, port)
            demo["RELATA_API_KEY"] = _working_key(port, demo.get("RELATA_API_KEY", ""))
            connections.close_all()
            _keep(demo)
            self._introduce(demo)
            code = server.wait()
            self.stderr.write(f"The web server ended by itself (exit code {code}).")
            return code or 1
        except SystemExit:
            return 0
        finally:
            _end(server)

    def _introduce(self, demo: dict[str, str]) -> None:
        file = shlex.quote(str(_demo_env()))
        self._say(
            f"\nRelata is ready on {demo['RELATA_URL']} (Ctrl-C stops it)\n"
            f"  sign in   {EMAIL}   password {demo['RELATA_PASSWORD']}\n"
            f"  also      {VIEWER[0]} (reads everything), {PARTNER[0]} (what is shared with it), same password\n"
            f"  admin     {demo['RELATA_URL']}/admin/ as {EMAIL} (its account) or {OPERATOR[0]} (every account), same password\n"
            f"  API key   RELATA_API_KEY in {file}\n"
            f"\nUpsert a relationship; send it twice and the second answer is “unchanged”:\n\n"
            f"curl -sS -w '\\n' {demo['RELATA_URL']}/api/v2/relationships/upsert"
            f""" -H "Authorization: Bearer $(sed -n 's/^RELATA_API_KEY=//p' {file})" -H 'Content-Type: application/json'"""
            f" -d '{json.dumps(EXAMPLE)}'\n"
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _refuse_port(port: str) -> None:
    check = subprocess.run([sys.executable, settings.BASE_DIR / "scripts" / "check_port.py", port], stderr=subprocess.PIPE, text=True)
    if check.returncode:
        raise CommandError(check.stderr.strip())


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through the normal exit, so that the private PostgreSQL is stopped, too."""
    raise SystemExit(128 + number)


def start_server(port: int) -> subprocess.Popen[bytes]:
    """Start granian in a session of its own: Ctrl-C reaches this process alone, which passes it on."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "2", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    # A thread keeps its database connection: the longest idle time allowed, so that connections last. Level error: granian
    # warns of more than 5 threads on 2 cores, but ours wait for the database most of the time.
    command += ["--blocking-threads", "8", "--blocking-threads-idle-timeout", "600"]
    command += ["--log-level", "error", "config.wsgi:application"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Let running requests finish; after SECONDS_TO_STOP, don't."""
    server.terminate()
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while _status(port, "/livez") != http.HTTPStatus.OK:
        if server.poll() is not None:
            raise CommandError(f"The web server did not start (exit code {server.returncode}): see the message above.")
        if time.monotonic() > deadline:
            raise CommandError(f"The web server did not answer /livez within {SECONDS_TO_START} seconds.")
        time.sleep(0.1)


def _status(port: int, path: str, key: str = "") -> int:
    """The HTTP status of a GET; 0 when nobody answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path, headers={"X-API-KEY": key} if key else {})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _demo_env() -> Path:
    return Path(settings.BASE_DIR) / "var" / "demo.env"


def _kept_demo() -> dict[str, str]:
    """What an earlier run kept; empty on the first."""
    try:
        lines = _demo_env().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _working_key(port: int, kept: str) -> str:
    """The key of an earlier run if it still opens the API (another database knows nothing of it), else a new one."""
    if kept and _status(port, "/api/v2/me", kept) == http.HTTPStatus.OK:
        return kept
    return create_api_key(Account.objects.get(slug=SLUG), User.objects.get_by_natural_key(EMAIL), name="make run")


def _keep(demo: dict[str, str]) -> None:
    """Write demo.env, for its owner only, all of it or nothing."""
    draft = _demo_env().with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.parent.mkdir(exist_ok=True)
    with open(draft, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.writelines(f"{name}={value}\n" for name, value in demo.items())
    draft.replace(_demo_env())
