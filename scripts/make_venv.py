"""Makes .venv from a lock: `python3 scripts/make_venv.py requirements.lock`. Called by scripts/setup.

Needs nothing but Python 3.11. Interrupted at any moment, the next call starts over; two at once wait for each other.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"


def main(lock: str) -> None:
    """Install exactly what `lock` names; exit with one sentence when that is not possible."""
    with open(__file__, encoding="utf-8") as turn:
        # Inherited: a pip that outlives us keeps the lock, and nobody starts over beside it.
        os.set_inheritable(turn.fileno(), True)
        fcntl.flock(turn, fcntl.LOCK_EX)
        wanted, stamp = ROOT / lock, VENV / lock
        if stamp.exists() and stamp.read_bytes() == wanted.read_bytes() and _is_usable():
            return
        if UNFINISHED.exists() or not _is_usable():
            _create()
        _install(wanted)


def _is_usable() -> bool:
    """A venv of an older Python, or whose Python has gone, or without pip is of no use."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _create() -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"Python's {' and '.join(missing)} module is missing: install it (Debian, Ubuntu: apt install python3-venv).")
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    _run([sys.executable, "-m", "venv", str(VENV)], "Python could not make .venv: see the message above.")


def _install(wanted: Path) -> None:
    sys.stderr.write(f"Installing the packages of {wanted.name} into .venv (once) ...\n")
    UNFINISHED.touch()
    for stamp in VENV.glob("requirements*.lock"):
        stamp.unlink()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    _run([*pip, "-r", str(wanted)], f"The packages of {wanted.name} could not be installed: see the message above.")
    shutil.copyfile(wanted, VENV / wanted.name)
    UNFINISHED.unlink()


def _run(command: list[str], sentence: str) -> None:
    if subprocess.run(command, cwd=ROOT, close_fds=False).returncode != 0:
        sys.exit(sentence)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
