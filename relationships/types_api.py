"""/relationship-types: the account's words for how organizations stand to each other."""

from __future__ import annotations

from accounts.reference_views import ReferenceCollection, ReferenceDetail
from relationships.models import RelationshipType
from relationships.types import RELATIONSHIP_TYPES
from relationships.types_schema import TYPE, TYPES


class RelationshipTypeList(ReferenceCollection):
    """All of them, by key; POST: a new one."""

    schema = TYPES
    kind = RELATIONSHIP_TYPES
    model = RelationshipType
    ordering = "key"


class RelationshipTypeDetail(ReferenceDetail):
    """One of them."""

    schema = TYPE
    kind = RELATIONSHIP_TYPES
