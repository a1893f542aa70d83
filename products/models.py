"""Products: what the account buys or sells, and the categories it sorts them under."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper

from accounts.masks import Sharing
from accounts.models import Company
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel
from products.querysets import ProductQuerySet
from upserts.records import Record


class ProductCategory(TenantModel):
    """A heading that the account sorts its products under. Products name it by its key, which stays; its name may change."""

    key = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True, help_text="Inactive: stays where it is, can't be newly chosen.")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "product categories"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "key"],
                name="productcategory_key_once",
                violation_error_code="duplicate_data",
                violation_error_message="A product category of this key exists.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="productcategory_has_a_key",
                violation_error_code="blank",
                violation_error_message="A product category needs a key.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="productcategory_has_a_name",
                violation_error_code="blank",
                violation_error_message="A product category needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """Something the account buys or sells. `external_id` is its `reference` on the wire: one word, never absent.

    `parent` is the product that this one is a variant or a part of; no product stands above itself, however far up: a rule over
    several rows (products/parents.py). `linked_integrations` say what other systems call it, each such name one product only: a rule
    over several rows, too (products/integrations.py).
    """

    class Type(models.TextChoices):
        DEFAULT = "DEFAULT", "Default"
        ADDON = "ADDON", "Add-on"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        ACTIVE = "ACTIVE", "Active"
        DEPRECATED = "DEPRECATED", "Deprecated"
        ARCHIVED = "ARCHIVED", "Archived"

    class TaxCategory(models.TextChoices):
        STANDARD = "STANDARD", "Standard"
        REDUCED = "REDUCED", "Reduced"
        ZERO = "ZERO", "Zero-rated"
        EXEMPT = "EXEMPT", "Exempt"

    name = models.CharField(max_length=256)
    description = models.TextField(max_length=1000, null=True, blank=True)
    product_type = models.CharField(max_length=7, choices=Type, default=Type.DEFAULT)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    tax_category = models.CharField(max_length=8, choices=TaxCategory, default=TaxCategory.STANDARD)
    category = TenantForeignKey(ProductCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    parent = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    billing_entity = TenantForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    display_order = models.IntegerField(default=0, help_text="Lowest first.")
    features = models.JSONField(default=list, blank=True, help_text='[{"reference": …, "name": …}], in the order they are shown.')
    linked_integrations = models.JSONField(default=list, blank=True, help_text='[{"integration": …, "reference": …}]')

    objects: ClassVar[Any] = ScopedManager.from_queryset(ProductQuerySet)()
    sharing = Sharing("PRODUCT", "view_product", ())

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            TenantFK(field="category", to="products.ProductCategory", name="product_category_in_account"),
            TenantFK(field="parent", to="products.Product", name="product_parent_in_account"),
            TenantFK(field="billing_entity", to="accounts.Company", name="product_billing_entity_in_account"),
            models.CheckConstraint(
                condition=Q(external_id__isnull=False),
                name="product_has_a_reference",
                violation_error_code="required",
                violation_error_message="A product needs a reference.",
            ),
            models.CheckConstraint(
                condition=Q(external_id__regex=r"^\S*$"),
                name="product_reference_is_one_word",
                violation_error_code="invalid_format",
                violation_error_message="A reference has no white space.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="product_has_a_name",
                violation_error_code="blank",
                violation_error_message="A product needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(product_type__in=["DEFAULT", "ADDON"]),
                name="product_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The product type is DEFAULT or ADDON.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"]),
                name="product_status_known",
                violation_error_code="invalid_choice",
                violation_error_message="The status is DRAFT, ACTIVE, DEPRECATED or ARCHIVED.",
            ),
            models.CheckConstraint(
                condition=Q(tax_category__in=["STANDARD", "REDUCED", "ZERO", "EXEMPT"]),
                name="product_tax_category_known",
                violation_error_code="invalid_choice",
                violation_error_message="The tax category is STANDARD, REDUCED, ZERO or EXEMPT.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="product_not_its_own_parent",
                violation_error_code="cycle",
                violation_error_message="A product can't stand above itself.",
            ),
            models.CheckConstraint(
                condition=Q(features__contains=[]),  # true of lists alone
                name="product_features_are_a_list",
                violation_error_code="invalid_type",
                violation_error_message="Features are a list.",
            ),
            models.CheckConstraint(
                condition=Q(linked_integrations__contains=[]),
                name="product_integrations_are_a_list",
                violation_error_code="invalid_type",
                violation_error_message="Linked integrations are a list.",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            # Written at once: every probe of a batch would read the whole list of what is pending, 2 s for 2,000 probes.
            GinIndex(fields=["linked_integrations"], opclasses=["jsonb_path_ops"], fastupdate=False, name="product_by_integration"),
            models.Index(fields=["account", "name", "id"], name="product_by_name"),
            models.Index(fields=["account", "display_order", "id"], name="product_by_order"),
            models.Index(fields=["account", "status", "id"], name="product_by_status"),
            models.Index(fields=["account", "product_type", "id"], name="product_by_type"),
            models.Index(fields=["account", "category", "id"], name="product_by_category"),
            models.Index(fields=["account", "parent", "id"], name="product_by_parent"),
            models.Index(fields=["account", "billing_entity", "id"], name="product_by_company"),
            models.Index("account", Lower("external_id"), name="product_by_key_any_case"),
            models.Index("account", OpClass(Upper("name"), "text_pattern_ops"), name="product_name_begins"),
            models.Index("account", OpClass(Upper("external_id"), "text_pattern_ops"), name="product_key_begins"),
        ]

    def __str__(self) -> str:
        return self.name
