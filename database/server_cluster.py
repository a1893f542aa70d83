"""One private PostgreSQL cluster: created, started, stopped, and given Relata's role and database."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from database.server_programs import PrivateServerError, Programs, ServerAccount

APP = "relata"  # the name of the role and of the database
PORT = 5432  # part of the socket's file name; nothing listens on TCP
LONGEST_WAIT_S = 60
NO_PROCESS = "999999999"  # above every possible process id
SMALLEST_SHARED_MEMORY_BYTES = 16 << 20

CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
max_parallel_workers_per_gather = 0  # containers give 64 MB of /dev/shm
"""


def say(message: str) -> None:
    """Tell the user; on stderr, so that commands stay usable in pipes."""
    sys.stderr.write(f"[db] {message}\n")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data directory and what is needed to run a server on it."""

    programs: Programs
    data: Path
    socket: Path
    account: ServerAccount

    def start(self) -> None:
        """Start the server, creating the cluster before the first start. Returns when it accepts connections."""
        if not (self.data / "PG_VERSION").exists():
            self._create()
        for lock_file in (self.data / "postmaster.pid", self.socket / f".s.PGSQL.{PORT}.lock"):
            self._disown(lock_file)
        log = self.data / "server.log"
        options = f"-k {shlex.quote(str(self.socket))} -p {PORT}"  # pg_ctl hands them to a shell
        try:
            self._pg_ctl("-l", log, "-o", options, "start")
        except PrivateServerError:
            end = log.read_text(errors="replace")[-1500:].strip() if log.exists() else "It wrote no log."
            raise PrivateServerError(f"The private PostgreSQL did not start; the end of {log}:\n{end}") from None

    def stop(self) -> None:
        """Stop the server; open connections are cut."""
        self._pg_ctl("-m", "fast", "stop")

    def _pg_ctl(self, *arguments: Path | str) -> None:
        self.account.run(self.programs.bindir / "pg_ctl", "-D", self.data, "-w", *arguments)

    def _create(self) -> None:
        """Run initdb beside the final place: an interrupted one leaves no half-made cluster."""
        others = sorted(path.name for path in self.data.parent.glob("data[0-9][0-9]"))
        say(
            f"creating a private PostgreSQL {self.programs.major} in {self.data} (set DATABASE_URL to use another server)"
            + (f"; what is in {', '.join(others)} stays there, pg_dump carries it over" if others else "")
        )
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, self.account.uid, self.account.gid)
        self.account.run(
            self.programs.bindir / "initdb", "-D", unfinished, "-U", "postgres", "-E", "UTF8", "-A", "trust", *self._initdb_options()
        )
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        unfinished.rename(self.data)

    def _initdb_options(self) -> list[str]:
        """The same order of text on every system; no POSIX shared memory where there is hardly any."""
        if self.programs.major >= 17:
            options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            options = ["--locale=C.UTF-8"]
        shared = Path("/dev/shm")
        is_scarce = not shared.is_dir() or shutil.disk_usage(shared).free < SMALLEST_SHARED_MEMORY_BYTES
        if self.programs.major >= 16 and is_scarce:
            options += ["-c", "dynamic_shared_memory_type=mmap"]
        return options

    def _disown(self, lock_file: Path) -> None:
        """A killed server's process id may be a zombie's or somebody else's by now, and PostgreSQL would not start.

        The id is replaced and the file kept: PostgreSQL then still looks whether anything is left of the old server.
        """
        try:
            process, *rest = lock_file.read_text().split("\n")
            command = (Path("/proc") / process / "cmdline").read_bytes()
        except OSError:
            return  # no such file, no such process, or no /proc: PostgreSQL finds out by itself
        if os.fsencode(self.data) not in command:
            lock_file.write_text("\n".join([NO_PROCESS, *rest]))


def answering_major(socket: Path) -> int | None:
    """The major version of the server that answers at a socket, None when none does.

    A real connection and no process id: zombies and reused ids lie. Waits for a server that is starting or stopping.
    """
    deadline = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < deadline:
        try:
            with _superuser(socket) as connection:
                return connection.info.server_version // 10_000
        except psycopg.OperationalError as error:
            if not re.search("starting up|shutting down|recovery", str(error)):
                return None
        time.sleep(0.1)
    raise PrivateServerError(f"The server at {socket} has been starting or stopping for {LONGEST_WAIT_S} seconds.")


def create_role_and_database(socket: Path) -> None:
    """The role may log in and create (test) databases, no more: the application meets the limits of production."""
    with _superuser(socket) as connection:
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP]).rowcount:
            connection.execute(f"CREATE ROLE {APP} LOGIN CREATEDB")
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [APP]).rowcount:
            connection.execute(f"CREATE DATABASE {APP} OWNER {APP}")


def _superuser(socket: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(socket), port=PORT, user="postgres", dbname="postgres", autocommit=True)
