"""What answers show of contacts, for the description of the API. contacts/reading.py makes them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from api.schema_shapes import Id, among, doc
from contacts.models import Contact
from organizations.read_models import OrganizationStub
from upserts.read_models import CustomFields, ExternalId, Permissions, Signed
from upserts.schema_records import illustrate, reads_as

ContactKind = Annotated[str, among(Contact.Type.values, "What the person is there for.")]


class ContactRecord(Signed):
    """A person at one organization."""

    id: Id
    externalId: ExternalId
    organization: OrganizationStub
    firstName: str
    lastName: str | None
    email: Annotated[str, doc("Unique inside the organization, whatever its case.")]
    phoneNumber: str | None
    role: Annotated[str | None, doc("The key of a contact role, or free text where the account defines none.")]
    type: ContactKind | None
    isPrimary: Annotated[bool, doc("The organization's contact person; at most one.")]
    customFields: CustomFields
    permissions: Permissions


class ContactPerson(TypedDict):
    """The primary contact of an organization."""

    name: str
    email: str
    type: ContactKind | None


class OfOrganizations(TypedDict):
    """What contacts add to the read model of organizations."""

    contactPerson: ContactPerson | None


class ContactRoleRow(TypedDict):
    """A job title."""

    id: Id
    key: str
    label: str
    isActive: Annotated[bool, doc("Inactive: stays where it is, can't be newly given.")]


reads_as("contacts", ContactRecord)
illustrate("contacts", {"organization": {"kind": "external", "value": "ID-123"}, "firstName": "Ann", "email": "ann@example.com"})
reads_as("organizations", OfOrganizations)
