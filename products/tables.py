"""The list page of products: its columns, filters and what can be done to many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Company
from desk import cells
from desk.cells import Part, Text, Words
from desk.list_filters import PERMISSIONS
from desk.record_list import BulkField, Column, Control, RecordList
from products.filters import ProductFilters
from products.models import Product, ProductCategory
from upserts.members import Row

STATUSES: Mapping[str, tuple[Text, str]] = {
    "DRAFT": (_("Draft"), "tag dot accent"),
    "ACTIVE": (_("Active"), "tag dot success"),
    "DEPRECATED": (_("Deprecated"), "tag dot warning"),
    "ARCHIVED": (_("Archived"), "tag dot"),
}
TYPES: Mapping[str, tuple[Text, str]] = {"DEFAULT": (_("Default"), ""), "ADDON": (_("Add-on"), "tag")}
TAXES: Mapping[str, tuple[Text, str]] = {value: (label, "") for value, label in Product.TaxCategory.choices}


def words(actor: Actor) -> Words:
    """Categories and companies. Two statements."""
    categories = ProductCategory.objects.visible_to(actor).order_by("name", "id").values_list("id", "name", "is_active")
    companies = Company.objects.visible_to(actor).order_by("number").values_list("number", "name")
    found = [(str(identity), name, is_active) for identity, name, is_active in categories]
    return {
        "categories": [(key, name) for key, name, _active in found],
        "active": [(key, name) for key, name, is_active in found if is_active],
        "companies": [(number, f"{number} · {name}") for number, name in companies],
    }


def names_of(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    """What products are called, as far as the actor sees them. One statement."""
    return dict(Product.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))


def name_parents(records: Sequence[Row], actor: Actor) -> None:
    """Say of each product what its parent is called: `parent` {id, name}, None where there is none to be seen. At most one statement."""
    ids = {record["parentProductId"] for record in records} - {None}
    names = names_of(actor, sorted(ids)) if ids else {}
    for record in records:
        parent = record["parentProductId"]
        record["parent"] = {"id": parent, "name": names[parent]} if parent in names else None


def name(record: Row, words: Words) -> Sequence[Part]:
    """The name, and the key the account knows the product by."""
    href = cells.page_of("products:detail", record["id"])
    return [Part(record["name"], href=href, is_main=True), Part(record["reference"], is_muted=True)]


def parent(record: Row, words: Words) -> Sequence[Part]:
    """What the product is a variant or a part of."""
    above = record["parent"]
    return [] if above is None else [Part(above["name"], href=cells.page_of("products:detail", above["id"]))]


def features(record: Row, words: Words) -> Sequence[Part]:
    """What the product has or can do."""
    return [Part(", ".join(entry["name"] for entry in record["features"]))] if record["features"] else []


def integrations(record: Row, words: Words) -> Sequence[Part]:
    """What other systems call the product."""
    links = record["linkedIntegrations"]
    return [Part(", ".join(f"{entry['integration']}: {entry['reference']}" for entry in links))] if links else []


PRODUCT_LIST = RecordList(
    name="products",
    title=_("Products"),
    search_hint=_("Name or reference"),
    filters=ProductFilters,
    says=lambda record: str(record["name"]),
    sort=(("displayOrder", False),),
    words=words,
    complete=name_parents,
    name_records=names_of,
    columns=(
        Column("name", _("Name"), name, sort="name"),
        Column("category", _("Category"), cells.named("category")),
        Column("status", _("Status"), cells.badge("status", STATUSES), sort="status"),
        Column("productType", _("Type"), cells.badge("productType", TYPES), sort="product_type"),
        Column("parent", _("Parent"), parent),
        Column("displayOrder", _("Order"), cells.plain("displayOrder"), sort="display_order", css="number"),
        Column("updatedAt", _("Changed"), cells.instant("updatedAt"), sort="updated_at"),
        Column("reference", _("Reference"), cells.plain("reference"), is_default=False),
        Column("description", _("Description"), cells.plain("description"), is_default=False),
        Column("features", _("Features"), features, is_default=False),
        Column("linkedIntegrations", _("Linked integrations"), integrations, is_default=False),
        Column("taxCategory", _("Tax category"), cells.badge("taxCategory", TAXES), is_default=False),
        Column("billingEntityId", _("Billed by"), cells.said("billingEntityId", "companies"), is_default=False),
        Column("updatedBy", _("Changed by"), cells.user("updatedBy"), is_default=False),
        Column("createdAt", _("Created"), cells.instant("createdAt"), is_default=False),
        Column("createdBy", _("Created by"), cells.user("createdBy"), is_default=False),
    ),
    controls=(
        Control("status", _("Status"), choices=Product.Status.choices, is_first=True),
        Control("productType", _("Type"), choices=Product.Type.choices, is_first=True),
        Control("categoryId", _("Category"), choices="categories", is_first=True),
        Control("reference", _("Reference"), "text"),
        Control("updatedSince", _("Changed since"), "day"),
        Control("permission", _("My permission"), choices=PERMISSIONS),
        Control("includeArchived", _("Archived, too"), choices=(("true", _("Yes")),)),
        Control("parentProductId", _("Parent"), "record"),
    ),
    bulk_fields=(
        BulkField("status", _("Status"), choices=Product.Status.choices, can_clear=False),
        BulkField("category", _("Category"), choices="active", read=lambda text, actor: {"id": cells.number(text)}),
        BulkField("taxCategory", _("Tax category"), choices=Product.TaxCategory.choices, can_clear=False),
    ),
    actions=("edit", "remove"),
)
