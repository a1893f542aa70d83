"""The account's words for how organizations stand to each other, as they are sent and kept."""

from __future__ import annotations

from accounts.reference_data import ReferenceData
from api.errors import Path
from api.fields import INVALID, ItemSerializer, Report, StrictBool, StrictChar, StrictChoice, StrictList
from organizations.models import OrganizationType
from relationships.models import RelationshipType


class TypeLetters(StrictList):
    """Organization types; empty: every type. Each once and in one order, for the same set is the same value."""

    def __init__(self, source: str) -> None:
        super().__init__(child=StrictChoice(OrganizationType.values), source=source, max_length=50, required=False)

    def check(self, value: object, report: Report, path: Path) -> object:
        taken = super().check(value, report, path)
        return [letter for letter in OrganizationType.values if letter in taken] if isinstance(taken, list) else INVALID


class RelationshipTypeItem(ItemSerializer):
    """A word for how one organization stands to another: source <forwardLabel> target."""

    key = StrictChar(max_length=255)
    forwardLabel = StrictChar(source="forward_label", max_length=255)
    reverseLabel = StrictChar(source="reverse_label", max_length=255)
    sourceTypes = TypeLetters("source_types")
    targetTypes = TypeLetters("target_types")
    isSymmetric = StrictBool(source="is_symmetric", required=False)
    isActive = StrictBool(source="is_active", required=False)


class RelationshipTypeBody(RelationshipTypeItem):
    """A relationship type: source *forward label* target. Without `sourceTypes` or `targetTypes` every type may stand there."""

    read_only_members = frozenset({"id"})


class RelationshipTypes(ReferenceData):
    """Relationships name one by its key, so the key stays."""

    model = RelationshipType
    item = RelationshipTypeItem
    body = RelationshipTypeBody
    record_type = "relationship_type"
    key = "key"
    fixed = ("key",)


RELATIONSHIP_TYPES = RelationshipTypes()
