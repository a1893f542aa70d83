"""Settings: the account's words for how organizations stand to each other."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.setting_fields import key_field
from accounts.settings_form import SettingForm
from accounts.settings_section import ReferenceSection
from accounts.settings_table import ActiveColumn, UseColumn, YesColumn, name_column
from accounts.tables import badge
from api.form_fields import Option, PickManyField, TextField, TickField
from organizations.models import OrganizationType
from relationships.types import RELATIONSHIP_TYPES

_TYPES = [Option(str(value), label) for value, label in OrganizationType.choices]


class EndsColumn(Column):
    """Which organizations may stand there; none said: any."""

    empty_values: ClassVar[tuple[Any, ...]] = (None, "", [])

    def render(self, value: list[str]) -> SafeString:
        badges = format_html_join(" ", "{}", ((badge("type_badge", type=letter, short="yes"),) for letter in value))
        return format_html("<span>{}</span>", badges)


class RelationshipTypeTable(Table):
    """The types, and between which organizations they stand."""

    key = name_column("relationships:type_edit", verbose_name=_("Key"))
    forward_label = Column(verbose_name=_("Source … target"))
    reverse_label = Column(verbose_name=_("Target … source"))
    source_types = EndsColumn(verbose_name=_("Sources"), orderable=False, default=_("any"))
    target_types = EndsColumn(verbose_name=_("Targets"), orderable=False, default=_("any"))
    is_symmetric = YesColumn(_("both ways"), verbose_name=_("Direction"))
    is_active = ActiveColumn()
    in_use = UseColumn()


class RelationshipTypeForm(SettingForm):
    """Read: source *forward label* target."""

    needed = ("key", "forwardLabel", "reverseLabel")
    key = key_field(255)
    forwardLabel = TextField(255, label=_("Label from the source"), help_text=_("As in: source “supplies” target."))
    reverseLabel = TextField(255, label=_("Label from the target"), help_text=_("As in: target “is supplied by” source."))
    isSymmetric = TickField(label=_("Both ways"), help_text=_("It means the same from both ends, as “partner of”."))
    sourceTypes = PickManyField(_TYPES, label=_("Sources"), help_text=_("None ticked: any."))
    targetTypes = PickManyField(_TYPES, label=_("Targets"), help_text=_("None ticked: any."))
    fixed = ("key",)
    layout = (
        ("", ("key", "forwardLabel", "reverseLabel", "isSymmetric")),
        (_("Which organizations may stand where"), ("sourceTypes", "targetTypes")),
    )


class RelationshipTypeSection(ReferenceSection):
    """Relationships name one by its key, so the key stays."""

    name, path, place = "relationships:type", "relationship-types", 30
    icon, title, noun = "waypoints", _("Relationship types"), _("relationship type")
    text = _("Your words for how organizations stand to each other.")
    search = ("key", "forward_label", "reverse_label")
    kind, table, form, ordering = RELATIONSHIP_TYPES, RelationshipTypeTable, RelationshipTypeForm, ("key",)


RELATIONSHIP_TYPE_SECTION = RelationshipTypeSection()
