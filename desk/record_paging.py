"""Pages of long lists in the admin: which rows stand on a page is decided before anything is joined to them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator

from database.arrays import among


class RecordPaginator(Paginator):  # type: ignore[type-arg]  # Django knows no argument of it
    """As Django's, in as many statements; but page 1,000 joins 50 rows with what they name, not 50,000."""

    def page(self, number: int | str) -> Any:
        valid = self.validate_number(number)
        rows: Any = self.object_list
        start = (valid - 1) * self.per_page
        chosen = rows.prefetch_related(None).values("pk")[start : start + self.per_page]
        return Page(rows.filter(among("pk", chosen)), valid, self)
