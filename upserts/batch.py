"""What goes into the engine and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from upserts.draft import Draft
from upserts.resource import Resource

Mode = Literal["upsert", "createOnly", "updateOnly"]
Action = Literal["append", "remove", "replace"]
Amount = Literal["minimal", "details", "record"]

MAX_ITEMS = 1_000


@dataclass(frozen=True)
class Options:
    """How a batch is to be carried out.

    `dry_run`: every check and the writes, then rolled back. `atomic`: all items or none. `revive`: an archived record that is
    hit is restored. `field_actions`: what lists do by default, by wire name. `answer`: how much each result says.
    `whole`: what an item leaves out is emptied (PUT). `removes`: the record is to go, or to be archived where its type knows
    that (DELETE). `if_match`: versions of which the stored one must be any (If-Match); None: any will do.
    `find_by`: names of the only keys that tell which record an item means (`customFields.<key>`: an identifier field); none: the
    usual ones in their usual order.
    """

    dry_run: bool = False
    atomic: bool = False
    mode: Mode = "upsert"
    revive: bool = False
    field_actions: Mapping[str, Action] = field(default_factory=dict)
    answer: Amount = "details"
    whole: bool = False
    removes: bool = False
    if_match: frozenset[int] | None = None
    find_by: tuple[str, ...] = ()

    @property
    def may_undo(self) -> bool:
        """Whether what was written may be taken back while the transaction goes on."""
        return self.dry_run or self.atomic


@dataclass(frozen=True)
class Batch:
    """Items of one call: parsed JSON values, at most 1,000. `prefix` is the JSON Pointer of the list ("" for one bare item).

    `target` is the id of the record that the address names, for the one item that is sent there; None: items say whom they mean.
    `targets`, one an item, are ids of the records that the items of a batch are meant for whatever their keys.
    """

    resource: Resource
    items: Sequence[object]
    options: Options = Options()
    prefix: str | None = None
    target: int | None = None
    targets: Sequence[int] = ()

    @property
    def is_addressed(self) -> bool:
        """Whether the batch says which records its items are meant for."""
        return self.target is not None or bool(self.targets)

    def target_of(self, index: int) -> int:
        """The id of the record that an item of an addressed batch is meant for."""
        return self.targets[index] if self.target is None else self.target

    def pointer(self, index: int) -> str:
        """RFC 6901 pointer of an item in the request body."""
        return f"/{self.resource.name}/{index}" if self.prefix is None else self.prefix


@dataclass(frozen=True)
class Outcome:
    """What became of a batch: one draft an item, in request order."""

    batch: Batch
    drafts: Sequence[Draft]
    batch_id: str

    @property
    def failed(self) -> int:
        return sum(1 for draft in self.drafts if draft.errors)

    @property
    def failed_first(self) -> int:
        """How many items failed of themselves, not because an atomic batch failed with others."""
        return sum(1 for draft in self.drafts if any(error.code != "not_applied" for error in draft.errors))

    @property
    def status(self) -> int:
        """200 all succeeded, 207 some or all failed, 422 atomic and some failed."""
        if not self.failed:
            return 200
        return 422 if self.batch.options.atomic else 207

    def results(self) -> list[dict[str, Any]]:
        """The answer to each item, ready for JSON."""
        return [draft.answer(self.batch.pointer(draft.index), self.batch.options.dry_run) for draft in self.drafts]

    def summary(self) -> dict[str, int]:
        """How many items met which end."""
        ends = [("failed" if draft.errors else draft.operation) for draft in self.drafts]
        count = {word: ends.count(word) for word in ("create", "update", "unchanged", "restore", "failed")}
        return {
            "total": len(ends),
            "created": count["create"],
            "updated": count["update"],
            "unchanged": count["unchanged"],
            "restored": count["restore"],
            "failed": count["failed"],
        }

    def as_dict(self) -> dict[str, Any]:
        """The body of the answer to a whole batch."""
        options = self.batch.options
        return {
            "data": self.results(),
            "summary": self.summary(),
            "dryRun": options.dry_run,
            "atomic": options.atomic,
            "batchId": self.batch_id,
        }
