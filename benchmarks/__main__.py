"""make bench: fills a database of its own, lets the contenders take turns, and writes docs/benchmarks.md.

Ends with 0 when every goal was judged, met or not; 1 when a call failed or rows differ; 2 when the machine was too restless to judge.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.db import connection  # noqa: E402  # Django must be set up before anything of ours is imported

from benchmarks import agreement, crowd, filling, machine, place, product, reading, report  # noqa: E402
from benchmarks.agreement import Entrant  # noqa: E402
from benchmarks.floor import Floor  # noqa: E402
from benchmarks.goals import BATCH, LARGE_BATCH, LOOP, Findings  # noqa: E402
from benchmarks.measuring import Failed, Meter  # noqa: E402
from benchmarks.product import Bare, Product  # noqa: E402
from benchmarks.race import Race  # noqa: E402
from benchmarks.sample import Numbers, Sample  # noqa: E402
from benchmarks.service import Service  # noqa: E402
from benchmarks.usual import Usual  # noqa: E402
from imports.management.commands import run_demo  # noqa: E402

SAMPLE = Sample(organizations=20_000)
FILLED, GROWN = 200_000, 2_000_000
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody, ready to go. Usual and bare share an account: they never meet."""

    dsn: str
    port: int
    floor: Entrant
    product: Entrant
    service: Entrant
    usual: Entrant
    bare: Entrant


def main() -> int:
    """Measure and report; the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("size", choices=("normal", "large"), nargs="?", default="normal")
    is_large = parser.parse_args().size == "large"
    facts = [machine.describe(), f"load before: {machine.load()}"]
    try:
        with _stage() as stage:
            found = _measure(stage, is_large=is_large)
            facts += [f"load after: {machine.load()}", _server()]
    except (Failed, place.Unfit) as error:
        _say(f"The run failed: {error}")
        return 1
    text = report.page(found, "make bench SIZE=large" if is_large else "make bench", facts)
    _say(text)
    if refused := report.has_refused(found):
        _say(f"{len(refused)} goals could not be judged: the machine is too restless. docs/benchmarks.md stays as it is.")
        return 2
    PAGE.write_text(text, encoding="utf-8")
    return 0


@contextmanager
def _stage() -> Iterator[Stage]:
    """The database, the accounts and the server; gone afterwards."""
    with ExitStack() as stack:
        _note("filling a database")
        place.make_database()
        stack.callback(place.drop_database)
        place.refuse_careless_server()
        user = place.make_user()
        places = {name: place.make_place(name, user, SAMPLE) for name in ("floor", "product", "usual")}
        for one in places.values():
            filling.fill_relationships(one.account.pk, user.pk, SAMPLE, 0, FILLED)
        filling.settle()
        port = product.free_port()
        server = run_demo._start_server(port)  # the real command, from where it stands
        stack.callback(product.stop, server)
        run_demo._wait_until_ready(server, port)
        dsn = place.dsn()
        ours, usual = places["product"], places["usual"]
        bare = Bare(port, ours.key, server.pid, f"/benchmarks/bare?account={usual.account.pk}&user={user.pk}")
        yield Stage(
            dsn,
            port,
            Entrant(Floor(dsn, places["floor"].account.pk, user.pk), places["floor"]),
            Entrant(Product(port, ours.key, server.pid), ours),
            Entrant(Service(ours), ours),
            Entrant(Usual(usual.account.pk, user.pk), usual),
            Entrant(bare, usual),
        )


def _measure(stage: Stage, *, is_large: bool) -> Findings:
    numbers = Numbers(FILLED)
    over_http = stage.product.contender
    assert isinstance(over_http, Product)
    gc.collect()
    gc.freeze()  # as the server does: what is loaded is not looked at again in the middle of a call
    _note("memory of a batch")
    memory = _memory(over_http, stage, numbers)
    _note("everybody must leave the same rows")
    _agree(stage, numbers)
    race = Race(Meter(stage.dsn), SAMPLE, numbers)
    floor, product_, service, usual, bare = (e.contender for e in (stage.floor, stage.product, stage.service, stage.usual, stage.bare))
    _note("1 item")
    race.run([floor, product_, bare], 1, rounds=100, warm_up=20)
    _note("100 items")
    race.run([floor, product_, usual], LOOP, rounds=12, warm_up=2)
    _note("1,000 items")
    race.run([floor, product_, service], BATCH, rounds=15, warm_up=3)
    _note("4,000 items")
    race.run([floor, service], LARGE_BATCH, rounds=5, warm_up=1)
    _note("pages")
    pages = reading.walk(race.meter, over_http, stage.dsn, stage.product.place.account.pk, pages=50, warm_up=10)
    _note("4 clients")
    ...
