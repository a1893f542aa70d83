"""Categories of organizations in the description of the API."""

from __future__ import annotations

from accounts.reference_schema import ReferenceKind
from organizations.categories import CategoryBody
from organizations.read_models import CategoryRow

_CATEGORY = ReferenceKind(
    name="Category",
    plural="Categories",
    words="category",
    shape=CategoryRow,
    example={"id": 7, "name": "Textiles", "isActive": True},
    conflicts={"POST": ["duplicate_data"], "PATCH": ["duplicate_data"]},
)
CATEGORY_LIST = _CATEGORY.collection(CategoryBody(), {"name": "Textiles"}, "A heading that organizations are sorted under.")
CATEGORY = _CATEGORY.one(CategoryBody(), {"name": "Textiles and trims"})
