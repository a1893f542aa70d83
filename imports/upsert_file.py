"""The lines of a file → the engine, 1,000 at a time: nothing is remembered of a chunk once it is answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, reset_queries

from accounts.actor import Actor
from accounts.errors import NotAMember
from api.errors import item_error
from database.transactions import Busy
from imports.lines import Line
from imports.verdicts import Chunk, Failure
from upserts.batch import MAX_ITEMS, Batch, Options, Outcome
from upserts.resource import Resource
from upserts.services import upsert

Answer = TypeVar("Answer")
ATTEMPTS = 3
PAUSE_SECONDS = 1.0


class Stopped(Exception):
    """The run ended before the file did. What was answered before stays; sending the file again is safe."""


def upsert_lines(lines: Iterable[Line], *, resource: Resource, options: Options, read_actor: Callable[[], Actor]) -> Iterator[Chunk]:
    """Send every line through the engine and tell, chunk by chunk, what became of it.

    Each chunk is one transaction with an actor of its own, so that rights revoked meanwhile count from the next one on.
    Raises Stopped when the user is no member any more, or the account's lock or the database stays out of reach.
    """
    rest = iter(lines)
    while chunk := list(islice(rest, MAX_ITEMS)):
        try:
            actor = _insist(read_actor)
        except NotAMember as refusal:
            raise Stopped(str(refusal)) from refusal
        yield _upsert_chunk(chunk, actor, resource, options)
        forget_statements()


def forget_statements() -> None:
    """With DEBUG on, Django keeps the last 9,000 statements, each with a whole chunk of items in it."""
    if settings.DEBUG:
        reset_queries()


def _upsert_chunk(chunk: Sequence[Line], actor: Actor, resource: Resource, options: Options) -> Chunk:
    """Unreadable lines fail on their own. In an atomic chunk they take the others with them, which are checked all the same."""
    bad = [line for line in chunk if line.mistake]
    good = [line for line in chunk if not line.mistake]
    spoilt = options.atomic and bool(bad)
    if spoilt:
        options = replace(options, atomic=False, dry_run=True)
    results: list[dict[str, Any]] = []
    if good:
        outcome = _send(Batch(resource, [line.item for line in good], options), actor)
        results = outcome.results()
    failures = [_unreadable(line) for line in bad]
    failures += [_failure(line, result) for line, result in zip(good, results, strict=True) if spoilt or "errors" in result]
    failures.sort(key=lambda failure: failure.line.number)
    ends = Counter(_END[result["operationType"]] for result in results if "errors" not in result and not spoilt)
    ends["failed"] = len(failures)
    warnings = Counter(warning["code"] for result in results for warning in result.get("warnings", ()))
    return Chunk([*good, *bad], ends, failures, warnings)


_END = {"create": "created", "update": "updated", "unchanged": "unchanged", "restore": "restored"}


def _send(batch: Batch, actor: Actor) -> Outcome:
    return _insist(lambda: upsert(batch, actor=actor))


def _insist(ask: Callable[[], Answer]) -> Answer:
    """Ask up to three times while the account is busy or the database out of reach; an upsert may be sent twice. Raises Stopped."""
    for attempt in range(ATTEMPTS):
        try:
            return ask()
        except Busy as busy:
            reason = str(busy)
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            reason = f"The database is out of reach: {str(error).strip()}"
            connection.close()
        if attempt + 1 < ATTEMPTS:
            time.sleep(PAUSE_SECONDS * 2**attempt)
    raise Stopped(reason)


def _unreadable(line: Line) -> Failure:
    assert line.mistake is not None
    return Failure(line, 400, [{"code": line.mistake.code, "field": None, "message": line.mistake.message, "params": {}}])


def _failure(line: Line, result: Mapping[str, Any]) -> Failure:
    if "errors" in result:
        return Failure(line, result["status"], result["errors"])
    return Failure(line, 424, [item_error("not_applied").as_dict()])
