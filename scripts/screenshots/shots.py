"""What a picture is of: a page, what somebody does before it, and where that leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

# Something done on a page; the names are those of the paths, and the password of everybody.
Step = Callable[[Page, Mapping[str, object]], object]

# Who may stand before the camera (stage.py); "": nobody, who has not signed in.
OWNER, VIEWER, CAREFUL, OPERATOR = "owner", "viewer", "careful", "operator"


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: the name of its files, what it is, and its path, in which records are named as `{organization}`.

    `path` "": on from the page before. `steps` are done on it, one after the other. `shows` is where all that leads; "": nowhere else.
    `status` is what the page answers with.
    """

    name: str
    title: str
    path: str
    steps: tuple[Step, ...] = ()
    shows: str = ""
    status: int = 200

    @property
    def address(self) -> str:
        """The path of what is seen in the end."""
        return self.shows or self.path.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Part:
    """Pictures that belong together, all taken by one person."""

    title: str
    who: str
    shots: tuple[Shot, ...]
