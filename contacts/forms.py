"""How the form of a contact looks, and the contact person in the form of an organization."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.form_fields import Option
from contacts.models import Contact, ContactRole
from desk.forms import RecordForm, Section, Words, form_of
from organizations.forms import OrganizationForm


def roles(actor: Actor) -> Sequence[Option]:
    """The account's job titles, by label. None: a contact's role is free text."""
    rows = ContactRole.objects.visible_to(actor).order_by("label").values_list("key", "label", "is_active")
    return [Option(key, label, is_active) for key, label, is_active in rows]


def types(actor: Actor) -> Sequence[Option]:
    """What a contact person is there for: the same in every account."""
    return [Option(key, str(label)) for key, label in Contact.Type.choices]


@form_of("contacts")
class ContactForm(RecordForm):
    """A person at one organization."""

    sections = (
        Section(_("Contact"), ("organization", "firstName", "lastName", "email", "phoneNumber")),
        Section(_("Work"), ("role", "type", "isPrimary", "externalId")),
    )
    labels = {"email": _("E-mail"), "isPrimary": _("Contact person of the organization"), "externalId": _("External id")}
    help_texts = {"externalId": _("Your own key for this record, unique in the account; capital letters count."), "role": ""}
    words = {"role": Words(roles)}


OrganizationForm.attach(
    Section(_("Contact person"), ("contactPerson",)),
    words={"contactPerson.type": Words(types)},
    labels={
        "contactPerson.name": _("Name of the contact person"),
        "contactPerson.email": _("E-mail of the contact person"),
        "contactPerson.type": _("Type of the contact person"),
    },
)
