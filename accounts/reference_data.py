"""Reference data: lists of rows that an account defines once. A list is one short declaration; what is done with its rows stands here.

Every change is made under the account's lock and recorded. What is in use is not removed: it is deactivated, or stays (decision 0007).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import ManyToOneRel

from accounts.actor import Actor
from accounts.errors import RefusedItem, refusal
from accounts.saving import differences, tell
from api.errors import ITEM_CODES, ItemError, Path, item_error
from api.fields import ItemSerializer
from database.tenancy import TenantModel, TenantQuerySet
from database.transactions import account_transaction

Saved = Literal["created", "updated", "unchanged"]
Row = dict[str, Any]


class ReferenceData:
    """One list.

    `item` says what a row is on the wire, as set-up files send it; `body` the same for a call, with what may come along as it was read.
    `key` is the column by which people know a row, `address` the one that stands in the row's address. `fixed` columns stay as they
    were created. `record_type` is what history calls a row. `blamed` says which member a broken constraint is about.
    """

    model: ClassVar[type[TenantModel]]
    item: ClassVar[type[ItemSerializer]]
    body: ClassVar[type[ItemSerializer]]
    record_type: ClassVar[str]
    key: ClassVar[str]
    address: ClassVar[str] = "pk"
    fixed: ClassVar[tuple[str, ...]] = ()
    blamed: ClassVar[Mapping[str, str]] = {}

    @property
    def members(self) -> Mapping[str, str]:
        """Column by wire name, in the order people read them."""
        return {name: str(field.source) for name, field in self.item().strict_fields.items()}

    def visible(self, actor: Actor) -> TenantQuerySet:
        """The account's rows, with what `show` needs of others."""
        rows: TenantQuerySet = self.model.objects.visible_to(actor)
        return rows

    def show(self, actor: Actor, rows: Sequence[Any]) -> list[Row]:
        """The rows as the wire shows them. As many statements for one row as for 500."""
        return [{"id": row.pk, **self.told(row)} for row in rows]

    def told(self, row: Any) -> Row:
        """The row as history keeps it."""
        return {name: getattr(row, column) for name, column in self.members.items()}

    def settle(self, actor: Actor, row: Any, said: Row) -> Row:
        """What was said, by column and ready to be stored. Raises RefusedItem."""
        return said

    def carry_out(self, actor: Actor, row: Any, changes: Mapping[str, list[Any]]) -> None:
        """Do what a change (member → [old, new]) takes besides the row, which keeps all rules and is about to be written.

        Raises RefusedItem where other rows stand in its way.
        """

    def users_of(self, row: Any) -> Iterator[str]:
        """What uses the row, in words: rows that point at it. One statement for each kind of them."""
        for relation in row._meta.related_objects:
            if isinstance(relation, ManyToOneRel):
                model: Any = relation.related_model
                # Unmasked: what the actor does not see counts, too.
                if model.rows.filter(account_id=row.account_id, **{relation.field.name: row}).exists():
                    yield str(model._meta.verbose_name_plural)

    def refuse_removal(self, actor: Actor, row: Any) -> None:
        """Raise RefusedItem for a row that has to stay whether or not it is used."""


def called(kind: ReferenceData, actor: Actor, address: int) -> Any:
    """The row at this address. Raises RefusedItem `not_found`."""
    found = kind.visible(actor).filter(**{kind.address: address}).first()
    if found is None:
        raise refusal("not_found")
    return found


def create_row(kind: ReferenceData, *, actor: Actor, said: Mapping[str, Any]) -> Any:
    """A new row. Raises RefusedItem: `duplicate_data` (its key) and what the rules of the list refuse; Busy."""
    with account_transaction(actor.account_id):
        row = kind.model(account_id=actor.account_id)
        save_row(kind, row, actor=actor, said=said)
    return row


def change_row(kind: ReferenceData, *, actor: Actor, address: int, said: Mapping[str, Any]) -> Any:
    """Bring a row to what was said of it; the rest stays. Raises RefusedItem: `not_found`, `immutable_field`, as above; Busy."""
    with account_transaction(actor.account_id):
        row = called(kind, actor, address)
        save_row(kind, row, actor=actor, said=said)
    return row


def remove_row(kind: ReferenceData, *, actor: Actor, address: int) -> Any | None:
    """Remove a row, or deactivate it where it is in use. The answer is the row that stays; None: it is gone.

    Raises RefusedItem: `not_found`, `in_use` where it can't be deactivated; Busy.
    """
    with account_transaction(actor.account_id):
        row = called(kind, actor, address)
        kind.refuse_removal(actor, row)
        users = list(kind.users_of(row))
        if users and not hasattr(row, "is_active"):
            raise refusal("in_use", (), f"In use by {' and '.join(users)}.", usedBy=users)
        if users:
            save_row(kind, row, actor=actor, said={"is_active": False})
            return row
        tell(row, kind.record_type, "delete", {name: [value, None] for name, value in kind.told(row).items()}, actor)
        row.delete()
    return None


def save_row(kind: ReferenceData, row: Any, *, actor: Actor, said: Mapping[str, Any]) -> Saved:
    """Write what differs and record it; nothing differs: nothing written. Inside account_transaction. Raises RefusedItem."""
    is_new = row.pk is None
    before = {} if is_new else kind.told(row)
    values = kind.settle(actor, row, dict(said))
    if not is_new:
        _refuse_fixed(kind, row, values)
    for column, value in values.items():
        setattr(row, column, value)
    changes = differences(before, kind.told(row))
    if not changes:
        return "unchanged"
    _refuse_broken_rules(kind, row)
    kind.carry_out(actor, row, changes)
    row.save()
    tell(row, kind.record_type, "create" if is_new else "update", changes, actor)
    return "created" if is_new else "updated"


def _refuse_fixed(kind: ReferenceData, row: Any, values: Row) -> None:
    wires = _wires(kind)
    changed = [column for column in kind.fixed if column in values and values[column] != getattr(row, column)]
    if changed:
        raise RefusedItem(item_error("immutable_field", (wires[column],)) for column in changed)


def _refuse_broken_rules(kind: ReferenceData, row: Any) -> None:
    """Ask the model's own rules and every constraint of it. Raises RefusedItem with all that are broken, by member."""
    wires = _wires(kind)
    found: list[ItemError] = []
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for column, reasons in error.error_dict.items():
            path = () if column == NON_FIELD_ERRORS else (wires.get(column, column),)
            found += _errors(reasons, path)
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as error:
            code = constraint.violation_error_code or "duplicate_data"
            found.append(item_error(code, _place(kind, constraint.name, code), " ".join(error.messages)))
    if found:
        raise RefusedItem(found)


def _errors(reasons: Sequence[ValidationError], path: Path) -> Iterator[ItemError]:
    """Django's errors in our words; a code that only Django knows becomes `invalid_format`."""
    for reason in reasons:
        code = reason.code if reason.code and reason.code in ITEM_CODES else "invalid_format"
        yield item_error(code, path, " ".join(reason.messages))


def _place(kind: ReferenceData, constraint: str, code: str) -> Path:
    """What must be unique is blamed on the key, unless the list says otherwise."""
    if constraint in kind.blamed:
        return (kind.blamed[constraint],)
    return (_wires(kind)[kind.key],) if code == "duplicate_data" else ()


def _wires(kind: ReferenceData) -> dict[str, str]:
    return {column: name for name, column in kind.members.items()}
