"""What an actor may do with a row, in the statement that reads the row: the role's mask, and what grants add to it.

Three shapes, chosen by the actor (permissions.md): a role that sees everything needs no filter; few grants become an array of ids;
many are looked up row by row. Masks are scalar subqueries, so that a page pays for its own rows only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, F, Field, Func, Q, SmallIntegerField, Value
from django.db.models.expressions import Combinable

from accounts.actor import Actor
from accounts.capabilities import FULL, NEEDED, READ
from accounts.scopes import bits_of
from database.arrays import array_of

_MINE = "FROM accounts_grant WHERE account_id = %s AND principal_id = ANY(%s::bigint[])"
_BITS = f"(SELECT COALESCE(bit_or(mask), 0) {_MINE} AND object_kind = '{{kind}}' AND object_id = {{column}})"
_AMONG_FEW = f"{{column}} = ANY(ARRAY(SELECT object_id {_MINE} AND object_kind = '{{kind}}' AND mask & %s <> 0))"
# OFFSET 0 keeps the look-ups to the rows of the page: without it the planner hashes all grants first, 14 ms instead of 1 at 80,000.
_AMONG_MANY = f"EXISTS (SELECT 1 {_MINE} AND object_kind = '{{kind}}' AND object_id = {{column}} AND mask & %s <> 0 OFFSET 0)"


@dataclass(frozen=True, slots=True)
class Sharing:
    """How records of one type are shared.

    `resource` names them in operations and scopes, `view` the capability that it takes to see one. `granted_on` are the objects
    whose grants reach a row: (kind of object, column that holds its id). Empty: nothing of them is shared one by one.
    """

    resource: str
    view: str
    granted_on: tuple[tuple[str, str], ...]

    @property
    def own_kind(self) -> str | None:
        """The kind under which grants name these records themselves. None: they are shared with another record only."""
        return next((kind for kind, column in self.granted_on if column == "id"), None)


@dataclass(frozen=True, slots=True)
class Holding:
    """What an actor holds on the records of one type.

    `role` are the bits it holds on every row; `scope` those that its key lets through of a grant. `principals` are in whose name
    grants reach it; none: grants can add nothing.
    """

    sharing: Sharing
    account_id: int
    role: int
    scope: int
    principals: tuple[int, ...]
    has_many: bool

    @property
    def sees_all(self) -> bool:
        """Whether the role alone shows every row."""
        return bool(self.role & NEEDED[self.sharing.view])

    @property
    def needed(self) -> int:
        """The bits of a grant of which any one shows its row."""
        return NEEDED[self.sharing.view] & self.scope

    @property
    def sees_nothing(self) -> bool:
        """Whether neither role nor grants can show any row."""
        return not self.sees_all and not (self.principals and self.needed)

    @property
    def mine(self) -> list[Any]:
        """The parameters that stand for the actor's grants."""
        return [self.account_id, array_of(self.principals)]

    def mask_sql(self, name: Callable[[str], str]) -> tuple[str, list[Any]]:
        """The SQL of a row's mask with its parameters (`%s`). `name` qualifies a column of the row, as in `t.id`."""
        if not self.principals:
            return "%s::smallint", [self.role]
        parts = [_BITS.format(kind=kind, column=name(column)) for kind, column in self.sharing.granted_on]
        parameters = [parameter for _ in parts for parameter in self.mine]
        return f"(%s | ({' | '.join(parts)}) & %s)::smallint", [self.role, *parameters, self.scope]


def holding_of(actor: Actor, sharing: Sharing, *resources: str) -> Holding:
    """What the actor holds on records of this type.

    A key's scopes on any of `resources` (by default the type's own) let their bits through: a key for relationships alone may name
    organizations.
    """
    names = resources or (sharing.resource,)
    role = reduce(or_, map(actor.mask_for, names))
    scope = reduce(or_, (bits_of(actor.scopes, name) for name in names))
    if not sharing.granted_on:  # what nobody shares one by one is for every role to read (permissions.md)
        return Holding(sharing, actor.account_id, role | READ & scope, scope, (), False)
    # Who holds everything in full can be granted nothing more.
    principals = () if role & FULL else actor.principals
    return Holding(sharing, actor.account_id, role, scope, principals, actor.has_many_grants)


def mask_sql(actor: Actor, sharing: Sharing, alias: str, *resources: str) -> tuple[str, list[Any]]:
    """The mask of the rows of a raw statement, where the table goes by this alias: SQL and parameters."""
    return holding_of(actor, sharing, *resources).mask_sql(lambda column: f"{alias}.{column}")


class Mask(Func):
    """The mask of a queryset's rows."""

    def __init__(self, held: Holding) -> None:
        super().__init__(*(F(column) for _, column in held.sharing.granted_on), output_field=SmallIntegerField())
        self.held = held

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        columns = [compiler.compile(source)[0] for source in self.source_expressions]
        names = dict(zip((column for _, column in self.held.sharing.granted_on), columns, strict=True))
        return self.held.mask_sql(names.__getitem__)


class IsGranted(Func):
    """Whether a grant on the object that this column names shows the row."""

    output_field: Field[Any, Any] = BooleanField()

    def __init__(self, held: Holding, kind: str, column: str) -> None:
        super().__init__(F(column))
        self.held, self.kind = held, kind

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, _ = compiler.compile(self.source_expressions[0])
        template = _AMONG_MANY if self.held.has_many else _AMONG_FEW
        return template.format(kind=self.kind, column=column), [*self.held.mine, self.held.needed]


def mask_of(held: Holding) -> Combinable:
    """The expression for the mask of a queryset's rows."""
    return Mask(held) if held.principals else Value(held.role, output_field=SmallIntegerField())


def granted(held: Holding) -> Q:
    """The rows that some grant shows."""
    return reduce(or_, (Q(IsGranted(held, kind, column)) for kind, column in held.sharing.granted_on))
