"""The products of one organization."""

from __future__ import annotations

from typing import Any

from accounts.models import Company
from desk.numbered import numbered
from desk.page_views import RecordPage
from products.models import Product

COLUMNS = ("id", "name", "external_id", "category__name", "status")


class OrganizationProducts(RecordPage):
    """GET /organizations/<key>/products: what its company bills, in their order, without the archived ones; `?page=` 2 and so on.

    A company is all that products and organizations have in common: an organization of no company has none, and the page says whose
    products they are, lest they be taken for what the organization makes.
    """

    tab = "products"
    template_name = "organizations/products.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = Product.objects.visible_to(self.actor)
        billed = seen.filter(billing_entity__number=self.record["company"]).current()
        ids, pages = numbered(self.request.GET, billed.order_by("display_order", "id").values_list("id", flat=True))
        company = Company.objects.visible_to(self.actor).filter(number=self.record["company"]).first()
        products = list(seen.filter(pk__in=ids).order_by("display_order", "id").values(*COLUMNS))
        may_add = company is not None and self.actor.may("PRODUCT", "CREATE")
        return super().get_context_data(company=company, products=products, pages=pages, may_add=may_add, **kwargs)
