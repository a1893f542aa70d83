"""Settings: templates, which are named, ordered sets of custom fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.actor import Actor
from accounts.pages import go
from accounts.reference_data import change_row
from accounts.reference_use import with_use
from accounts.refusals import REFUSALS, in_words
from accounts.settings_form import SettingForm
from accounts.settings_pages import RowPage
from accounts.settings_section import ReferenceSection
from accounts.settings_table import UseColumn, name_column
from accounts.writing_view import path_id
from api.form_fields import Option, PickField, TextField, WholeField
from customfields.field_settings import FIELD_SECTION, RECORDS, TYPES, chosen_type, type_tabs
from customfields.fields import CUSTOM_FIELDS
from customfields.models import CustomField, CustomFieldTemplate
from customfields.templates import TEMPLATES
from database.transactions import account_transaction


class TemplateTable(Table):
    """The templates of one record type, and how many fields each has."""

    name = name_column("customfields:template_edit", verbose_name=_("Name"))
    fields = Column(accessor="field_count", verbose_name=_("Fields"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    order = Column(verbose_name=_("Order"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    in_use = UseColumn()


class TemplateForm(SettingForm):
    """A template by name; its fields have a form each."""

    needed = ("name",)
    recordType = PickField([Option(str(value), label) for value, label in RECORDS.items()], has_blank=False, label=_("Fields of"))
    name = TextField(255, label=_("Name"))
    order = WholeField(label=_("Order"), initial="0", help_text=_("Lowest first."))
    fixed = ("recordType",)


class TemplateSection(ReferenceSection):
    """A template with its fields. Its record type is that of its fields and stays."""

    name, path, place = "customfields:template", "custom-field-templates", 20
    icon, title, noun = "columns-3", _("Field templates"), _("template")
    text = _("Sets of custom fields that belong together.")
    removal = _("A template that has fields or is attached to organizations stays.")
    search = ("name",)
    kind, table, form, ordering = TEMPLATES, TemplateTable, TemplateForm, ("order", "pk")

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        mine = self.kind.visible(actor).filter(record_type=chosen_type(query))
        return with_use(mine.annotate(field_count=Count("fields"))).order_by(*self.ordering)

    def tabs(self, actor: Actor, query: QueryDict) -> Sequence[Mapping[str, Any]]:
        return type_tabs(self.url("list"), query)

    def given(self, query: QueryDict) -> Mapping[str, Any]:
        return {"recordType": chosen_type(query)}

    def extra(self, actor: Actor, row: CustomFieldTemplate) -> Mapping[str, Any]:
        fields = [
            {"row": field, "url": FIELD_SECTION.url("edit", field), "type": TYPES[field.data_type]} for field in fields_of(actor, row)
        ]
        return {
            "fields_of_template": fields,
            "add_url": f"{FIELD_SECTION.url('create')}?recordType={row.record_type}&template={row.pk}",
            "order_url": self.url("order", row),
        }

    def after(self, row: CustomFieldTemplate) -> str:
        return self.url("edit", row)


def fields_of(actor: Actor, template: CustomFieldTemplate) -> list[CustomField]:
    """The fields of a template, in order."""
    return list(CustomField.objects.visible_to(actor).filter(template=template).in_order())


def move(actor: Actor, template: CustomFieldTemplate, field_id: int, step: int) -> None:
    """Put a field one place up (-1) or down (1) among those of its template; a field that is none of them changes nothing.

    Raises what services refuse with.
    """
    with account_transaction(actor.account_id):
        fields = fields_of(actor, template)
        at = next((place for place, field in enumerate(fields) if field.pk == field_id), None)
        if at is None or not 0 <= at + step < len(fields):
            return
        fields[at], fields[at + step] = fields[at + step], fields[at]
        for place, field in enumerate(fields, start=1):
            change_row(CUSTOM_FIELDS, actor=actor, address=field.pk, said={"order": place})


class OrderPage(RowPage):
    """POST: `up` or `down` with the id of a field."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step = -1 if "up" in request.POST else 1
        try:
            move(self.actor, self.row, path_id(request.POST.get("up") or request.POST.get("down") or ""), step)
        except REFUSALS as error:
            messages.error(request, in_words(error))
        return go(request, self.section.url("edit", self.row))


TEMPLATE_SECTION = TemplateSection()
