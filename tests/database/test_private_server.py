"""The private PostgreSQL, used as its users use it: by separate processes on one directory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from database.private_server import Place, PrivateServerError, django_database, ensure, place_of
from database.server_cluster import PORT, answering_major
from database.server_programs import find_programs, server_account

REPOSITORY = Path(__file__).resolve().parents[2]
USER = """
import sys
from pathlib import Path
from database.private_server import ensure
ensure(Path("unused"))
print("joined", flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the private server until it is told to end."""

    def __init__(self, home: Path, program: str = USER, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env=os.environ | {"DEVPG_HOME": str(home)} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def joined(self) -> User:
        """Wait until the server is up for this user."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        if self.process.stdout.readline() != "joined\n":
            pytest.fail(self.process.stderr.read())
        return self

    def end(self) -> str:
        """Let the process end by itself; what it wrote to stderr."""
        return self.process.communicate(timeout=30)[1]

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A directory for one private server, named for DEVPG_HOME; whatever stays of it is removed."""
    directory = Path(tempfile.mkdtemp(prefix="relata-test-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEVPG_HOME", str(directory))
        patch.delenv("DEVPG_BINDIR", raising=False)
        place = place_of(directory)
        yield directory
        User(directory).end()  # stops a server that a failed test left behind
    for path in (directory, place.home, place.socket):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def place(home: Path) -> Place:
    """Where that server lives."""
    return place_of(home)


def connect(place: Place, user: str = "relata") -> psycopg.Connection:
    return psycopg.connect(host=str(place.socket), port=PORT, user=user, dbname="relata", autocommit=True)


def server_process(place: Place) -> str:
    """The process id of the running server, from its data directory."""
    (pid_file,) = place.home.glob("data*/postmaster.pid")
    return pid_file.read_text().split()[0]


def test_processes_racing_on_an_empty_directory_share_one_server_and_the_last_one_stops_it(home: Path, place: Place) -> None:
    half_made = place.home / "data18.new" / "PG_VERSION"  # what a kill -9 during initdb leaves behind
    half_made.parent.mkdir(parents=True)
    half_made.write_text("18")
    users = [User(home), User(home), User(home)]
    for user in users:
        user.joined()
    server = server_process(place)
    told = [users.pop().end(), users.pop().end()]
    assert server_process(place) == server
    assert answering_major(place.socket) is not None
    told.append(users.pop().end())
    assert answering_major(place.socket) is None
    assert sum("creating a private PostgreSQL" in text for text in told) == 1


def test_after_a_killed_user_the_next_one_stops_the_server(home: Path, place: Place) -> None:
    User(home).joined().kill()
    assert answering_major(place.socket) is not None
    assert User(home).joined().end() == ""
    assert answering_major(place.socket) is None


def test_a_forked_child_counts_as_a_user_of_its_own(home: Path, place: Place) -> None:
    fork = """
import os, sys
from pathlib import Path
from database.private_server import ensure
ensure(Path("unused"))
if os.fork():
    os._exit(0)  # as if killed: the parent does not run its exit functions
ensure(Path("unused"))
print("joined", flush=True)
sys.stdin.read()
"""
    child = User(home, fork).joined()
    assert answering_major(place.socket) is not None
    child.end()
    for _ in range(50):  # the child outlives the process that we can wait for
        if answering_major(place.socket) is None:
            break
        time.sleep(0.1)
    assert answering_major(place.socket) is None


def test_a_killed_server_starts_again_though_its_process_id_belongs_to_somebody_else(home: Path, place: Place) -> None:
    user = User(home).joined()
    (pid_file,) = place.home.glob("data*/postmaster.pid")
    lines = pid_file.read_text().split("\n")
    os.kill(int(lines[0]), signal.SIGKILL)
    user.kill()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    next_user = User(home).joined()
    assert answering_major(place.socket) is not None
    next_user.end()


def test_what_the_environment_says_about_postgresql_and_language_does_not_matter(home: Path, place: Place) -> None:
    garbage = {"LC_ALL": "xx_YY.UTF-8", "LANG": "xx", "PGHOST": "nowhere.invalid", "PGHOSTADDR": "192.0.2.1", "PGPORT": "1"}
    garbage |= {"PGDATA": "/nowhere", "PGUSER": "nobody", "PGOPTIONS": "-c nonsense=1", "PGSERVICE": "none", "PGSSLMODE": "verify-full"}
    user = User(home, **garbage).joined()
    assert answering_major(place.socket) is not None
    assert user.end() == ""


def test_the_application_role_creates_databases_but_is_no_superuser(home: Path, place: Place) -> None:
    user = User(home).joined()
    with connect(place) as connection:
        rights = connection.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'relata'")
        assert rights.fetchone() == (False, True, False, False)
        connection.execute("CREATE DATABASE relata_probe")
        connection.execute("DROP DATABASE relata_probe")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT pg_read_file('postgresql.conf')")
    user.end()


def test_the_server_listens_on_one_closed_socket_only_and_sorts_the_same_everywhere(home: Path, place: Place) -> None:
    user = User(home).joined()
    with connect(place) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SELECT upper('ärger ǆ'), 'Z' < 'a'").fetchone() == ("ÄRGER Ǆ", True)
    assert place.socket.stat().st_mode & 0o777 == 0o700
    user.end()


def test_another_major_version_waits_for_nobody_but_takes_over_an_unused_server(home: Path, place: Place) -> None:
    account = server_account()
    first = find_programs(account, place.home)
    others = [path for path in Path("/").glob("usr/lib/postgresql/*/bin") if path.parent.name != str(first.major)]
    if not others:
        pytest.skip("only one PostgreSQL is installed here")
    user = User(home).joined()
    late = User(home, DEVPG_BINDIR=str(others[0]))
    assert f"PostgreSQL {first.major} of {place.home} is in use" in late.end()
    user.kill()  # leaves the server running, unused
    late = User(home, DEVPG_BINDIR=str(others[0])).joined()
    assert answering_major(place.socket) == int(others[0].parent.name)
    assert f"what is in data{first.major} stays there" in late.end()
    assert answering_major(place.socket) is None


def test_settings_start_nothing_and_touch_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVPG_HOME", raising=False)
    entry = django_database(tmp_path / "var")
    assert (entry["ENGINE"], entry["NAME"], entry["USER"]) == ("database.backend", "relata", "relata")
    assert not Path(entry["HOST"]).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_long_path_gets_a_short_socket_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVPG_HOME", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    long, other = place_of(Path("/home") / ("long" * 30)), place_of(Path("/home") / ("other" * 30))
    assert long.home == Path("/home") / ("long" * 30)
    assert long.socket.parent == Path(tempfile.gettempdir())
    assert long.socket != other.socket
    assert place_of(Path("/srv/relata/var")).socket == Path("/srv/relata/var/run")


def test_root_keeps_its_server_where_another_account_can_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVPG_HOME", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    place = place_of(Path("/root/relata/var"))
    assert place.home.parent == Path("/var/lib")
    assert place.socket == place.home / "run"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("database.private_server._uses", {})
    monkeypatch.setattr("database.private_server.place_of", lambda directory: Place(directory, directory / "run"))
    with pytest.raises(PrivateServerError, match=r"cannot hold a database .*DEVPG_HOME"):
        ensure(tmp_path / "file" / "home")


def test_a_socket_directory_of_somebody_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid():
        pytest.skip("only root can give a directory away")
    directory = Path(tempfile.mkdtemp(prefix="relata-test-"))
    monkeypatch.setenv("DEVPG_HOME", str(directory))
    place = place_of(directory)
    place.socket.mkdir(parents=True)
    os.chown(place.socket, 12345, 12345)
    monkeypatch.setattr("database.private_server._uses", {})
    try:
        with pytest.raises(PrivateServerError, match="belongs to another user"):
            ensure(directory)
    finally:
        shutil.rmtree(place.home)
        directory.rmdir()
