"""What this room adds to the search and to the first page."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from desk import home, search
from desk.home import Contribution, Figure, Part
from desk.search import Source
from products.models import Product
from products.pages import PRODUCT_PAGES
from products.search import find


def contribution(actor: Actor) -> Contribution:
    """How many there are that are not archived, and how many of them are drafts. One statement. Nothing for an account without any."""
    rows = Product.objects.visible_to(actor).order_by().values_list("status").annotate(number=Count("id"))
    counted = dict(rows)
    current = sum(number for status, number in counted.items() if status != Product.Status.ARCHIVED)
    drafts = counted.get(Product.Status.DRAFT, 0)
    note = _("{number} drafts").format(number=f"{drafts:,}") if drafts else ""
    return Contribution([Figure(_("Products"), "package", current, note, PRODUCT_PAGES.list_url())] if current else ())


search.attach(Source("products", gettext_lazy("Products"), "package", "PRODUCT.READ", find, lambda text: PRODUCT_PAGES.list_url(q=text)))
home.attach("products", Part("PRODUCT.READ", contribution))
