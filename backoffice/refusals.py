"""What was refused of a form of the admin, until the form is shown once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.refusals import REFUSALS, Said, in_words, put_on, reasons_of

__all__ = ["REFUSALS", "Refusal", "RowRefused", "Said", "in_words", "put_on", "reasons_of", "said_by"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Everything that was refused of a form. `prefix` and `index` tell which row of which inline; None: the form itself."""

    reasons: tuple[Said, ...]
    prefix: str | None = None
    index: int | None = None


class RowRefused(Exception):
    """A row of an inline was refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reasons)
        self.refusal = refusal


def said_by(request: Any) -> Refusal | None:
    """What was refused of this request's form. None: nothing."""
    found: Refusal | None = getattr(request, "admin_refusal", None)
    return found
