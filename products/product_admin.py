"""Products in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backoffice.filters import PickedFilter
from backoffice.scope import Scope
from backoffice.theme import admin
from desk.forms import RecordForm
from desk.panels import Panel, identifiers_panel
from desk.record_admin import RecordAdmin
from desk.record_pickers import IdField
from products.models import Product
from products.resources import PRODUCTS

PARENT = "parentProductId"


class ParentFilter(PickedFilter):
    """The variants or parts of one product."""

    title = "parent"
    parameter_name = "parent"


def _children(scope: Scope, seen: Any, product: Any) -> Any:
    return seen.filter(parent_id=product.pk)


CHILDREN = Panel(
    title="Variants and parts",
    model=Product,
    rows=_children,
    columns=(("Name", str), ("Reference", lambda row: row.external_id), ("Status", lambda row: row.get_status_display())),
    listed=lambda product: {"parent": product.pk},
    added=lambda product: {PARENT: product.pk},
    place=10,
)


@admin.register(Product)
class ProductAdmin(RecordAdmin):
    """They have no grants of their own: who sees one sees all."""

    record = PRODUCTS
    resource = "PRODUCT"
    place = 40
    icon = "inventory_2"
    history_type = "product"
    list_display = ("name", "external_id", "product_type", "status", "tax_category", "category", "parent", "display_order", "updated_at")
    list_filter = ("status", "product_type", "tax_category", "category", "billing_entity", ParentFilter)
    list_select_related = (*RecordAdmin.list_select_related, "category", "parent", "billing_entity")
    search_fields = ("name", "external_id")
    search_help_text = "Name, reference or identifier."
    ordering = ("name", "pk")
    actions = ["archive", "export_as_csv", "delete_selected"]
    removal_note = "A product that others are variants or parts of stays."
    panels = [CHILDREN, identifiers_panel("product")]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """A link to the form may choose the parent."""
        return {PARENT: request.GET[PARENT]} if PARENT in request.GET else {}

    def prepare(self, request: HttpRequest, form: RecordForm) -> None:
        """The parent is found by typing."""
        if PARENT in form.fields:
            plain = form.fields[PARENT]
            field = IdField(Product._meta.get_field("parent"), form.actor, self.admin_site, label="Parent product")
            field.initial, field.help_text, field.required = plain.initial, plain.help_text, False
            form.fields[PARENT] = field
        super().prepare(request, form)

    def suggestible(self, rows: Any) -> Any:
        """Nothing new hangs on an archived one."""
        return rows.current()

    @admin.action(permissions=["change"], description="Archive the selected rows")
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        """They stay, out of sight of lists that do not ask for them."""
        self.write_each(request, queryset, {"status": Product.Status.ARCHIVED.value}, "archived")
