"""Custom fields and their templates in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.forms import Field
from django.http import HttpRequest

from backoffice.reference import OfReference, ReferenceAdmin, ReferenceInline
from backoffice.scope import Scope
from backoffice.theme import TextArea, admin
from customfields.fields import CUSTOM_FIELDS
from customfields.models import CustomField, CustomFieldTemplate
from customfields.option_lines import OptionsField
from customfields.templates import TEMPLATES

ORGANIZATION_TYPES = [("F", "Factory"), ("S", "Supplier"), ("R", "Retailer"), ("B", "Brand"), ("I", "Inspection agency")]
OPTIONS_HELP = "For choice and multiChoice: one option a line, “key | Label”."


class OfCustomFields(OfReference):
    """What the admin of fields and the fields of a template have in common."""

    kind = CUSTOM_FIELDS
    checkboxes: ClassVar[Any] = {"applies_to": ORGANIZATION_TYPES}
    rows_of_options = 8

    def wire_value(self, column: str, value: Any) -> Any:
        """A template by its id; nothing for what was left empty."""
        if column == "template":
            return None if value is None else {"id": value.pk}
        return None if column == "identifier_scope" and not value else value

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Field | None:
        if db_field.name == "choices":
            area = TextArea(attrs={"rows": self.rows_of_options})
            return OptionsField(label="Options", required=False, help_text=OPTIONS_HELP, widget=area)
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(CustomField)
class CustomFieldAdmin(OfCustomFields, ReferenceAdmin):
    """Record type and key stay once the field exists."""

    place = 10
    icon = "list_alt"
    history_type = "custom_field"
    list_display = ("label", "key", "record_type", "data_type", "template", "required", "is_identifier", "order", "is_active")
    list_editable = ("order", "is_active")
    list_filter = ("record_type", "data_type", "is_active", "required", "is_identifier", "template")
    list_select_related = ("template",)
    search_fields = ("key", "label")
    autocomplete_fields = ("template",)
    ordering = ("record_type", "order", "pk")
    fieldsets = (
        (None, {"fields": ("record_type", "key", "label", "data_type", "template")}),
        ("Values", {"fields": ("required", "max_length", "choices", "applies_to")}),
        ("Identifier", {"fields": ("is_identifier", "identifier_scope")}),
        ("In lists", {"fields": ("order", "is_active")}),
    )


class TemplateFields(OfCustomFields, ReferenceInline):
    """The fields of a template, on its page."""

    model = CustomField
    rows_of_options = 2
    fields = ("label", "key", "data_type", "choices", "max_length", "required", "order", "is_active")
    ordering = ("order", "pk")
    extra = 3
    verbose_name_plural = "fields"

    def belonging(self, parent: CustomFieldTemplate) -> dict[str, Any]:
        return {"recordType": parent.record_type, "template": {"id": parent.pk}}


@admin.register(CustomFieldTemplate)
class CustomFieldTemplateAdmin(ReferenceAdmin):
    """A template with its fields."""

    kind = TEMPLATES
    place = 20
    icon = "view_list"
    history_type = "custom_field_template"
    fields = ("record_type", "name", "order")
    list_display = ("name", "record_type", "field_count", "order")
    list_filter = ("record_type",)
    search_fields = ("name",)
    ordering = ("record_type", "order", "pk")
    inlines = (TemplateFields,)
    actions = ["export_as_csv", "delete_selected"]
    removal_note = "A template that has fields or is attached to organizations stays."

    def visible(self, scope: Scope) -> QuerySet[Any]:
        return super().visible(scope).annotate(count_of_fields=Count("fields"))

    @admin.display(description="fields", ordering="count_of_fields")
    def field_count(self, template: Any) -> int:
        return int(template.count_of_fields)
