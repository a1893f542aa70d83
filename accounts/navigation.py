"""The navigation of the staff pages: one list, for the side, the menu of small screens, and nobody else to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One page to go to. `operation` None: any member may. `url_name` may name a page that is not built: then the entry stays away.

    `text` says what it is for, where there is room to say it.
    """

    label: str | Promise
    url_name: str
    icon: str
    operation: str | None = None
    text: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry on one page. `current`: "page" on the page itself, "true" below it, "" elsewhere, as aria-current has it."""

    label: str | Promise
    url: str
    icon: str
    current: str
    text: str | Promise = ""


ENTRIES: tuple[tuple[Entry, ...], ...] = (
    (Entry(_("Home"), "accounts:home", "house"),),
    (
        Entry(_("Organizations"), "organizations:list", "building-2", "ORGANIZATION.READ"),
        Entry(_("Relationships"), "relationships:list", "waypoints", "RELATIONSHIP.READ"),
        Entry(_("Contacts"), "contacts:list", "contact", "CONTACT.READ"),
        Entry(_("Products"), "products:list", "package", "PRODUCT.READ"),
    ),
    (
        Entry(_("Imports"), "imports:list", "upload", "IMPORT.READ"),
        Entry(_("Duplicates"), "organizations:duplicates", "copy-check", "ORGANIZATION.UPDATE"),
        Entry(_("Activity"), "activity:list", "activity"),
    ),
    (Entry(_("Settings"), "accounts:settings", "settings"),),
)
SEARCH = "search"


def navigation(actor: Actor, path: str) -> list[list[Link]]:
    """The entries that exist and that the actor may read, in their groups, as seen from a page at this path."""
    groups = [links(group, actor, path) for group in ENTRIES]
    return [group for group in groups if group]


def links(entries: Iterable[Entry], actor: Actor, path: str) -> list[Link]:
    """Those of the entries that exist and that the actor may read, as seen from a page at this path."""
    return [link for entry in entries for link in _link(entry, actor, path)]


def search_url() -> str | None:
    """Where the search of the top bar leads; None where there is no such page."""
    return _url(SEARCH)


def _link(entry: Entry, actor: Actor, path: str) -> Iterator[Link]:
    url = _url(entry.url_name)
    if url is not None and (entry.operation is None or entry.operation in actor.operations):
        yield Link(entry.label, url, entry.icon, _current(url, path), entry.text)


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(f"{url}/") else ""


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
