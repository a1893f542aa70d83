"""The addresses below /api/v2."""

from __future__ import annotations

from django.urls import URLPattern, path
from rest_framework.views import APIView

from accounts.api import MeView
from accounts.companies_api import CompanyDetail, CompanyList
from accounts.keys_api import KeyDetail, KeyList
from accounts.members_api import MemberDetail, MemberList
from accounts.roles_api import RoleDetail, RoleList
from accounts.teams_api import TeamDetail, TeamList
from api.schema_pages import SchemaView, redoc, swagger_ui
from contacts.api import ContactRoleDetail, ContactRoleList
from contacts.filters import ContactFilters
from customfields.api import CustomFieldDetail, CustomFieldList, CustomFieldTemplateDetail, CustomFieldTemplateList
from desk.record_views import CollectionView, OneView, RestoreView
from organizations.account_api import AccountDetail
from organizations.api import CountryList, OrganizationGrants, OrganizationMerge
from organizations.categories_api import CategoryDetail, CategoryList
from organizations.filters import OrganizationFilters
from products.api import ProductCategoryDetail, ProductCategoryList
from products.filters import ProductFilters
from relationships.api import OrganizationRelationshipsView, RelationshipGrants
from relationships.filters import RelationshipFilters
from relationships.graph_api import OrganizationGraphView
from relationships.types_api import RelationshipTypeDetail, RelationshipTypeList
from upserts.events_api import EventList
from upserts.filters import RecordFilters
from upserts.viewsets import UpsertView


def records(name: str, filters: type[RecordFilters]) -> list[URLPattern]:
    """The three addresses of a record type."""
    return [
        path(f"{name}/upsert", UpsertView.as_view(resource_name=name), name=f"{name}-upsert"),
        path(f"{name}/<str:pk>", OneView.as_view(resource_name=name), name=f"{name}-detail"),
        path(name, CollectionView.as_view(resource_name=name, filters=filters), name=f"{name}-list"),
    ]


def rows(name: str, listed: type[APIView], one: type[APIView]) -> list[URLPattern]:
    """The two addresses of people, keys and reference data."""
    return [path(f"{name}/<str:pk>", one.as_view(), name=f"{name}-detail"), path(name, listed.as_view(), name=name)]


urlpatterns = [
    path("account", AccountDetail.as_view(), name="account"),
    path("me", MeView.as_view(), name="me"),
    *records("organizations", OrganizationFilters),
    *records("contacts", ContactFilters),
    *records("relationships", RelationshipFilters),
    *records("products", ProductFilters),
    path("organizations/<str:organization>/relationships", OrganizationRelationshipsView.as_view(), name="organization-relationships"),
    path("organizations/<str:pk>/restore", RestoreView.as_view(resource_name="organizations"), name="organization-restore"),
    path("organizations/<str:pk>/merge", OrganizationMerge.as_view(), name="organization-merge"),
    path("organizations/<str:organization>/graph", OrganizationGraphView.as_view(), name="organization-graph"),
    path("organizations/<str:pk>/grants", OrganizationGrants.as_view(), name="organization-grants"),
    path("relationships/<str:pk>/grants", RelationshipGrants.as_view(), name="relationship-grants"),
    *rows("members", MemberList, MemberDetail),
    *rows("teams", TeamList, TeamDetail),
    *rows("roles", RoleList, RoleDetail),
    *rows("api-keys", KeyList, KeyDetail),
    path("events", EventList.as_view(), name="events"),
    *rows("relationship-types", RelationshipTypeList, RelationshipTypeDetail),
    *rows("contact-roles", ContactRoleList, ContactRoleDetail),
    *rows("categories", CategoryList, CategoryDetail),
    *rows("product-categories", ProductCategoryList, ProductCategoryDetail),
    *rows("companies", CompanyList, CompanyDetail),
    *rows("custom-fields", CustomFieldList, CustomFieldDetail),
    *rows("custom-field-templates", CustomFieldTemplateList, CustomFieldTemplateDetail),
    path("countries", CountryList.as_view(), name="countries"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", swagger_ui, name="docs"),
    path("redoc", redoc, name="redoc"),
]
