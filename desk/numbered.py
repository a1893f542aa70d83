"""Pages counted off, `?page=` 2 and so on: for what hangs on one record, which one index finds and which is sorted among itself."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from api.filters import DIGITS

PAGE = 50
LAST_PAGE = 10_000


def numbered(query: QueryDict, ids: Any) -> tuple[list[int], dict[str, str | None]]:
    """The ids on the page that is asked for, and the addresses beside it (components/pagination.html). One statement.

    `ids` is an ordered queryset of ids. What is no number of a page means the first one.
    """
    asked = query.get("page", "1")
    number = min(max(int(asked), 1), LAST_PAGE) if DIGITS.fullmatch(asked) else 1
    found = list(ids[(number - 1) * PAGE : number * PAGE + 1])
    previous, following = (f"?page={number - 1}" if number > 1 else None), (f"?page={number + 1}" if len(found) > PAGE else None)
    return found[:PAGE], {"previous_url": previous, "next_url": following}
