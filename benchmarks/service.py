"""The product's service, called in this process: what a chunk of an import job costs, and batches larger than a call may hold."""

from __future__ import annotations

import os
from collections.abc import Sequence

from accounts.actors import actor_for
from api.decoding import decode
from api.renderers import encode
from benchmarks.measuring import Failed
from benchmarks.place import Place
from benchmarks.sample import Operation
from upserts import registry
from upserts.batch import Batch
from upserts.services import upsert


class Service:
    """Decoding, the engine, encoding: the product without HTTP."""

    name = "service call"
    words: dict[Operation, str] = {"new": "create", "changed": "update", "unchanged": "unchanged"}

    def __init__(self, place: Place) -> None:
        self.actor = actor_for(place.user, place.account, channel="import")

    def call(self, body: bytes) -> bytes:
        """Upsert the items of the body. Raises Failed when one of them fails."""
        value = decode(body)
        assert isinstance(value, dict)
        outcome = upsert(Batch(registry.get("relationships"), value["relationships"]), actor=self.actor)
        if outcome.failed:
            raise Failed(f"{self.name}: {outcome.results()[0]}")
        return encode(outcome.as_dict())

    def processes(self) -> Sequence[int]:
        """This one."""
        return [os.getpid()]
