"""What is measured, in order."""

from __future__ import annotations

import gc
from collections.abc import Callable

from benchmarks import (
    agreement,
    back_office,
    browsing,
    crowd,
    directory,
    identifying,
    lists,
    network,
    product,
    reading,
    sharing,
    staff_pages,
    steps,
)
from benchmarks.goals import BATCH, LARGE_BATCH, LOOP, Findings
from benchmarks.measuring import Meter
from benchmarks.race import Race
from benchmarks.sample import Numbers
from benchmarks.stage import Stage

FILLED, GROWN = 200_000, 2_000_000
LISTED = 100_000  # organizations of the account whose lists are read
SMALL_CALLS = 64  # every worker and thread has answered before memory is looked at
Note = Callable[[str], None]


def measure(stage: Stage, note: Note, *, is_large: bool) -> Findings:
    """Everything, from filling to the last comparison. Raises Failed."""
    steps.refuse_lost_names()
    note(f"filling {FILLED:,} relationships in each of 3 accounts")
    stage.fill((stage.floor, stage.product, stage.usual), 0, FILLED)
    numbers = Numbers(FILLED)
    gc.collect()
    gc.freeze()  # as the server does: what is loaded is not looked at again in the middle of a call
    note("memory of a batch")
    memory = _memory(stage, numbers)
    note("everybody must leave the same rows")
    agree(stage, numbers, size=20)
    race, inside = _race(stage, numbers, note), _race_inside(stage, numbers, note)
    note("1,000 items with clocks around the steps")
    pair = [stage.floor.contender, stage.service.contender]
    shares = steps.measure(pair, stage.sample, numbers, BATCH, rounds=8, warm_up=1)
    note("pages")
    pages = reading.walk(race.meter, stage.over_http, stage.dsn, stage.product.place.account.pk, pages=50, warm_up=10)
    note("4 clients at once")
    crowds = _crowds(stage, numbers)
    readings, browsed, office, staff = _read(stage, race.meter, note)
    note("permissions among 1.1 million grants")
    shared = sharing.measure(stage.product.place, stage.usual.place, stage.dsn, stage.port)
    note("1,000 organizations with two identifier fields, and with two plain ones")
    identified = identifying.measure(race.meter, stage.product.place.user, stage.port, size=BATCH, rounds=12, warm_up=2)
    note(f"the network of {FILLED:,} relationships, tier by tier")
    walks = network.measure(stage.product.place.user, stage.dsn, stage.port, organizations=stage.sample.organizations, relationships=FILLED)
    grown = _grow(stage, numbers, note) if is_large else None
    note("comparing the accounts")
    agreement.agree_in_the_end(stage.floor.place, stage.product.place)
    return Findings(
        race=race,
        inside=inside,
        pages=pages,
        crowds=crowds,
        memory=memory,
        steps=shares,
        readings=readings,
        browsed=browsed,
        office=office,
        staff=staff,
        sharing=shared,
        identifying=identified,
        walks=walks,
        grown=grown,
    )


def agree(stage: Stage, numbers: Numbers, size: int) -> None:
    """All contenders, each with floor and product. Raises Failed when their rows differ."""
    pair = [stage.floor, stage.product]
    agreement.agree(pair, stage.sample, numbers, calls=1, size=size, statement=agreement.WHOLE)
    agreement.agree([stage.floor, stage.service], stage.sample, numbers, calls=1, size=size, statement=agreement.WHOLE)
    agreement.agree([*pair, stage.usual], stage.sample, numbers, calls=1, size=size, statement=agreement.WITH_LISTS)
    agreement.agree([*pair, stage.bare], stage.sample, numbers, calls=3, size=1, statement=agreement.PLAIN)


def _memory(stage: Stage, numbers: Numbers) -> float:
    """MB that the first batch of 1,000 adds to a worker; the floor gets the same calls, so that the accounts stay alike."""
    small = [stage.sample.body(numbers.take("new", 1)) for _ in range(SMALL_CALLS)]
    batch = stage.sample.body(numbers.take("new", BATCH))
    for body in (*small, batch):
        stage.floor.contender.call(body)
    return product.extra_memory(stage.over_http, batch, small)


def _race(stage: Stage, numbers: Numbers, note: Note) -> Race:
    race = Race(Meter(stage.dsn), stage.sample, numbers)
    floor, over_http = stage.floor.contender, stage.product.contender
    note("1 item: floor, product, bare view")
    race.run([floor, over_http, stage.bare.contender], 1, rounds=100, warm_up=20)
    note("100 items: floor, product, usual DRF")
    race.run([floor, over_http, stage.usual.contender], LOOP, rounds=10, warm_up=2)
    note("1,000 items: floor, product")
    race.run([floor, over_http], BATCH, rounds=20, warm_up=3)
    return race


def _race_inside(stage: Stage, numbers: Numbers, note: Note) -> Race:
    race = Race(Meter(stage.dsn), stage.sample, numbers)
    for size, rounds in ((BATCH, 12), (LARGE_BATCH, 6)):
        note(f"{size:,} items: floor, service call")
        race.run([stage.floor.contender, stage.service.contender], size, rounds=rounds, warm_up=1)
    return race


def _crowds(stage: Stage, numbers: Numbers) -> tuple[float, float]:
    floor, ours = stage.floor.place, stage.product.place
    return crowd.crowd(stage.dsn, (floor.account.pk, floor.user.pk), (stage.port, ours.key), stage.sample, numbers, calls=5)


Pages = tuple[staff_pages.PageReading, ...]


def _read(stage: Stage, meter: Meter, note: Note) -> tuple[lists.Readings, lists.Readings, lists.Readings, Pages]:
    """Lists of an account of its own, large and varied: by the API, as pages, and in the admin; and its other pages."""
    note(f"filling an account with {LISTED:,} organizations")
    large = directory.make_directory(stage.product.place.user, LISTED)
    note("its lists and records")
    reader = product.Product(stage.port, large.key, stage.over_http.server)
    visitor = browsing.visitor(stage.port, stage.product.place.user, stage.over_http.server)
    operator = back_office.operator(stage.port, stage.over_http.server)
    try:
        read = lists.read_everything(meter, reader, large, rounds=7, warm_up=2)
        note("its list pages")
        browsed = browsing.browse(meter, visitor, large, rounds=7, warm_up=2)
        note("its lists in the admin")
        office = back_office.browse_both(meter, operator, large, rounds=5, warm_up=1)
        note("its other staff pages")
        return read, browsed, office, staff_pages.read_pages(meter, visitor, rounds=7, warm_up=2)
    finally:
        reader.close()
        visitor.close()
        operator.close()


def _grow(stage: Stage, numbers: Numbers, note: Note) -> Race:
    """Ten times as many relationships in both accounts, and the same calls once more, on rows of the new ones."""
    note(f"filling up to {GROWN:,} relationships in 2 accounts")
    first = numbers.next["new"]
    stage.fill((stage.floor, stage.product), first, GROWN)
    race = Race(Meter(stage.dsn), stage.sample, Numbers(GROWN, first))
    note("1,000 items among 2,000,000: floor, product")
    race.run([stage.floor.contender, stage.product.contender], BATCH, rounds=20, warm_up=3)
    return race
