"""One search over everything that an admin class can search, inside what the person may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from backoffice.sections import SECTIONS, section_of

SHOWN = 6
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more` where the list holds more than is shown."""

    title: str
    url: str
    found: list[tuple[str, str]]
    more: bool


def found_everywhere(registry: Mapping[type[Model], Any], request: HttpRequest, text: str) -> list[Group]:
    """What matches, by kind, in the order of the sidebar: one statement each.

    Nothing for texts under SHORTEST characters, which would match everything.
    """
    if len(text) < SHORTEST:
        return []
    searched = [one for one in registry.values() if one.get_search_fields(request) and one.has_view_permission(request)]
    searched.sort(key=lambda one: (SECTIONS.index(section_of(one)), getattr(one, "place", 100)))
    groups = [_group(one, request, text) for one in searched if getattr(one, "is_searched", True)]
    return [group for group in groups if group.found]


def _group(model_admin: Any, request: HttpRequest, text: str) -> Group:
    rows, has_duplicates = model_admin.get_search_results(request, model_admin.get_queryset(request), text)
    found = list((rows.distinct() if has_duplicates else rows)[: SHOWN + 1])
    options = model_admin.opts
    name = f"admin:{options.app_label}_{options.model_name}"
    title = str(options.verbose_name_plural).capitalize()
    return Group(title, reverse(f"{name}_changelist"), list(_links(name, found[:SHOWN])), len(found) > SHOWN)


def _links(name: str, rows: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for row in rows:
        yield str(row), reverse(f"{name}_change", args=[row.pk])
