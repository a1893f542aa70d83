"""Contacts as consumers send them, on their own and inside an organization."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.actor import Actor
from accounts.capabilities import allows
from api.fields import StrictBool, StrictChar, StrictChoice, StrictEmail, StrictList
from api.suggestions import close_names
from api.text import case_key
from contacts.email_domains import email_domain
from contacts.merging import absorb
from contacts.models import Contact, ContactRole
from contacts.nested import ContactPersonItem, NestedContactItem, NestedContacts
from contacts.reading import CONTACT, primary_contacts
from database.compiled import AccountRows
from organizations.models import Organization
from organizations.reading import attach
from organizations.resources import ORGANIZATIONS
from upserts.draft import Draft
from upserts.items import FieldActions, RecordItem
from upserts.references import Reference
from upserts.registry import register
from upserts.resource import BY_EXTERNAL_ID, BY_ID, Capabilities, Key, Resource
from upserts.world import World

BY_EMAIL = Key("email", ("organization_id", "email_key"), "email")
PRIMARY = Key("primary", ("organization_id",), "isPrimary", flag="is_primary")


class ContactItem(RecordItem):
    """One contact as consumers send it."""

    required_on_create = ("firstName", "email")

    organization = Reference(Organization, default_kind="internal")
    firstName = StrictChar(source="first_name", max_length=100, required=False, allow_null=False)
    lastName = StrictChar(source="last_name", max_length=100, required=False)
    email = StrictEmail(required=False, allow_null=False)
    phoneNumber = StrictChar(source="phone_number", max_length=50, required=False)
    role = StrictChar(max_length=100, required=False)
    type = StrictChoice(Contact.Type.values, required=False, allow_null=True)
    isPrimary = StrictBool(source="is_primary", required=False)
    fieldActions = FieldActions(source="field_actions", required=False, lists={"customFields": ("append", "remove", "replace")})


def derive(draft: Draft, world: World) -> None:
    """The e-mail's key."""
    if draft.values.get("email") is not None:
        draft.values["email_key"] = case_key(draft.values["email"])
        draft.values["email_domain"] = email_domain(draft.values["email_key"])


def understand(draft: Draft, world: World) -> None:
    """A role must be one of the account's, once the account has a list of them."""
    role, roles = draft.values.get("role"), world.words["roles"]
    if role is not None and roles and role not in roles:
        draft.refuse("contact_role_not_found", "role", suggestions=close_names(role, roles))


def may_create(draft: Draft, world: World) -> Iterable[str]:
    """Whoever may edit the organization may add to its contacts."""
    organization = draft.references.get("organization")
    if organization is not None and not allows(organization["mask"], "edit_organization"):
        yield "edit_organization"


def refuse_archived_organization(draft: Draft, world: World) -> None:
    """Nobody is added to an archived organization, and nobody of it changes."""
    organization = draft.references.get("organization")
    if organization is not None and organization["status"] == "archived" and (draft.row is None or draft.changes):
        draft.refuse("organization_archived", "organization", id=organization["id"])


def refuse_inactive_role(draft: Draft, world: World) -> None:
    """An inactive role stays with the contacts that have it, but is not newly given."""
    role = draft.values.get("role")
    if role is not None and world.words["roles"].get(role) is False and (draft.row or {}).get("role") != role:
        draft.refuse("contact_role_not_found", "role", message="This contact role is not active.", suggestions=[])


def roles(actor: Actor) -> dict[str, bool]:
    """The account's contact roles: whether each is active, by key."""
    return dict(_ROLES.of(actor.account_id))


_ROLES = AccountRows(lambda account: ContactRole.objects.visible_to(account).values_list("key", "is_active"))
CONTACTS = register(
    Resource(
        name="contacts",
        record_type="contact",
        model=Contact,
        item=ContactItem,
        keys=(BY_ID, BY_EXTERNAL_ID, BY_EMAIL, PRIMARY),
        capabilities=Capabilities(view="view_organization", edit="edit_organization", rekey="full_organization"),
        read_model=CONTACT,
        orders={"id": "id", "email": "email_key", "updatedAt": "updated_at"},
        immutable=("organization_id",),
        words={"roles": roles},
        derive=derive,
        understand=understand,
        may_create=may_create,
        rules=(refuse_inactive_role,),
        seal=refuse_archived_organization,
        absorb=absorb,
        columns_of={"organization": "organization_id"},
    )
)

ORGANIZATIONS.attach(
    NestedContacts(CONTACTS),
    contacts=StrictList(child=NestedContactItem(), required=False),
    contactPerson=ContactPersonItem(source="contact_person", required=False, allow_null=True),
)
attach("contactPerson", primary_contacts, None)
