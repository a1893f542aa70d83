"""One item on its way through the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.errors import ItemError, item_error, status_of
from api.reports import MAX_ERRORS

if TYPE_CHECKING:
    from upserts.resource import Key, KeyValue
    from upserts.world import World

Path = tuple[str | int, ...]
CREATED = 201
UNCHANGED_OR_UPDATED = 200


class Draft:
    """What is known so far of one item: what it says, what it means, what is stored, what will change, what is wrong.

    `index` is the place of the item of the request, also for nested records.
    `values` are the item's checked values by column (`source`); a member that was not sent is absent.
    `references` are the rows that its references mean, by field source; `row` the stored record, None while it would be created.
    `keys` are the unique keys that the item sets or restates, with the values they will have.
    `links` are the wanted rows of each list by wire name, as sorted ids; `world`, set once the account's lock is held, is what its
    stages may look at. `changes` are {wire field: [old, new]}.
    `displaced` are drafts made for former holders of a flag that this one takes, `losers` the items of the same batch that lose it.
    `removes`: the stored record is to go. `path` leads from the item of the request to this draft: () but for nested records.
    """

    __slots__ = (
        "changes",
        "children",
        "details",
        "displaced",
        "errors",
        "id",
        "index",
        "keys",
        "links",
        "losers",
        "matched_by",
        "operation",
        "path",
        "read_only",
        "record",
        "references",
        "removes",
        "row",
        "values",
        "version",
        "warnings",
        "world",
    )

    world: World

    def __init__(self, index: int, values: dict[str, Any], path: Path = ()) -> None:
        self.index = index
        self.values = values
        self.path = path
        self.read_only: dict[str, Any] = {}
        self.references: dict[str, dict[str, Any]] = {}
        self.keys: list[tuple[Key, KeyValue]] = []
        self.links: dict[str, list[int]] = {}
        self.row: dict[str, Any] | None = None
        self.id: int | None = None
        self.version: int | None = None
        self.operation: str | None = None
        self.matched_by: str | None = None
        self.changes: dict[str, list[Any]] = {}
        self.removes = False
        self.children: list[Draft] = []
        self.displaced: list[Draft] = []
        self.losers: list[Draft] = []
        self.errors: list[ItemError] = []
        self.warnings: list[ItemError] = []
        self.details: dict[str, Any] | None = None
        self.record: dict[str, Any] | None = None

    def refuse(self, code: str, *path: str | int, message: str | None = None, **params: Any) -> None:
        """Add an error at a member of this item."""
        self.errors.append(item_error(code, (*self.path, *path), message, **params))

    def warn(self, code: str, *path: str | int, message: str | None = None, **params: Any) -> None:
        """Add a warning at a member of this item; the item goes on."""
        self.warnings.append(item_error(code, (*self.path, *path), message, **params))

    def after(self, column: str) -> Any:
        """The value that the column will hold: what the item says, else what is stored, else None."""
        if column in self.values:
            return self.values[column]
        return self.row.get(column) if self.row is not None else None

    @property
    def writes(self) -> bool:
        """Whether this draft changes its own row or lists. One whose children alone change is an update that writes nothing itself."""
        return not self.errors and (self.operation in ("create", "delete") or bool(self.changes))

    @property
    def family(self) -> list[Draft]:
        """This draft, the former holders of what it takes, its children and theirs: what stands or falls together."""
        return [self, *self.displaced, *(member for child in self.children for member in child.family)]

    @property
    def told(self) -> list[ItemError]:
        """The errors that the answer names: the first hundred."""
        return self.errors[:MAX_ERRORS]

    @property
    def status(self) -> int:
        """The HTTP status of this item alone."""
        if self.errors:
            return status_of(self.told)
        return CREATED if self.operation == "create" else UNCHANGED_OR_UPDATED

    def answer(self, prefix: str, dry_run: bool) -> dict[str, Any]:
        """The item's result, as api.md shapes it."""
        if self.errors:
            result = {"index": self.index, "status": self.status, "errors": [error.as_dict(prefix) for error in self.told]}
        else:
            result = {
                "index": self.index,
                "id": None if dry_run and self.operation == "create" else self.id,
                "status": self.status,
                "operationType": self.operation,
                "matchedBy": self.matched_by,
                "version": self.version,
            }
            result |= {name: value for name, value in (("details", self.details), ("record", self.record)) if value is not None}
        if isinstance(reference := self.values.get("client_ref"), str):
            result["clientRef"] = reference
        if self.warnings and not self.errors:
            result["warnings"] = [warning.as_dict(prefix) for warning in self.warnings]
        return result
