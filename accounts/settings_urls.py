"""The addresses of a section of the settings."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views import View

from accounts.settings_frame import enter
from accounts.settings_pages import CreatePage, EditPage, ListPage, RemovePage, SwitchPage
from accounts.settings_section import Section

PAGES = (
    ("list", "", ListPage),
    ("create", "/new", CreatePage),
    ("edit", "/<str:key>", EditPage),
    ("switch", "/<str:key>/switch", SwitchPage),
    ("remove", "/<str:key>/remove", RemovePage),
)


def settings_urls(section: Section, **instead: type[View]) -> list[URLPattern]:
    """`<thing>_list`, `_create`, `_edit`, `_switch`, `_remove` in the room's namespace; the section enters the frame of the settings.

    `instead` names views of the section's own, as `create=NewKeyPage`.
    """
    enter(section.group, section.place, section.entry)
    thing = section.name.partition(":")[2]
    views = {page: instead.get(page, view) for page, _, view in PAGES}
    address = f"settings/{section.path}"
    return [path(f"{address}{below}", views[page].as_view(section=section), name=f"{thing}_{page}") for page, below, _ in PAGES]
