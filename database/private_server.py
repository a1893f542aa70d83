"""A private PostgreSQL for whoever has set no DATABASE_URL: nothing to install, nothing to configure.

Settings import this module and start nothing. The first connection calls ensure(): it creates the cluster in var/ if
there is none, starts the server if it is down, and holds a shared file lock until the process ends. Who can turn
that lock into an exclusive one at exit was the last and stops the server; the kernel drops the locks of killed
processes, so the count cannot go wrong. After `kill -9` of the last user the server stays up until the next user ends.

DEVPG_HOME moves the files (to a disk where permissions and locks work), DEVPG_BINDIR chooses another PostgreSQL.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from database.server_cluster import APP, PORT, Cluster, answering_major, create_role_and_database, say
from database.server_programs import PrivateServerError, ServerAccount, find_programs, server_account

if sys.platform != "win32":
    import fcntl

__all__ = ["PrivateServerError", "django_database", "ensure", "place_of"]

LONGEST_SOCKET_DIRECTORY = 85  # a socket's path has 107 bytes on Linux, 103 on macOS; its file name needs some

_uses: dict[int, IO[str]] = {}  # process id → its use.lock; a forked child finds only its parent's and takes its own
_one_thread = threading.Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a private server lives: `home` with its data and lock files, and the directory of its socket."""

    home: Path
    socket: Path


def place_of(directory: Path) -> Place:
    """The place that belongs to a directory (or to DEVPG_HOME). Pure: touches no file.

    Root gets a place below /var/lib, for the server cannot run as root nor read root's directories.
    """
    home = Path(os.environ.get("DEVPG_HOME") or directory).resolve()
    name = hashlib.sha1(str(home).encode(), usedforsecurity=False).hexdigest()[:10]
    if os.geteuid() == 0:
        home = Path("/var/lib") / f"{APP}-{name}"
    socket = home / "run"
    if len(os.fsencode(socket)) > LONGEST_SOCKET_DIRECTORY:
        socket = Path(tempfile.gettempdir()) / f"{APP}-{os.geteuid()}-{name}"
    return Place(home, socket)


def django_database(directory: Path) -> dict[str, Any]:
    """The entry of settings.DATABASES for the private server of a directory. Starts nothing."""
    if sys.platform == "win32":
        raise PrivateServerError("The private PostgreSQL needs Linux or macOS: use WSL or Docker.")
    socket = str(place_of(directory).socket)
    return {"ENGINE": "database.backend", "NAME": APP, "USER": APP, "HOST": socket, "PORT": str(PORT)}


def ensure(directory: Path) -> None:
    """Make sure that the server runs and keeps running until this process ends.

    Cheap after the first call. Waits while another process is starting the server. Raises PrivateServerError.
    """
    if os.getpid() in _uses:
        return
    place = place_of(directory)
    with _one_thread:
        if os.getpid() in _uses:
            return
        try:
            _join(place, server_account())
        except OSError as error:  # read-only, no permissions, no locks
            raise PrivateServerError(f"{place.home} cannot hold a database ({error}); DEVPG_HOME names another directory.") from error


def _join(place: Place, account: ServerAccount) -> None:
    """Start the server if it is down, and count this process among its users."""
    _forget_environment()
    _prepare_directories(place, account)
    with _locked(place.home / "start.lock"):
        programs = find_programs(account, place.home)
        cluster = Cluster(programs, place.home / f"data{programs.major}", place.socket, account)
        running = answering_major(place.socket)
        if running not in (None, programs.major):
            _stop_other(running, place, cluster)
        if running != programs.major:
            cluster.start()
        create_role_and_database(place.socket)
        use = (place.home / "use.lock").open("w")
        fcntl.flock(use, fcntl.LOCK_SH)
        while _uses:  # a forked child: the lock it inherited is its parent's
            _uses.popitem()[1].close()
        _uses[os.getpid()] = use
    atexit.register(_leave, place, cluster, os.getpid())


def _leave(place: Place, cluster: Cluster, process: int) -> None:
    """At exit: stop the server if nobody else uses it."""
    if process != os.getpid() or not place.home.is_dir():
        return  # a forked child that never joined; or the whole place was deleted, which ends the server too
    with _locked(place.home / "start.lock"):
        if _is_unused(_uses.pop(process)):
            try:
                cluster.stop()
            except PrivateServerError as error:
                say(str(error))


def _stop_other(running: int | None, place: Place, wanted: Cluster) -> None:
    """A server of another major version (DEVPG_BINDIR changed) gives way, unless somebody is using it."""
    with (place.home / "use.lock").open("w") as use:
        if not _is_unused(use):
            raise PrivateServerError(
                f"PostgreSQL {running} of {place.home} is in use by another process, so PostgreSQL "
                f"{wanted.programs.major} cannot start: end that process, or set DEVPG_HOME to another directory."
            )
        Cluster(wanted.programs, place.home / f"data{running}", place.socket, wanted.account).stop()


def _is_unused(use: IO[str]) -> bool:
    """Whether no other process holds the server; only to be asked while start.lock is held."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _forget_environment() -> None:
    """PGHOSTADDR, PGSERVICE, PGOPTIONS … of the user's shell would lead our connections elsewhere or break them."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def _prepare_directories(place: Place, account: ServerAccount) -> None:
    """Create the home, and a socket directory that only the server's account can enter."""
    place.home.mkdir(parents=True, exist_ok=True)
    if account.is_other:
        place.home.chmod(0o711)  # the account passes through to its data; a strict umask must not stop it
    place.socket.mkdir(mode=0o700, exist_ok=True)
    if place.socket.lstat().st_uid not in (account.uid, os.geteuid()):
        raise PrivateServerError(f"{place.socket} belongs to another user.")
    os.chown(place.socket, account.uid, account.gid)
    place.socket.chmod(0o700)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file's exclusive lock: one process starts or stops the server at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
