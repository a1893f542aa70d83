"""The pages that are about records of every type."""

from __future__ import annotations

from django.urls import include, path

from desk.activity_page import ActivityPage
from desk.search_page import SearchPage

urlpatterns = [
    path("search", SearchPage.as_view(), name="search"),
    path("activity", include(([path("", ActivityPage.as_view(), name="list")], "activity"))),
]
