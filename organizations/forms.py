"""How the form of an organization looks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Company
from api.form_fields import Option, whole
from customfields.models import CustomFieldTemplate
from desk.forms import RecordForm, Section, Words, form_of
from organizations.models import Category


def companies(actor: Actor) -> Sequence[Option]:
    """The account's legal entities, by number."""
    rows = Company.objects.visible_to(actor).order_by("number").values_list("number", "name")
    return [Option(str(number), f"{number} {name}") for number, name in rows]


def categories(actor: Actor) -> Sequence[Option]:
    """The account's headings, by name."""
    rows = Category.objects.visible_to(actor).order_by("name").values_list("id", "name", "is_active")
    return [Option(str(identity), name, is_active) for identity, name, is_active in rows]


def templates(actor: Actor) -> Sequence[Option]:
    """The templates of custom fields that organizations can have, in the account's order."""
    rows = CustomFieldTemplate.objects.visible_to(actor).of("organization").in_order().values_list("id", "name")
    return [Option(str(identity), name) for identity, name in rows]


@form_of("organizations")
class OrganizationForm(RecordForm):
    """An organization. Its contact person is attached by contacts."""

    sections = (
        Section(_("Organization"), ("type", "name", "externalId", "company", "category", "template")),
        Section(_("Address"), ("addressLine1", "addressLine2", "zipPostalCode", "city", "stateProvince", "country")),
        Section(_("Reach"), ("website", "phone", "mobile", "fax")),
        Section(_("Descriptions"), ("generalDescription", "supplementaryDescription", "additionalDescription")),
        Section(_("Agreements"), ("ndaSigned", "ndaSignedDate", "msaSigned", "msaSignedDate")),
        Section(_("Position"), ("latitude", "longitude")),
    )
    labels = {
        "externalId": _("External id"),
        "template": _("Template of custom fields"),
        "addressLine1": _("Address line 1"),
        "addressLine2": _("Address line 2"),
        "stateProvince": _("State or province"),
        "zipPostalCode": _("Postal code"),
        "ndaSigned": _("NDA signed"),
        "ndaSignedDate": _("NDA signed on"),
        "msaSigned": _("MSA signed"),
        "msaSignedDate": _("MSA signed on"),
    }
    help_texts = {
        "externalId": _("Your own key for this record, unique in the account; capital letters count."),
        "country": "",
        "website": _("Starts with http:// or https://."),
        "template": _("Adds the fields of the template below."),
        "latitude": _("Degrees (WGS 84), north positive."),
        "longitude": _("Degrees (WGS 84), east positive."),
    }
    words = {
        "company": Words(companies, wire=whole),
        "category": Words(categories, wire=whole),
        "template": Words(templates, wire=lambda key: {"id": whole(key)}),
    }
    left_out = {
        "status": "archived and restored by actions of their own, which ask once",
        "contacts": "each contact has a form of its own",
    }
