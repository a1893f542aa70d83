"""GET /: how the account stands, what needs attention, and what happened lately; for an empty account, what to do first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.pages import Page
from desk.days import changes_by_day
from desk.home import overview
from desk.record_pages import page_address
from desk.telling import told, what_names
from desk.timeline import Asked, history
from upserts.event_sight import Sight

RECENT = 10


class HomePage(Page, TemplateView):
    """The first page. What it says of changes is what /activity says: no more than the actor may see."""

    needs = ()
    title = gettext_lazy("Home")
    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = overview(self.actor)
        context: dict[str, Any] = {"overview": shown, "api": self.request.build_absolute_uri("/api/v2")}
        sight = Sight(self.actor)
        types = tuple(sorted(sight.whole | set(sight.partly)))
        if types and not shown.is_empty:
            recent = history(sight, Asked(types, limit=RECENT)).events
            # What changed stands on the page of activity; here it is enough that it did.
            entries = told([what_names(event) for event in recent], {}, self.actor, with_what=True)
            context["entries"] = [entry | {"changes": []} for entry in entries]
            context["days"] = changes_by_day(sight)
        context["addresses"] = {
            name: page_address(f"{name.replace('_', ':')}") for name in ("imports_list", "organizations_create", "activity_list")
        }
        return super().get_context_data(**context, **kwargs)
