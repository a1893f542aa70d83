"""Item errors: what is wrong with one item of a batch, named by code, path and parameters."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from api.codes import DETAILED, ITEM_CODES, WARNING_CODES
from api.text import encodable, printable

Path = tuple[str | int, ...]
_SEVERITY = (400, 403, 404, 409, 412, 424, 503)
_SEGMENT_LIMIT = 255


@dataclasses.dataclass(frozen=True, slots=True)
class ItemError:
    """One mistake in one item, or one warning about it. `path` leads from the item to the value, in wire names; () is the item itself."""

    code: str
    message: str
    path: Path = ()
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def field(self) -> str | None:
        """The dotted path, as in `contacts[1].email`; None for the item as a whole."""
        words = (f"[{step}]" if isinstance(step, int) else f".{printable(step, _SEGMENT_LIMIT)}" for step in self.path)
        return "".join(words).removeprefix(".") or None

    def pointer(self, prefix: str = "") -> str:
        """The RFC 6901 pointer from the body's root; `prefix` points at the item, as in `/relationships/2`."""
        return prefix + "".join(f"/{_escaped(step)}" for step in self.path)

    def as_dict(self, prefix: str = "") -> dict[str, Any]:
        """The error as it stands in an answer."""
        return {"code": self.code, "field": self.field, "pointer": self.pointer(prefix), "message": self.message, "params": self.params}


def item_error(code: str, path: Path = (), message: str | None = None, **params: Any) -> ItemError:
    """An item error or a warning, with the default sentence of its code if none is given.

    Raises KeyError for a code that stands in neither table: codes are promises.
    """
    if message is None:
        message = _sentence(code, params)
    elif code not in ITEM_CODES and code not in WARNING_CODES:
        raise KeyError(code)
    return ItemError(code, message, path, params)


def status_of(errors: Iterable[ItemError]) -> int:
    """The HTTP status of an item with these errors: the most basic one of 400, 403, 404, 409, 412, 424, 503. At least one error."""
    return min((ITEM_CODES[error.code][0] for error in errors), key=_SEVERITY.index)


def _sentence(code: str, params: Mapping[str, Any]) -> str:
    """The default sentence, with the parameters in it where all that it names are there."""
    detailed = DETAILED.get(code)
    if detailed and all(name in params for _, name, _, _ in Formatter().parse(detailed) if name):
        return detailed.format_map({name: _listed(value) for name, value in params.items()})
    return ITEM_CODES[code][1] if code in ITEM_CODES else WARNING_CODES[code]


def _listed(value: object) -> object:
    """A parameter as a sentence says it."""
    return " and ".join(map(str, value)) if isinstance(value, list) else value


def _escaped(step: str | int) -> str:
    """One step of a JSON pointer."""
    if isinstance(step, int):
        return str(step)
    return re.sub("[~/]", lambda found: "~0" if found.group() == "~" else "~1", encodable(step[:_SEGMENT_LIMIT]))
