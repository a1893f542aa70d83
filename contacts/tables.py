"""The list page of contacts: its columns, filters and what can be done to many at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.filters import TextFilter
from contacts.filters import ContactFilters
from contacts.models import Contact, ContactRole
from contacts.reading import full_name
from desk import cells
from desk.cells import Part, Text, Words
from desk.list_filters import PERMISSIONS
from desk.record_list import BulkField, Column, Control, RecordList
from organizations.tables import names_of
from upserts.members import Row

TYPES: dict[str | None, tuple[Text, str]] = {value: (label, "tag") for value, label in Contact.Type.choices}


class ContactListFilters(ContactFilters):
    """As the API, and by job title."""

    role = TextFilter(field_name="role")


def words(actor: Actor) -> Words:
    """Job titles. One statement."""
    roles = ContactRole.objects.visible_to(actor).order_by("label")
    return {"roles": [(key, label) for key, label in roles.values_list("key", "label")]}


def mark_what_is_open(records: Sequence[Row], actor: Actor) -> None:
    """Say of each organization whether the actor may open its page: it sees the organizations of all contacts that it sees."""
    for record in records:
        record["organization"]["is_open"] = actor.may("ORGANIZATION", "READ")


def says(record: Row) -> str:
    """A contact by both names."""
    return full_name(record["firstName"], record["lastName"])


def name(record: Row, words: Words) -> Sequence[Part]:
    """Both names, and whether this is the organization's contact person."""
    primary = [Part(_("Primary"), tone="tag success")] if record["isPrimary"] else []
    return [Part(says(record), href=cells.page_of("contacts:detail", record["id"]), is_main=True), *primary]


def type_badge(record: Row, words: Words) -> Sequence[Part]:
    """What the person is there for."""
    label, tone = TYPES.get(record["type"], ("", ""))
    return [Part(label, tone=tone)] if label else []


CONTACT_LIST = RecordList(
    name="contacts",
    title=_("Contacts"),
    search_hint=_("Name, e-mail or external id"),
    filters=ContactListFilters,
    says=says,
    sort=(("lastName", False),),
    words=words,
    name_records=names_of,
    complete=mark_what_is_open,
    columns=(
        Column("lastName", _("Name"), name, sort="last_name"),
        Column("email", _("E-mail"), cells.mail("email"), sort="email_key"),
        Column("organization", _("Organization"), cells.organization("organization"), sort="organization__name"),
        Column("role", _("Role"), cells.said("role", "roles")),
        Column("type", _("Type"), type_badge),
        Column("phoneNumber", _("Phone"), cells.plain("phoneNumber")),
        Column("updatedAt", _("Changed"), cells.instant("updatedAt"), sort="updated_at"),
        Column("externalId", _("External id"), cells.plain("externalId"), is_default=False),
        Column("updatedBy", _("Changed by"), cells.user("updatedBy"), is_default=False),
        Column("createdAt", _("Created"), cells.instant("createdAt"), is_default=False),
        Column("createdBy", _("Created by"), cells.user("createdBy"), is_default=False),
    ),
    controls=(
        Control("type", _("Type"), choices=Contact.Type.choices, is_first=True),
        Control("role", _("Role"), choices="roles", is_first=True),
        Control("externalId", _("External id"), "text"),
        Control("updatedSince", _("Changed since"), "day"),
        Control("permission", _("My permission"), choices=PERMISSIONS),
        Control("organizationId", _("Organization"), "record"),
    ),
    bulk_fields=(
        BulkField("role", _("Role"), choices="roles"),
        BulkField("type", _("Type"), choices=Contact.Type.choices),
    ),
    actions=("edit", "remove"),
)
