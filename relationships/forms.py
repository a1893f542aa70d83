"""How the form of a relationship looks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.form_fields import LinesField, Option
from relationships.models import RelationshipType
from upserts.forms import RecordForm, Section, Words, form_of


def types(actor: Actor) -> Sequence[Option]:
    """The account's words for how organizations stand to each other, read from the source."""
    rows = RelationshipType.objects.visible_to(actor).order_by("key").values_list("key", "forward_label", "is_active")
    return [Option(key, f"{label} ({key})", is_active) for key, label, is_active in rows]


def listed_contacts() -> LinesField:
    """E-mails of people of source or target, one a line."""
    field = LinesField(member="email")
    field.widget.attrs["data-picker"] = "contacts"
    return field


@form_of("relationships")
class RelationshipForm(RecordForm):
    """A directed edge between two organizations."""

    sections = (
        Section(_("Organizations"), ("source", "target", "leadSupplier")),
        Section(_("Relationship"), ("types", "relationshipStatus", "contacts")),
    )
    labels = {"relationshipStatus": _("Status"), "types": _("Types")}
    help_texts = {"contacts": _("E-mail addresses of contacts of the source or the target, one a line.")}
    words = {"types": Words(types)}
    own_fields = {"contacts": listed_contacts}
