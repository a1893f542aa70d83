"""The addresses below /api/v2."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts.api import CompanyList, MeView
from contacts import filters as contact_filters
from contacts.api import ContactRoleList
from customfields.api import CustomFieldList, CustomFieldTemplateList
from organizations import filters as organization_filters
from organizations.api import CategoryList, CountryList
from relationships import filters as relationship_filters
from relationships.api import OrganizationRelationshipsView, RelationshipTypeList
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
    path("organizations/<str:organization>/relationships", OrganizationRelationshipsView.as_view(), name="organization-relationships"),
    path("relationship-types", RelationshipTypeList.as_view(), name="relationship-types"),
    path("contact-roles", ContactRoleList.as_view(), name="contact-roles"),
    path("categories", CategoryList.as_view(), name="categories"),
    path("companies", CompanyList.as_view(), name="companies"),
    path("custom-fields", CustomFieldList.as_view(), name="custom-fields"),
    path("custom-field-templates", CustomFieldTemplateList.as_view(), name="custom-field-templates"),
    path("countries", CountryList.as_view(), name="countries"),
]
