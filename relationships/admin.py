"""The account's words for how organizations stand to each other, in the admin."""

from __future__ import annotations

from typing import ClassVar

from backoffice.reference import Choices, ReferenceAdmin
from backoffice.theme import admin
from organizations.models import OrganizationType
from relationships.models import RelationshipType
from relationships.relationship_admin import RelationshipAdmin
from relationships.types import RELATIONSHIP_TYPES

__all__ = ["RelationshipAdmin", "RelationshipTypeAdmin"]

ENDS: Choices = [(str(value), str(label)) for value, label in OrganizationType.choices]


@admin.register(RelationshipType)
class RelationshipTypeAdmin(ReferenceAdmin):
    """Read: source <forward label> target. Relationships name a type by its key, so the key stays."""

    kind = RELATIONSHIP_TYPES
    checkboxes: ClassVar = {"source_types": ENDS, "target_types": ENDS}
    place = 30
    icon = "conversion_path"
    history_type = "relationship_type"
    list_display = ("key", "forward_label", "reverse_label", "source_ends", "target_ends", "is_symmetric", "is_active")
    list_filter = ("is_active", "is_symmetric")
    search_fields = ("key", "forward_label", "reverse_label")
    ordering = ("key",)
    fieldsets = (
        (None, {"fields": ("key", "forward_label", "reverse_label", "is_symmetric", "is_active")}),
        ("Which organizations may stand where (none ticked: all)", {"fields": ("source_types", "target_types")}),
    )

    @admin.display(description="source")
    def source_ends(self, row: RelationshipType) -> str:
        return _words(row.source_types)

    @admin.display(description="target")
    def target_ends(self, row: RelationshipType) -> str:
        return _words(row.target_types)


def _words(letters: list[str]) -> str:
    return ", ".join(OrganizationType(letter).label for letter in letters) or "any"
