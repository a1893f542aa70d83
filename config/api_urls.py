"""The addresses below /api/v2."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts.api import MeView
from contacts import filters as contact_filters
from organizations import filters as organization_filters
from relationships import filters as relationship_filters
from upserts.viewsets import ListView, Narrow, RecordView, UpsertView


def records(name: str, narrow: Narrow) -> list[URLPattern]:
    """The three addresses of a record type."""
    return [
        path(f"{name}/upsert", UpsertView.as_view(resource_name=name), name=f"{name}-upsert"),
        path(f"{name}/<str:pk>", RecordView.as_view(resource_name=name), name=f"{name}-detail"),
        path(name, ListView.as_view(resource_name=name, narrow=narrow), name=f"{name}-list"),
    ]


urlpatterns = [
    path("me", MeView.as_view(), name="me"),
    *records("organizations", organization_filters.narrow),
    *records("contacts", contact_filters.narrow),
    *records("relationships", relationship_filters.narrow),
]
