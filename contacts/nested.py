"""The contacts that an organization's item carries: `contacts`, matched by e-mail, and `contactPerson`, its primary one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.errors import Path, item_error
from api.fields import ItemSerializer, StrictBool, StrictChar, StrictChoice, StrictEmail, StrictObject
from api.text import case_key
from contacts.models import Contact
from contacts.people import MAX_HALF, split_name
from contacts.reading import contact_person, full_name
from upserts.actions import action_of
from upserts.draft import Draft
from upserts.loading import fetch
from upserts.resource import Resource, Row
from upserts.world import World

PERSON = "contactPerson"


class NestedContactItem(ItemSerializer):
    """One contact of the organization, found by its e-mail."""

    email = StrictEmail()
    firstName = StrictChar(source="first_name", max_length=100, required=False, allow_null=False)
    lastName = StrictChar(source="last_name", max_length=100, required=False)
    phoneNumber = StrictChar(source="phone_number", max_length=50, required=False)
    role = StrictChar(max_length=100, required=False)
    type = StrictChoice(Contact.Type.values, required=False, allow_null=True)
    isPrimary = StrictBool(source="is_primary", required=False)
    customFields = StrictObject(source="custom_fields", required=False)


class ContactPersonItem(ItemSerializer):
    """The organization's primary contact: name and e-mail come together."""

    name = StrictChar(max_length=201)
    email = StrictEmail()
    type = StrictChoice(Contact.Type.values, required=False, allow_null=True)


class NestedContacts:
    """How contacts take part in an upsert of organizations."""

    wire = "contacts"

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    def wanted_by(self, parent: Draft) -> bool:
        return "contacts" in parent.values or "contact_person" in parent.values

    def load(self, parents: Sequence[Draft], world: World) -> None:
        """The present contact persons of the stored parents."""
        fetch({"primary": {(parent.row["id"],) for parent in parents if parent.row is not None}}, world)

    def children(self, parent: Draft, world: World) -> list[Draft]:
        """A draft for each contact of the item; the contact person joins the one with its e-mail, if the item lists it."""
        removes = action_of(parent, parent.world, "contacts") == "remove"
        children = []
        for position, values in enumerate(parent.values.get("contacts", ())):
            # Of somebody who goes, only the e-mail matters.
            child = self._child(parent, ("contacts", position), {"email": values["email"]} if removes else values, world)
            child.removes = removes
            children.append(child)
        if "contact_person" in parent.values:
            self._add_person(parent, children, world)
        return children

    def summary(self, parent: Draft, children: Sequence[Draft], world: World) -> None:
        """The contact person is part of the organization's read model: its change is a change of the organization."""
        before = _stored_person(parent, world)
        after = next((contact_person(_after(child)) for child in children if child.after("is_primary") and not child.removes), before)
        if before is not None and after == before:
            after = None if any(_loses(child) for child in children) else before
        if before != after:
            parent.changes[PERSON] = [before, after]

    def _child(self, parent: Draft, path: Path, values: dict[str, Any], world: World) -> Draft:
        organization_id = parent.id if parent.row is None else parent.row["id"]
        child = Draft(parent.index, {**values, "organization_id": organization_id}, (*parent.path, *path))
        child.world = world
        mask = parent.row["mask"] if parent.row is not None else world.actor.mask_for_own(world.resource.permission)
        child.references["organization"] = {"id": organization_id, "mask": mask, "status": parent.after("status") or "active"}
        return child

    def _add_person(self, parent: Draft, children: list[Draft], world: World) -> None:
        """What `contactPerson` says joins the child with the same e-mail. null: the present one stays, without the flag."""
        person, stored = parent.values["contact_person"], _primary(parent, world)
        if person is None and stored is None:
            return
        email = stored["email"] if person is None and stored is not None else person["email"]
        same = next((child for child in children if not child.removes and case_key(child.values["email"]) == case_key(email)), None)
        if same is None:
            same = self._child(parent, (PERSON,), {"email": email}, world)
            children.append(same)
        same.values |= {"is_primary": False} if person is None else _as_contact(person, stored)
        if person is not None and split_name(person["name"]) is None:
            message = "No split of the name fits 100 characters a half."
            same.errors.append(item_error("too_long", (*parent.path, PERSON, "name"), message, max=MAX_HALF))


def _as_contact(person: dict[str, Any], stored: Row | None) -> dict[str, Any]:
    """The values of a contact that a contact person stands for. A name that fits no split is refused beside this.

    A name that repeats the present one says nothing new of its halves: Ann “van Dyck”, read and sent back, must not become “Ann van” Dyck.
    """
    said = {member: person[member] for member in ("email", "type") if member in person} | {"is_primary": True}
    first_name, last_name = split_name(person["name"]) or (person["name"], None)
    if stored is not None and _repeats(person, stored):
        first_name, last_name = stored["first_name"], stored["last_name"]
    return said | {"first_name": first_name, "last_name": last_name}


def _repeats(person: dict[str, Any], stored: Row) -> bool:
    """Is this the present contact person under its present name?"""
    same_name = person["name"] == full_name(stored["first_name"], stored["last_name"])
    return same_name and case_key(person["email"]) == case_key(stored["email"])


def _primary(parent: Draft, world: World) -> Row | None:
    return world.held["primary"].get((parent.row["id"],)) if parent.row is not None else None


def _stored_person(parent: Draft, world: World) -> dict[str, Any] | None:
    row = _primary(parent, world)
    return contact_person(row) if row is not None else None


def _loses(child: Draft) -> bool:
    """Was this the contact person, and will be no more?"""
    return child.row is not None and child.row["is_primary"] and (child.removes or not child.after("is_primary"))


def _after(child: Draft) -> dict[str, Any]:
    return {column: child.after(column) for column in ("first_name", "last_name", "email", "type")}
