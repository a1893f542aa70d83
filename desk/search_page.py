"""GET /search?q=: everything that goes by a text. One certain record is opened at once, unless `all` is asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.pages import Page, go
from desk.search import certain, search, wanted

SUGGESTED, SHOWN = 5, 25
SUGGESTIONS = "search-suggestions"


class SearchPage(Page, TemplateView):
    """Records by name, key, code or e-mail, by type. Of htmx, the suggestions below the field of the top bar."""

    needs = ()
    title = gettext_lazy("Search")
    template_name = "search.html"
    partials = (SUGGESTIONS,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = wanted(request.GET.get("q", ""))
        is_asking = self.asked_part() == SUGGESTIONS
        groups = search(self.actor, text, SUGGESTED if is_asking else SHOWN)
        hit = certain(groups)
        if hit is not None and not is_asking and not request.GET.get("all"):
            return go(request, hit.url)
        all_url = f"{reverse('search')}?{urlencode({'q': text, 'all': 'true'})}"
        found = sum(len(group.hits) for group in groups)
        return self.render_to_response(self.get_context_data(text=text, groups=groups, found=found, all_url=all_url))
