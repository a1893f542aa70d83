"""What went wrong with an item, placed on the fields of a form and said so that a person can act on it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.errors import ItemError, item_error
from api.text import printable

Say = Callable[[ItemError], str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error at its place. `field` is the form field; None: it stands on top, and the message names what it is about.

    `error` is the engine's: its code, path and params, as `params["holder"]` {id, externalId (or what its
    type calls that)} of a visible record that holds the value.
    """

    field: str | None
    message: str
    error: ItemError


def placed(errors: Iterable[ItemError], fields: Container[str], item: Mapping[str, Any], label: Callable[[str], str]) -> list[Refusal]:
    """Every error, on the field that is closest to its path, else on top. `label` names a member that has no field."""
    return [_place(error, fields, item, label) for error in errors]


def busy() -> ItemError:
    """Somebody else writes at the moment: nothing is wrong with the item."""
    return item_error("retry_later")


def _place(error: ItemError, fields: Container[str], item: Mapping[str, Any], label: Callable[[str], str]) -> Refusal:
    said = " ".join([*_entry(error, item), SENTENCES.get(error.code, _as_it_is)(error)])
    names = [step for step in error.path if isinstance(step, str)]
    for length in range(len(names), 0, -1):
        if (name := ".".join(names[:length])) in fields and error.code != "version_conflict":
            return Refusal(name, said, error)
    named = names and names != ["id"] and error.code != "version_conflict"  # those two are about the record itself
    return Refusal(None, f"{label(printable('.'.join(names)))}: {said}" if named else said, error)


def _entry(error: ItemError, item: Mapping[str, Any]) -> Iterator[str]:
    """Which entry of a list is meant, in its own words."""
    for position, step in enumerate(error.path):
        if isinstance(step, int) and position == 1:
            entries = item.get(str(error.path[0]))
            entry = entries[step] if isinstance(entries, list) and step < len(entries) else step + 1
            yield f"{printable(str(next(iter(entry.values()), '') if isinstance(entry, dict) else entry))}:"


def _as_it_is(error: ItemError) -> str:
    """The engine's own sentence, with what may have been meant."""
    near = [one for one in error.params.get("suggestions") or () if isinstance(one, str) and one not in error.message]
    return f"{error.message} {_('Did you mean: {near}?').format(near=', '.join(near))}" if near else error.message


def _denied(error: ItemError) -> str:
    needed = error.params.get("needed") or []
    if any("." in name for name in needed):
        return _("Your role does not allow this. Ask an owner of the account for a role with {needed}.").format(needed=", ".join(needed))
    return _("You may see this, but not change it. Ask somebody with full permission to share it with you ({needed}).").format(
        needed=", ".join(needed)
    )


def _held(error: ItemError) -> str:
    holder = error.params.get("holder")
    if not holder:
        return error.message
    own_keys = [value for name, value in holder.items() if name != "id" and value]
    named = own_keys[0] if own_keys else holder["id"]
    return _("{message} It is {named}: open that one, or use another value here.").format(message=error.message, named=named)


def _fixed(sentence: Any) -> Say:
    return lambda error: str(sentence)


# Where the engine speaks to programs, people are told what they can do. All other codes keep the engine's sentence.
SENTENCES: Mapping[str, Say] = {
    "version_conflict": _fixed(
        gettext_lazy(
            "Somebody changed this since you opened it. Fields that differ say what is stored now; save again to keep what you have here."
        )
    ),
    "permission_denied": _denied,
    "create_not_permitted": _denied,
    "duplicate_data": _held,
    "external_id_taken": _held,
    "external_id_unavailable": _fixed(gettext_lazy("This value can't be used here. Choose another one.")),
    "not_found": _fixed(gettext_lazy("This is not there any more, or it is no longer shared with you.")),
    "organization_archived": _fixed(gettext_lazy("This organization is archived. Restore it before you change it.")),
    "invalid_internal_id": _fixed(gettext_lazy("There is no such record: choose one of the list, or give its external id.")),
    "retry_later": _fixed(gettext_lazy("Somebody else is saving at this moment. Nothing was lost: save again.")),
}
