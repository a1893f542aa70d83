"""What answers show of organizations, for the description of the API. organizations/reading.py makes them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, TypedDict

from api.schema_shapes import Id, Named, among, doc
from customfields.kinds import KINDS
from organizations.models import Organization, OrganizationType
from upserts.read_models import CustomFields, ExternalId, Permissions, Signed
from upserts.schema_records import illustrate, reads_as

OrganizationKind = Annotated[str, among(OrganizationType.values, "F factory, S supplier, R retailer, B brand, I inspection agency.")]
InspId = Annotated[str | None, doc("A short code for page addresses, made from the id. Null: the id is too large for ten characters.")]
DataType = Annotated[str, among(KINDS, "What the field holds.")]


class OrganizationStub(TypedDict):
    """How other records name an organization."""

    id: Id
    externalId: ExternalId
    type: OrganizationKind
    name: str
    inspId: InspId


class TemplateFieldValue(TypedDict):
    """One field of a template with the record's value."""

    id: Id
    key: str
    name: str
    dataType: DataType
    value: Annotated[Any, doc("Typed as in `customFields`; null: none.")]


class AttachedTemplate(TypedDict):
    """The template of a record, its fields in order."""

    id: Id
    name: str
    fields: list[TemplateFieldValue]


class OrganizationRecord(Signed):
    """A party in the supply chain."""

    id: Id
    externalId: ExternalId
    inspId: InspId
    type: OrganizationKind
    name: str
    status: Annotated[str, among(Organization.Status.values, "Archived ones can be restored.")]
    company: Annotated[int | None, doc("The number of the legal entity it belongs to.")]
    category: Named | None
    addressLine1: str | None
    addressLine2: str | None
    city: str | None
    stateProvince: str | None
    zipPostalCode: str | None
    country: Annotated[str, doc("ISO 3166-1 alpha-2.", pattern="^[A-Z]{2}$")] | None
    phone: str | None
    mobile: str | None
    fax: str | None
    website: Annotated[str | None, doc("http or https.")]
    generalDescription: str | None
    supplementaryDescription: str | None
    additionalDescription: str | None
    ndaSigned: bool
    ndaSignedDate: datetime.date | None
    msaSigned: bool
    msaSignedDate: datetime.date | None
    latitude: Annotated[float | None, doc("Degrees, WGS 84, north positive; six decimal places.")]
    longitude: Annotated[float | None, doc("Degrees, WGS 84, east positive; six decimal places.")]
    template: AttachedTemplate | None
    customFields: CustomFields
    permissions: Permissions
    mergedInto: Annotated[Id | None, doc("The record that this one was merged into.")]


class CategoryRow(TypedDict):
    """A heading that the account sorts its organizations under."""

    id: Id
    name: str
    isActive: Annotated[bool, doc("Inactive: stays where it is, can't be newly chosen.")]


class CountryRow(TypedDict):
    """A country of ISO 3166-1."""

    alpha2: str
    numeric: Annotated[str, doc("Three digits.")]
    name: str


reads_as("organizations", OrganizationRecord)
illustrate("organizations", {"externalId": "ID-900", "type": "S", "name": "Gamma Mill", "country": "DE", "clientRef": "row-1"})
