"""Where the time of a call goes, step by step: clocks around the functions that do the steps, put there for a few calls only.

The product knows nothing of it. Functions are named by where they are called from, for that name is replaced; so a name that is gone
fails the run, as does a step that nothing calls. A clock costs about half a microsecond, so a step that is called for each
item looks that much longer an item.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

from benchmarks.measuring import Contender, Failed, check
from benchmarks.sample import OPERATIONS, Numbers, Operation, Sample, revision

# Step → what does it. Plain functions (a generator is gone before it has worked), or a tuple of some. What one of them calls is
# its own step where it stands here, too. A change of the engine that renames something is to be followed here and nowhere else.
STEPS: dict[str, tuple[str, ...]] = {
    "decode JSON": ("benchmarks.service.decode",),
    "shape": ("upserts.services.shape",),
    "lock the account": ("database.transactions._lock",),
    "open world: definitions, words": ("upserts.services.open_world",),
    "resolve references": ("upserts.preparing.resolve",),
    "load rows": ("upserts.preparing.load", "upserts.preparing.load_holders"),
    "identify, claim": ("upserts.preparing.identify", "upserts.preparing.claim"),
    "look up contacts": ("relationships.resources.RELATIONSHIPS.lookups",),
    "plan": ("upserts.preparing.plan", "upserts.preparing.displace"),
    "plan: custom fields": ("upserts.planning.check_custom_fields",),
    "allocate ids": ("upserts.preparing.allocate",),
    "insert": ("upserts.writing._insert",),
    "update": ("upserts.writing._update",),
    "lists": ("upserts.writing._write_link",),
    "history": ("upserts.writing.record",),
    "answer details": ("upserts.answering.complete", "upserts.batch.Outcome.as_dict"),
    "encode JSON": ("benchmarks.service.encode",),
    "commit": ("database.backend.base.DatabaseWrapper.commit",),
}
REST = "the rest"


@dataclass(frozen=True, slots=True)
class Share:
    """What one step takes of an item, in µs: CPU of this program, and waiting, which is for the database."""

    program: float
    waiting: float


Shares = dict[str, dict[Operation, Share]]


class Clocks:
    """Time by step. While a step runs inside another one, the outer one's clock stands."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._running = [REST]
        self._wall, self._cpu = time.perf_counter(), time.thread_time()

    def around(self, step: str, work: Any) -> Any:
        """The function, or each of a tuple, with this step's clock around it."""
        if isinstance(work, tuple):
            return tuple(self.around(step, one) for one in work)

        @functools.wraps(work)
        def timed(*args: Any, **options: Any) -> Any:
            self._turn()
            self._running.append(step)
            try:
                return work(*args, **options)
            finally:
                self._turn()
                self._running.pop()

        return timed

    def begin(self) -> None:
        """Set all clocks to nothing; from now on the rest counts."""
        self._turn()
        self.spent.clear()

    def read(self, size: int) -> dict[str, Share]:
        """Each step's time an item since `begin`."""
        self._turn()
        return {step: Share(1e6 * cpu / size, 1e6 * max(wall - cpu, 0) / size) for step, (wall, cpu) in self.spent.items()}

    def _turn(self) -> None:
        """Book the time since the last turn on the step that runs."""
        wall, cpu = time.perf_counter(), time.thread_time()
        spent = self.spent[self._running[-1]]
        spent[0] += wall - self._wall
        spent[1] += cpu - self._cpu
        self._wall, self._cpu = wall, cpu


@contextmanager
def clocked(steps: dict[str, tuple[str, ...]] = STEPS) -> Iterator[Clocks]:
    """Clocks around all steps, taken away in the end. Raises Failed when a name is gone."""
    clocks = Clocks()
    former: list[tuple[Any, str, bool, Any]] = []
    try:
        for step, names in steps.items():
            for name in names:
                owner, member, work = _find(step, name)
                former.append((owner, member, member in vars(owner), work))
                _put(owner, member, clocks.around(step, work))
        yield clocks
    finally:
        for owner, member, is_its_own, work in reversed(former):
            _put(owner, member, work) if is_its_own else delattr(owner, member)


def refuse_lost_names() -> None:
    """Raises Failed when a name of STEPS is gone: at once, not after the minutes that come before the clocks are needed."""
    with clocked():
        pass


def _find(step: str, name: str) -> tuple[Any, str, Any]:
    owner_name, _, member = name.rpartition(".")
    try:
        owner = resolve_name(owner_name)
        work = getattr(owner, member)
    except (ImportError, AttributeError) as error:
        raise Failed(f"The step “{step}” is done by {name}, which is gone ({error}): benchmarks/steps.py must follow.") from error
    if not callable(work) and not isinstance(work, tuple):
        raise Failed(f"The step “{step}”: {name} is no function, but {work!r}.")
    return owner, member, work


def _put(owner: Any, member: str, work: Any) -> None:
    """Set an attribute; a frozen declaration yields to object's own way."""
    try:
        setattr(owner, member, work)
    except AttributeError:
        object.__setattr__(owner, member, work)


def measure(entrants: Sequence[Contender], sample: Sample, numbers: Numbers, size: int, *, rounds: int, warm_up: int) -> Shares:
    """The steps of the last entrant; the others get the same items, so that their accounts stay alike. Raises Failed."""
    found: Shares = {step: {} for step in (*STEPS, REST)}
    samples: dict[tuple[str, Operation], list[Share]] = defaultdict(list)
    for number in range(-warm_up, rounds):
        for operation in OPERATIONS:
            body = sample.body(numbers.take(operation, size), revision(operation))
            for entrant in entrants[:-1]:
                check(entrant.call(body), entrant, operation, size)
            shares = _call(entrants[-1], body, operation, size)
            for step, share in shares.items() if number >= 0 else ():
                samples[step, operation].append(share)
    for (step, operation), some in samples.items():
        found[step][operation] = Share(statistics.median(s.program for s in some), statistics.median(s.waiting for s in some))
    if unused := [step for step, shares in found.items() if not shares]:
        raise Failed(f"Nothing calls the steps {', '.join(unused)}: benchmarks/steps.py must follow.")
    return found


def _call(contender: Contender, body: bytes, operation: Operation, size: int) -> dict[str, Share]:
    with clocked() as clocks:
        clocks.begin()
        answer = contender.call(body)
        shares = clocks.read(size)
    check(answer, contender, operation, size)
    return shares
