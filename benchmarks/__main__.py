"""make bench: the contenders take turns in a database of their own; the result is docs/benchmarks.md.

SIZE=large measures growth, too, and writes docs/benchmarks-large.md.

Ends with 0 when every goal was judged, met or not; 1 when a call failed or rows differ; 2 when the machine was too restless to judge.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.db import connection  # noqa: E402  # nothing of ours can be imported before Django is set up

from benchmarks import machine, report  # noqa: E402
from benchmarks.measuring import Failed  # noqa: E402
from benchmarks.place import Unfit  # noqa: E402
from benchmarks.sample import Sample  # noqa: E402
from benchmarks.stage import open_stage  # noqa: E402
from benchmarks.story import measure  # noqa: E402

ORGANIZATIONS = 20_000
STARTED = time.monotonic()


def main(size: str) -> int:
    """Measure and report; the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through the normal exit: the server ends, the database goes
    load_before = machine.load()
    try:
        with open_stage(Sample(ORGANIZATIONS)) as stage:
            found = measure(stage, _note, is_large=size == "large")
            facts = [machine.describe(), _server(), f"load before {load_before}, after {machine.load()}", *_elsewhere(size)]
    except (Failed, Unfit) as error:
        _note(f"The run failed: {error}")
        return 1
    command = f"make bench SIZE={size}" if size else "make bench"
    text = report.page(found, command, facts, report.REMARKS.read_text(encoding="utf-8"))
    sys.stdout.write(text)
    if refused := report.refused(found):
        _note(f"{len(refused)} goals were not judged, the machine is too restless: docs/{report.PAGES[size].name} stays as it was.")
        return 2
    report.PAGES[size].write_text(text, encoding="utf-8")
    return 0


def _server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers'), to_regproc('similarity') IS NOT NULL")
        version, buffers, has_trigrams = cursor.fetchone()
    return f"PostgreSQL {version}, shared_buffers {buffers}, commits durable, {'with' if has_trigrams else 'without'} pg_trgm"


def _elsewhere(size: str) -> list[str]:
    """Where growth stands, which a plain run does not measure."""
    large = report.PAGES["large"]
    return [f"growth to 2,000,000 relationships: [{large.name}]({large.name})"] if not size and large.exists() else []


def _note(text: str) -> None:
    """Tell how far it is, on stderr: what stands on stdout is the page."""
    sys.stderr.write(f"[bench {time.monotonic() - STARTED:4.0f} s] {text}\n")


if __name__ == "__main__":
    if (size := "".join(sys.argv[1:])) not in report.PAGES:
        sys.exit(f"SIZE={size}: leave it out, or say SIZE=large.")
    sys.exit(main(size))
