"""System checks: whatever shows rows in the admin obeys permissions.md. They open no connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.core.checks import CheckMessage, Error

from backoffice.scoped import Scoped, ScopedAdmin, ScopedInline

RULES = {
    "E001": "An admin class starts with ScopedAdmin, so that it shows nobody what it may not see.",
    "E002": "An inline starts with ScopedInline.",
    "E003": "It says which `resource` of operations it shows.",
    "E004": "A filter over columns of a related table has a class of its own: Django's would offer the values of all accounts.",
}


def check_admins(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """Check everything that is registered."""
    return list(check_classes(admin.site._registry.values()))


def check_classes(registered: Iterable[Any]) -> Iterator[CheckMessage]:
    """Check these admin classes and their inlines."""
    for one in registered:
        if not isinstance(one, ScopedAdmin):
            yield _error("E001", type(one))
            continue
        yield from _resource(type(one))
        for entry in getattr(one, "list_filter", ()):
            if isinstance(entry, str) and "__" in entry:
                yield _error("E004", type(one))
        for inline in getattr(one, "inlines", ()):
            if issubclass(inline, ScopedInline):
                yield from _resource(inline)
            else:
                yield _error("E002", inline)


def _resource(found: type[Scoped]) -> Iterator[CheckMessage]:
    if not getattr(found, "resource", ""):
        yield _error("E003", found)


def _error(code: str, found: type) -> Error:
    return Error(f"{found.__module__}.{found.__qualname__}: {RULES[code]}", obj=found, id=f"backoffice.{code}")
