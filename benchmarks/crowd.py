"""Several clients at once, all creating relationships of one account: how much gets through in a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Barrier

from benchmarks.floor import Floor
from benchmarks.measuring import Contender, check
from benchmarks.product import Product
from benchmarks.sample import Numbers, Sample

CLIENTS = 4
SIZE = 1_000

_barrier: Barrier


def items_per_second(make: Callable[..., Contender], given: Sequence[object], sample: Sample, numbers: Sequence[range]) -> float:
    """`make(*given)` is each client's contender, in a process of its own; client n sends every 4th of the ranges, from the n-th on.

    The clock starts when all are connected. Raises Failed.
    """
    context = get_context("spawn")  # a fork would share this process's connections
    barrier = context.Barrier(CLIENTS)
    with ProcessPoolExecutor(CLIENTS, mp_context=context, initializer=_meet_at, initargs=(barrier,)) as pool:
        shares = [[sample.body(some) for some in numbers[client::CLIENTS]] for client in range(CLIENTS)]
        times = list(pool.map(_send, [make] * CLIENTS, [given] * CLIENTS, shares))
    seconds = max(end for _, end in times) - min(start for start, _ in times)
    return sum(len(some) for some in numbers) / seconds


def _meet_at(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def _send(make: Callable[..., Contender], given: Sequence[object], bodies: Sequence[bytes]) -> tuple[float, float]:
    """When this client began and ended, by the clock that all processes share."""
    contender = make(*given)
    _barrier.wait()
    start = time.monotonic()
    answers = [contender.call(body) for body in bodies]
    end = time.monotonic()
    for answer in answers:
        check(answer, contender, "new", SIZE)
    return start, end


def crowd(dsn: str, floor: tuple[int, int], product: tuple[int, str], sample: Sample, numbers: Numbers, calls: int) -> tuple[float, float]:
    """Items a second by the floor (account, user) and by the product (port, key), `calls` a client, the same items."""
    ranges = [numbers.take("new", SIZE) for _ in range(CLIENTS * calls)]
    return (
        items_per_second(Floor, (dsn, *floor), sample, ranges),
        items_per_second(Product, product, sample, ranges),
    )
