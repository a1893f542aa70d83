"""The frame of the settings pages: all sections in their groups, for the index and for the list beside every page of them.

A section enters itself when its addresses are made (settings_urls.py), so rooms above this one are here, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.navigation import Entry, Link, links

ACCOUNT, PEOPLE, DEFINITIONS = "account", "people", "definitions"
TITLES = {ACCOUNT: _("Account"), PEOPLE: _("People and access"), DEFINITIONS: _("Fields and vocabulary")}


@dataclass(frozen=True, slots=True)
class Group:
    """The sections under one title that somebody may open."""

    title: str | Promise
    links: list[Link]


_entries: dict[str, dict[int, Entry]] = {group: {} for group in TITLES}


def enter(group: str, place: int, entry: Entry) -> None:
    """Add a section to a group; lower places come first. Raises ValueError where another section has the place."""
    if _entries[group].setdefault(place, entry).url_name != entry.url_name:
        raise ValueError(f"{entry.url_name} and {_entries[group][place].url_name} have one place.")


def frame(actor: Actor, path: str) -> list[Group]:
    """What the actor may open, as seen from a page at this path."""
    groups = [Group(TITLES[group], links([entry for _, entry in sorted(found.items())], actor, path)) for group, found in _entries.items()]
    return [group for group in groups if group.links]
