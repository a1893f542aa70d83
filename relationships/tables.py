"""The list page of relationships: its columns, filters and what can be done to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.text import clean
from desk import cells
from desk.cells import Part, Text, Words, label_of
from desk.list_filters import PERMISSIONS
from desk.record_list import BulkField, Column, Control, RecordList
from organizations.insp_id import organization_id
from organizations.models import Organization
from organizations.tables import names_of
from relationships.filters import RelationshipFilters
from relationships.models import Relationship, RelationshipType
from relationships.pages import says
from relationships.stubs import ENDS, open_ends
from upserts.members import Row

STATUSES: dict[str, tuple[Text, str]] = {"active": (_("Active"), "tag dot success"), "inactive": (_("Inactive"), "tag dot")}


def words(actor: Actor) -> Words:
    """Relationship types, by what their forward label says. One statement."""
    types = RelationshipType.objects.visible_to(actor).order_by("key").values_list("key", "forward_label", "is_active")
    found = list(types)
    return {
        "types": [(key, label) for key, label, _active in found],
        "keys": [(key, key) for key, _label, _active in found],
        "active": [(key, key) for key, _label, is_active in found if is_active],
    }


def mark_what_is_open(records: Sequence[Row], actor: Actor) -> None:
    """Say of each end whether the actor may open its page: an edge shows ends that are not to be seen. At most one statement."""
    opened = open_ends(records, actor)
    for record in records:
        for end in ENDS:
            if record[end] is not None:
                record[end]["is_open"] = record[end]["id"] in opened


def types(record: Row, words: Words) -> Sequence[Part]:
    """How the source stands to the target, in the account's words: each leads to the relationship."""
    href = cells.page_of("relationships:detail", record["id"])
    return [Part(label_of(words, "types", key), href=href, title=key, is_main=True) for key in record["types"]]


def contacts(record: Row, words: Words) -> Sequence[Part]:
    """How many people the edge lists."""
    return [Part(str(len(record["contacts"])))] if record["contacts"] else []


def reference_to(text: str, actor: Actor) -> dict[str, str]:
    """The one visible organization of this external id, short code or name, as items name it. Raises ValueError with a sentence."""
    text = clean(text)  # TextError is a ValueError with a sentence
    rows: Any = Organization.objects.visible_to(actor).active()
    ways = ({"external_id": text}, {"id": organization_id(text) or 0}, {"name": text})
    for way in ways:
        found = list(rows.filter(**way).order_by("id").values_list("id", flat=True)[:2])
        if len(found) == 1:
            return {"kind": "internal", "value": str(found[0])}
        if found:
            raise ValueError(_now("Several organizations have this name: give the external id."))
    raise ValueError(_now("There is no such organization: give its external id, its short code or its whole name."))


RELATIONSHIP_LIST = RecordList(
    name="relationships",
    title=_("Relationships"),
    search_hint=_("Name or external id of either end"),
    filters=RelationshipFilters,
    says=says,
    words=words,
    complete=mark_what_is_open,
    name_records=names_of,
    sort=(("source", False),),
    columns=(
        Column("source", _("Source"), cells.organization("source"), sort="source__name"),
        Column("types", _("Relationship"), types, css="edge"),
        Column("target", _("Target"), cells.organization("target"), sort="target__name"),
        Column("relationshipStatus", _("Status"), cells.badge("relationshipStatus", STATUSES)),
        Column("leadSupplier", _("Lead supplier"), cells.organization("leadSupplier")),
        Column("contacts", _("Contacts"), contacts, css="number"),
        Column("updatedAt", _("Changed"), cells.instant("updatedAt"), sort="updated_at"),
        Column("updatedBy", _("Changed by"), cells.user("updatedBy"), is_default=False),
        Column("createdAt", _("Created"), cells.instant("createdAt"), is_default=False),
        Column("createdBy", _("Created by"), cells.user("createdBy"), is_default=False),
    ),
    controls=(
        Control("relationshipType", _("Type"), choices="keys", is_first=True),
        Control("relationshipStatus", _("Status"), choices=Relationship.Status.choices, is_first=True),
        Control("hasContacts", _("Contacts"), choices=(("true", _("Lists some")), ("false", _("Lists none")))),
        Control("endStatus", _("Ends"), choices=(("archived", _("An archived one")),)),
        Control("updatedSince", _("Changed since"), "day"),
        Control("permission", _("My permission"), choices=PERMISSIONS),
        Control("organizationId", _("With"), "record"),
        Control("sourceId", _("From"), "record"),
        Control("targetId", _("To"), "record"),
        Control("leadSupplierId", _("Lead supplier"), "record"),
    ),
    bulk_fields=(
        BulkField("relationshipStatus", _("Status"), choices=Relationship.Status.choices, can_clear=False),
        BulkField("types", _("Types"), choices="active", is_list=True, can_clear=False),
        BulkField("leadSupplier", _("Lead supplier"), "text", read=reference_to),
    ),
    actions=("edit", "remove"),
)
