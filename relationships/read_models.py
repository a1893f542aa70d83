"""What answers show of relationships, for the description of the API. relationships/reading.py makes them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from api.schema_shapes import Id, among, doc
from organizations.read_models import OrganizationKind, OrganizationStub
from relationships.directions import DIRECTIONS
from relationships.models import Relationship
from upserts.read_models import CustomFields, Permissions, Signed
from upserts.schema_records import reads_as


class RelationshipContactStub(TypedDict):
    """A contact of source or target that the relationship lists."""

    id: Id
    firstName: str
    lastName: str | None
    email: str
    phoneNumber: str | None
    role: str | None


class RelationshipRecord(Signed):
    """One organization stands to another in one or more typed relations. Read: source *forward label* target."""

    id: Id
    source: OrganizationStub
    target: OrganizationStub
    leadSupplier: OrganizationStub | None
    types: Annotated[list[str], doc("Keys of relationship types, sorted.")]
    relationshipStatus: Annotated[str, among(Relationship.Status.values, "Whether it is in force.")]
    customFields: CustomFields
    contacts: list[RelationshipContactStub]
    permissions: Permissions


class SeenFromOneEnd(TypedDict):
    """What a relationship says besides when it is read from one of its ends. Source and target stay true."""

    direction: Annotated[str, among(DIRECTIONS[:2], "outgoing: this organization is the source.")]
    label: Annotated[str, doc("Reads: this organization *label* the counterpart. Several types: joined with `, `.")]
    counterpart: OrganizationStub


class OfOrganizations(TypedDict):
    """What relationships add to the read model of organizations."""

    relationshipsCount: Annotated[int, doc("How many you may see, at either end.", ge=0)]


class RelationshipTypeRow(TypedDict):
    """A word for how organizations stand to each other."""

    id: Id
    key: str
    forwardLabel: Annotated[str, doc("Source *forward label* target: “supplies”.")]
    reverseLabel: Annotated[str, doc("Target *reverse label* source: “is supplied by”.")]
    sourceTypes: Annotated[list[OrganizationKind], doc("Types of organizations that may be the source; empty: every type.")]
    targetTypes: Annotated[list[OrganizationKind], doc("Types of organizations that may be the target; empty: every type.")]
    isSymmetric: bool
    isActive: Annotated[bool, doc("Inactive: stays where it is, can't be newly used.")]


reads_as("relationships", RelationshipRecord)
reads_as("organizations", OfOrganizations)
