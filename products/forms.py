"""How the form of a product looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.form_fields import ItemField, Option, whole
from api.pairs import read_pairs, write_pairs
from desk.forms import RecordForm, Section, Words, form_of
from organizations.forms import companies
from products.models import ProductCategory


class PairsField(ItemField):
    """A list of objects with two members, one a line with a bar between them (api/pairs.py)."""

    def __init__(self, first: str, second: str, **options: Any) -> None:
        self.first, self.second = first, second
        super().__init__(widget=forms.Textarea({"rows": "3"}), **options)

    def to_wire(self, raw: Any) -> Any:
        return read_pairs(super().to_wire(raw), self.first, self.second)

    def shown(self, stored: Any) -> Any:
        return write_pairs(stored or (), self.first, self.second)


def categories(actor: Actor) -> Sequence[Option]:
    """The account's headings for products, by name."""
    rows = ProductCategory.objects.visible_to(actor).order_by("name", "id").values_list("id", "name", "is_active")
    return [Option(str(identity), name, is_active) for identity, name, is_active in rows]


@form_of("products")
class ProductForm(RecordForm):
    """Something the account buys or sells."""

    sections = (
        Section(_("Product"), ("reference", "name", "description", "status", "category", "parentProductId")),
        Section(_("Sale"), ("productType", "taxCategory", "billingEntityId", "displayOrder")),
        Section(_("Lists"), ("features", "linkedIntegrations")),
    )
    labels = {
        "productType": _("Type"),
        "parentProductId": _("Parent product"),
        "billingEntityId": _("Billed by"),
    }
    help_texts = {
        "reference": _("Your own key for this product, unique in the account, without spaces; capital letters count."),
        "displayOrder": _("Lowest first."),
        "parentProductId": _("The product that this one is a variant or a part of."),
        "features": _("One a line: reference | name."),
        "linkedIntegrations": _("What other systems call the product, one a line: integration | reference."),
    }
    words = {
        "category": Words(categories, wire=lambda key: {"id": whole(key)}),
        "billingEntityId": Words(companies, wire=whole),
    }
    own_fields = {
        "features": partial(PairsField, "reference", "name"),
        "linkedIntegrations": partial(PairsField, "integration", "reference"),
    }
    left_out = {"categoryId": "the category is chosen by name"}
