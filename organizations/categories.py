"""The headings that an account sorts its organizations under, as they are sent and kept."""

from __future__ import annotations

from accounts.reference_data import ReferenceData
from api.fields import ItemSerializer, StrictBool, StrictChar
from organizations.models import Category


class CategoryItem(ItemSerializer):
    """A heading that organizations are sorted under."""

    name = StrictChar(max_length=255)
    isActive = StrictBool(source="is_active", required=False)


class CategoryBody(CategoryItem):
    """A category of organizations."""

    read_only_members = frozenset({"id"})


class Categories(ReferenceData):
    """Organizations name one by its id, so its name may change."""

    model = Category
    item = CategoryItem
    body = CategoryBody
    record_type = "category"
    key = "name"


CATEGORIES = Categories()
