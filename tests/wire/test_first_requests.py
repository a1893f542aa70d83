"""A worker that has just started gets its first requests all at once."""

from __future__ import annotations

import subprocess
import sys

from tests.kit.server import ROOT


def test_many_threads_may_be_the_first_to_use_a_gate() -> None:
    """msgspec learns a type at its first use and is not guarded against a second user meanwhile: it crashed (SIGSEGV)."""
    answer = subprocess.run([sys.executable, "-m", "tests.wire.rush"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, f"ended by signal {-answer.returncode}: {answer.stderr}"
