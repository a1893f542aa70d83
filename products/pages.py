"""The pages of products, declared, with what stands below the facts: features, linked integrations, variants and parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.text import TextError, clean_key
from desk.page_views import ACTIVITY, API, OVERVIEW
from desk.record_pages import Panel, RecordPages, Suggestion, Tab
from products.models import Product
from upserts.resource import Row

MAX_SIMILAR = 5
MAX_CHILDREN = 20


def similar(actor: Actor, said: Mapping[str, Any]) -> Sequence[Suggestion]:
    """Products that a form may mean which says this reference or this name, ignoring case. One statement; none for no words."""
    try:
        reference, name = (clean_key(str(said.get(member, ""))) for member in ("reference", "name"))
    except TextError:
        return []
    wanted = (Q(external_id__iexact=reference) if reference else Q()) | (Q(name__iexact=name) if name else Q())
    if not wanted:
        return []
    rows = Product.objects.visible_to(actor).filter(wanted).order_by("name", "id").values_list("id", "name", "external_id")
    return [Suggestion(pk, text, PRODUCT_PAGES.url("detail", {"id": pk}), note=key) for pk, text, key in rows[:MAX_SIMILAR]]


def entries(member: str, title: Any, heads: tuple[Any, Any], empty: Any) -> Panel:
    """A list that the product holds itself, as a table of the two members of its entries. No statement."""

    def load(record: Row, actor: Actor) -> Mapping[str, Any] | None:
        edit_url = PRODUCT_PAGES.url("field", record, member) if PRODUCT_PAGES.may_edit(record, actor) else None
        rows = [tuple(entry.values()) for entry in record[member]]
        return {"key": member, "title": title, "heads": heads, "rows": rows, "empty": empty, "edit_url": edit_url}

    return Panel("products/entries.html", load, is_beside=False)


def children(record: Row, actor: Actor) -> Mapping[str, Any] | None:
    """The first of the product's variants and parts, in their order, the archived ones too. One statement."""
    rows = Product.objects.visible_to(actor).filter(parent_id=record["id"]).order_by("display_order", "id")
    found = list(rows.values("id", "name", "external_id", "status")[: MAX_CHILDREN + 1])
    add = f"{reverse('products:create')}?parentProductId={record['id']}" if actor.may("PRODUCT", "CREATE") else None
    if not found and (add is None or record["status"] == Product.Status.ARCHIVED):
        return None
    every = f"{reverse('products:list')}?parentProductId={record['id']}&includeArchived=true"
    return {
        "children": found[:MAX_CHILDREN],
        "all_url": every if len(found) > MAX_CHILDREN else None,
        "add_url": add if record["status"] != Product.Status.ARCHIVED else None,
    }


def example(record: Row) -> Row:
    """A change that nobody minds, for the API tab: what is there already."""
    return {"displayOrder": record["displayOrder"]}


PRODUCT_PAGES = RecordPages(
    name="products",
    noun=_("product"),
    plural=_("Products"),
    head="products/head.html",
    says=lambda record: str(record["name"]),
    tabs=(Tab(OVERVIEW, "products:detail"), Tab(ACTIVITY, "products:activity"), Tab(API, "products:api")),
    not_shown=("features", "linkedIntegrations"),
    beside=("productType", "taxCategory", "billingEntityId", "displayOrder"),
    watched=("reference", "name"),
    similar=similar,
    example=example,
)
PRODUCT_PAGES.attach(
    entries("features", _("Features"), (_("Reference"), _("Name")), _("No features yet.")),
    entries("linkedIntegrations", _("Linked integrations"), (_("Integration"), _("Reference")), _("No other system knows it yet.")),
    Panel("products/children.html", children, is_beside=False),
)
