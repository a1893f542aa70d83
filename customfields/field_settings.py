"""Settings: the fields that an account adds to its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.actor import Actor
from accounts.settings_form import SettingForm
from accounts.settings_section import ReferenceSection
from accounts.settings_table import ActiveColumn, CodeColumn, YesColumn, name_column
from api.form_fields import ItemField, Option, PickField, PickManyField, TextField, TickField, WholeField, whole
from customfields.fields import CUSTOM_FIELDS
from customfields.forms import ORGANIZATION_TYPES
from customfields.items import KEY_FORM
from customfields.kinds import KINDS, MAX_TEXT, MAX_TEXT_IN_TEMPLATE
from customfields.models import CustomField, CustomFieldTemplate, RecordType
from customfields.option_lines import as_lines, from_lines

TYPES = {
    "text": _("Text"),
    "number": _("Number"),
    "money": _("Amount of money"),
    "date": _("Day"),
    "boolean": _("Yes or no"),
    "choice": _("One of some options"),
    "multiChoice": _("Several options"),
    "url": _("Web address"),
    "email": _("E-mail address"),
}
OF_TYPES = [Option(letter, word) for letter, word in ORGANIZATION_TYPES.items()]
RECORDS = {
    RecordType.ORGANIZATION: _("Organizations"),
    RecordType.RELATIONSHIP: _("Relationships"),
    RecordType.CONTACT: _("Contacts"),
    RecordType.PRODUCT: _("Products"),
}


def chosen_type(query: QueryDict) -> str:
    """The record type that a list or a new row is about; organizations unless the address says another one."""
    asked = query.get("recordType", "")
    return asked if asked in RecordType.values else RecordType.ORGANIZATION


def type_tabs(url: str, query: QueryDict) -> list[Mapping[str, Any]]:
    """One tab a record type."""
    chosen = chosen_type(query)
    return [{"label": label, "url": f"{url}?recordType={value}", "current": value == chosen} for value, label in RECORDS.items()]


class OptionsField(ItemField):
    """Options, one a line, `key | Label`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": "6", "spellcheck": "false"}), **options)

    def to_wire(self, raw: Any) -> Any:
        return from_lines("" if raw is None else str(raw))

    def shown(self, stored: Any) -> Any:
        return as_lines(stored or [])


def _of_template(key: str) -> Any:
    return {"id": number} if isinstance(number := whole(key), int) else key


class FieldTable(Table):
    """The fields of one record type."""

    label = name_column("customfields:field_edit", verbose_name=_("Label"))
    key = CodeColumn(verbose_name=_("Key"))
    data_type = Column(verbose_name=_("Type"))
    template = Column(verbose_name=_("Template"), order_by=("template__name",))
    required = YesColumn(_("yes"), verbose_name=_("Required"))
    is_identifier = YesColumn(_("yes"), verbose_name=_("Identifier"))
    order = Column(verbose_name=_("Order"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    is_active = ActiveColumn()

    def render_data_type(self, value: str) -> Any:
        return TYPES[value]


class FieldForm(SettingForm):
    """Record type and key stay once the field exists. What a type can't have is shown only where it can (static/css/settings.css)."""

    needed = ("label", "key", "dataType")
    recordType = PickField([Option(str(value), label) for value, label in RECORDS.items()], has_blank=False, label=_("Added to"))
    label = TextField(255, label=_("Label"), help_text=_("What people read."))
    key = TextField(64, label=_("Key"), help_text=f"{_('How programs name it. It stays once it is given.')} {KEY_FORM}")
    dataType = PickField([Option(name, TYPES[name]) for name in KINDS], has_blank=False, label=_("Type"))
    choices = OptionsField(label=_("Options"), help_text=_("One a line: key | Label. A line without a bar is both."))
    maxLength = WholeField(
        label=_("Maximum length"),
        help_text=_("Characters, 1 to %(most)d. Empty: %(most)d, or %(short)d for a text in a template.")
        % {"most": MAX_TEXT, "short": MAX_TEXT_IN_TEMPLATE},
    )
    required = TickField(label=_("Required"), help_text=_("Can’t be left out when a record is created, and can’t be cleared."))
    appliesTo = PickManyField(OF_TYPES, label=_("For organizations of type"), help_text=_("None ticked: every type."))
    isIdentifier = TickField(label=_("Identifier"), help_text=_("Its value names one record: calls and imports can find the record by it."))
    identifierScope = PickField(
        [Option("account", _("In the whole account")), Option("user", _("Among the values of each user"))],
        label=_("Scope"),
        help_text=_("Where no two records have the same value."),
    )
    order = WholeField(label=_("Order"), initial="0", help_text=_("Lowest first."))
    fixed = ("recordType", "key")
    layout = (
        ("", ("recordType", "label", "key", "template", "order")),
        (_("Values"), ("dataType", "choices", "maxLength", "required", "appliesTo")),
        (_("Identifier"), ("isIdentifier", "identifierScope")),
    )

    def prepare(self) -> None:
        templates = CustomFieldTemplate.objects.visible_to(self.actor).in_order()
        of_type = (self.row or self.given).get("recordType")
        options = [
            Option(str(one.pk), f"{one.name} ({RECORDS[RecordType(one.record_type)]})") for one in templates if self._fits(one, of_type)
        ]
        chosen = str(((self.row or {}).get("template") or {}).get("id", ""))
        field = PickField(options, chosen=chosen, wire=_of_template, label=_("Template"))
        field.help_text = _("On organizations, the field can be written only while its template is attached.")
        self.fields["template"] = field

    def _fits(self, template: CustomFieldTemplate, of_type: Any) -> bool:
        """A new field may still change its record type, so every template is offered."""
        return self.row is None or template.record_type == of_type


class FieldSection(ReferenceSection):
    """Custom fields, those of one record type at a time."""

    name, path, place = "customfields:field", "custom-fields", 10
    icon, title, noun = "sliders-horizontal", _("Custom fields"), _("custom field")
    text = _("What you add to organizations, relationships, contacts and products.")
    removal = _("A field that holds values anywhere is deactivated instead: its values stay readable.")
    search = ("key", "label")
    kind, table, form, ordering = CUSTOM_FIELDS, FieldTable, FieldForm, ("order", "pk")

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return self.kind.visible(actor).filter(record_type=chosen_type(query)).order_by(*self.ordering)

    def tabs(self, actor: Actor, query: QueryDict) -> Sequence[Mapping[str, Any]]:
        return type_tabs(self.url("list"), query)

    def given(self, query: QueryDict) -> Mapping[str, Any]:
        """The record type of the list, and the template that the field was to be added to."""
        template = query.get("template", "")
        return {"recordType": chosen_type(query)} | ({"template": template} if template.isdecimal() and template.isascii() else {})

    def after(self, row: CustomField) -> str:
        return f"{self.url('list')}?recordType={row.record_type}"


FIELD_SECTION = FieldSection()
