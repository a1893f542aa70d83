"""The addresses below /api/v2."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts.api import CompanyList, MeView
from api.schema_pages import SchemaView, redoc, swagger_ui
from contacts.api import ContactRoleList
from contacts.filters import ContactFilters
from customfields.api import CustomFieldList, CustomFieldTemplateList
from organizations.api import CategoryList, CountryList
from organizations.filters import OrganizationFilters
from relationships.api import OrganizationRelationshipsView, RelationshipTypeList
from relationships.filters import RelationshipFilters
from upserts.filters import RecordFilters
from upserts.viewsets import ListView, RecordView, UpsertView


def records(name: str, filters: type[RecordFilters]) -> list[URLPattern]:
    """The three addresses of a record type."""
    return [
        path(f"{name}/upsert", UpsertView.as_view(resource_name=name), name=f"{name}-upsert"),
        path(f"{name}/<str:pk>", RecordView.as_view(resource_name=name), name=f"{name}-detail"),
        path(name, ListView.as_view(resource_name=name, filters=filters), name=f"{name}-list"),
    ]


urlpatterns = [
    path("me", MeView.as_view(), name="me"),
    *records("organizations", OrganizationFilters),
    *records("contacts", ContactFilters),
    *records("relationships", RelationshipFilters),
    path("organizations/<str:organization>/relationships", OrganizationRelationshipsView.as_view(), name="organization-relationships"),
    path("relationship-types", RelationshipTypeList.as_view(), name="relationship-types"),
    path("contact-roles", ContactRoleList.as_view(), name="contact-roles"),
    path("categories", CategoryList.as_view(), name="categories"),
    path("companies", CompanyList.as_view(), name="companies"),
    path("custom-fields", CustomFieldList.as_view(), name="custom-fields"),
    path("custom-field-templates", CustomFieldTemplateList.as_view(), name="custom-field-templates"),
    path("countries", CountryList.as_view(), name="countries"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", swagger_ui, name="docs"),
    path("redoc", redoc, name="redoc"),
]
