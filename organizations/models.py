"""Organizations: the parties of the supply chain, and the categories an account sorts them into."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper

from accounts.masks import Sharing
from accounts.models import Company
from customfields.models import CustomFieldTemplate
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel
from organizations.querysets import OrganizationQuerySet
from upserts.records import Record, user_column


class OrganizationType(models.TextChoices):
    """What a party does in the chain. One letter on the wire and in the table."""

    FACTORY = "F", "Factory"
    SUPPLIER = "S", "Supplier"
    RETAILER = "R", "Retailer"
    BRAND = "B", "Brand"
    INSPECTION_AGENCY = "I", "Inspection agency"


class Category(TenantModel):
    """A heading that the account sorts its organizations under."""

    name = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "categories"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "name"],
                name="category_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="A category of this name exists.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="category_has_a_name",
                violation_error_code="blank",
                violation_error_message="A category needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organization(Record):
    """A factory, supplier, retailer, brand or inspection agency.

    `type` is fixed once created. `name_key` is the NFC, casefolded name, kept only while the account wants names to be
    unique per type (policy `organizationNamesUnique`); None while the policy is off, so that the constraint rests.
    `plain_key` and `near_key` are what names have in common that may be one (name_keys.py); None: too short, or not computed.
    Merged away: archived, with `merged_into` naming the survivor.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        ARCHIVED = "archived", "Archived"

    type = models.CharField(max_length=1, choices=OrganizationType)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=765, null=True, blank=True, editable=False)  # casefolding can triple the length
    plain_key = models.CharField(max_length=255, null=True, blank=True, editable=False)
    near_key = models.CharField(max_length=255, null=True, blank=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    company = TenantForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations")
    category = TenantForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations")
    template = TenantForeignKey(CustomFieldTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="organizations")
    merged_into = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged")
    address_line1 = models.CharField(max_length=255, null=True, blank=True)
    address_line2 = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=100, null=True, blank=True)
    state_province = models.CharField(max_length=100, null=True, blank=True)
    zip_postal_code = models.CharField(max_length=20, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True, help_text="ISO 3166-1 alpha-2, upper case.")
    phone = models.CharField(max_length=50, null=True, blank=True)
    mobile = models.CharField(max_length=50, null=True, blank=True)
    fax = models.CharField(max_length=50, null=True, blank=True)
    website = models.CharField(max_length=255, null=True, blank=True, help_text="http or https only.")
    general_description = models.TextField(max_length=1000, null=True, blank=True)
    supplementary_description = models.TextField(max_length=1000, null=True, blank=True)
    additional_description = models.TextField(max_length=1000, null=True, blank=True)
    nda_signed = models.BooleanField(default=False)
    nda_signed_date = models.DateField(null=True, blank=True)
    msa_signed = models.BooleanField(default=False)
    msa_signed_date = models.DateField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True, help_text="WGS 84 degrees, north positive.")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True, help_text="WGS 84 degrees, east positive.")

    objects: ClassVar[Any] = ScopedManager.from_queryset(OrganizationQuerySet)()
    sharing = Sharing("ORGANIZATION", "view_organization", (("organization", "id"),))

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            TenantFK(field="company", to="accounts.Company", name="organization_company_in_account"),
            TenantFK(field="category", to="organizations.Category", name="organization_category_in_account"),
            TenantFK(field="template", to="customfields.CustomFieldTemplate", name="organization_template_in_account"),
            TenantFK(field="merged_into", to="organizations.Organization", name="organization_merged_in_account"),
            models.UniqueConstraint(
                fields=["account", "type", "name_key"],
                name="organization_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another organization of this type has this name.",
            ),
            models.CheckConstraint(
                condition=Q(type__in=OrganizationType.values),
                name="organization_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The type is one of F, S, R, B, I.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "archived"]),
                name="organization_status_known",
                violation_error_code="invalid_choice",
                violation_error_message="The status is active or archived.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="organization_has_a_name",
                violation_error_code="blank",
                violation_error_message="An organization needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(country__regex=r"^[A-Z]{2}$"),
                name="organization_country_alpha2",
                violation_error_code="invalid_choice",
                violation_error_message="The country is an ISO 3166-1 alpha-2 code.",
            ),
            models.CheckConstraint(
                condition=Q(website__isnull=True) | Q(website__iregex=r"^https?://"),
                name="organization_website_http",
                violation_error_code="invalid_format",
                violation_error_message="A website starts with http:// or https://.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="organization_latitude_on_earth",
                violation_error_code="invalid_format",
                violation_error_message="A latitude is between -90 and 90 degrees.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="organization_longitude_on_earth",
                violation_error_code="invalid_format",
                violation_error_message="A longitude is between -180 and 180 degrees.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status="archived"),
                name="organization_merged_is_archived",
                violation_error_code="organization_archived",
                violation_error_message="A merged organization stays archived.",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["account", "type", "id"], name="organization_by_type"),
            models.Index(fields=["account", "name", "id"], name="organization_by_name"),
            models.Index(fields=["account", "company"], name="organization_by_company"),
            models.Index(fields=["account", "category"], name="organization_by_category"),
            models.Index(fields=["account", "template"], name="organization_by_template"),
            models.Index(fields=["account", "merged_into"], name="organization_by_survivor"),
            models.Index(fields=["account", "country", "id"], name="organization_by_country"),
            models.Index(
                fields=["account", "type", "near_key", "plain_key", "id"],
                include=["country"],
                condition=Q(status="active", near_key__isnull=False),
                name="organization_by_likeness",
            ),
            models.Index(fields=["account", "status", "type", "country", "id"], name="organization_by_standing"),
            models.Index("account", Lower("external_id"), name="organization_by_key_any_case"),
            models.Index("account", OpClass(Upper("name"), "text_pattern_ops"), name="organization_name_begins"),
            models.Index("account", OpClass(Upper("external_id"), "text_pattern_ops"), name="organization_key_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class DistinctPair(TenantModel):
    """Two organizations that look like one and are not: somebody looked, and said so. They are not suggested as duplicates again.

    `first` is the one of the lower id, so that a pair has one way to be written.
    """

    first = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    second = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(editable=False)
    decided_by = user_column("decided by")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="first", to="organizations.Organization", name="distinctpair_first_in_account"),
            TenantFK(field="second", to="organizations.Organization", name="distinctpair_second_in_account"),
            models.UniqueConstraint(
                fields=["account", "first", "second"],
                name="distinctpair_once",
                violation_error_code="duplicate_data",
                violation_error_message="Somebody has said so of these two already.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinctpair_lower_id_first",
                violation_error_code="same_organization",
                violation_error_message="Two different organizations are told apart, the one of the lower id first.",
            ),
        ]
        indexes = [models.Index(fields=["account", "second"], name="distinctpair_by_second")]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
