"""/categories: the headings that an account sorts its organizations under."""

from __future__ import annotations

from accounts.reference_views import ReferenceCollection, ReferenceDetail
from organizations.categories import CATEGORIES
from organizations.categories_schema import CATEGORY, CATEGORY_LIST
from organizations.models import Category


class CategoryList(ReferenceCollection):
    """All of them, by name; POST: a new one."""

    schema = CATEGORY_LIST
    kind = CATEGORIES
    model = Category
    ordering = "name"


class CategoryDetail(ReferenceDetail):
    """One of them."""

    schema = CATEGORY
    kind = CATEGORIES
