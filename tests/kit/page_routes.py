"""The staff pages of the URL map: every address that is neither the API, the back office, health nor a way to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

ELSEWHERE = ("api/v2/", "admin", "livez", "readyz")
# Whoever opens these is nobody yet, or acts on the own sign-in: tests/accounts.
SIGNING_IN = ("accounts.sign_in_urls", {"accounts:sign_in", "accounts:sign_out"})
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One page: the name of its address and what the address holds, as `key` or `run`."""

    name: str
    path: str
    view: Any

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(PLACE.findall(self.path))

    def address(self, **named: object) -> str:
        """The page's address with these in its places."""
        return reverse(self.name, kwargs=named or None)


@cache
def page_routes() -> dict[str, PageRoute]:
    """Every staff page by the name of its address, in the order of the URL map."""
    return {route.name: route for route in _walk(get_resolver(), "", "")}


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[PageRoute]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(entry, URLPattern):
            if (name := f"{namespace}{entry.name}") not in SIGNING_IN[1]:
                yield PageRoute(name, path, entry.callback)
        elif getattr(entry.urlconf_module, "__name__", "") != SIGNING_IN[0]:
            yield from _walk(entry, f"{entry.namespace}:" if entry.namespace else namespace, path)
