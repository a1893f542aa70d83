"""The lines of the matrix of staff pages: what a page takes to be opened and to be sent, and which places of it take an identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.actor import Actor
from accounts.capabilities import allows

STUB, ARCHIVED, MERGED = "stub", "archived", "merged"  # how an organization can stand to its reader, besides what the API's matrix knows
OPENED, LED_ON = 200, 302
REFUSED, NOT_THERE, NO_METHOD, WRONG = 403, 404, 405, 422


@dataclass(frozen=True, slots=True)
class Door:
    """One method of a page: any one of `operations` (none: any member) and `also`, then `capability` on the record that it is about.

    `answer` is what a good call gets that is let in. `is_shut`: archived records are refused. `is_blind`: what the address names is not
    looked at, so that whatever it names gets the same.
    """

    operations: tuple[str, ...] = ()
    capability: str = ""
    also: str = ""
    answer: int = OPENED
    is_shut: bool = False
    is_blind: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether the role lets the actor call at all."""
        opens = not self.operations or not actor.operations.isdisjoint(self.operations)
        return opens and (not self.also or self.also in actor.operations)

    def admitted(self, mask: int, *, archived: bool) -> int:
        """The status for somebody with this mask on a record that is there to see."""
        if (self.capability and not allows(mask, self.capability)) or (archived and self.is_shut):
            return REFUSED
        return self.answer


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A place beside the record of the address: `path who`, `query from`, `body first`. A query is opened, a body is sent.

    `own` and `absent` are what naming something visible and something unseen gets; `own` None: that depends on what else there is.
    `wrapped` is how the place holds it; `beside` is said along with it.
    """

    place: str
    kind: str
    own: int | None
    absent: int
    wrapped: str = "{}"
    beside: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page. `kind` is what it is about: what its address names, or else its form; "": nothing.

    `names` maps the places of the address to what stands there, `form` what a good form holds; `$kind` is the asker's own. `only`: of
    what is seen, no more than these standings is asked for. `is_public`: nobody has to sign in.
    """

    opened: Door
    sent: Door
    kind: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, object] = field(default_factory=dict)
    slots: tuple[PageSlot, ...] = ()
    only: tuple[str, ...] = ()
    is_public: bool = False

    def door(self, method: str) -> Door:
        return self.opened if method == "GET" else self.sent

    @property
    def place(self) -> str:
        """The place of the address that is asked about; "": none."""
        return next((name for name, value in self.names.items() if value == f"${self.kind}"), "")
