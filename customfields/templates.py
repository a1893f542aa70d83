"""Templates of custom fields as rows of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from accounts.actor import Actor
from accounts.reference_data import ReferenceData, Row
from customfields.items import TemplateBody, TemplateItem
from customfields.models import CustomField, CustomFieldTemplate
from customfields.reading import represent_custom_field, represent_custom_field_template


class Templates(ReferenceData):
    """Fields and organizations name one by its id, so its name may change; its record type is that of its fields and stays."""

    model = CustomFieldTemplate
    item = TemplateItem
    body = TemplateBody
    record_type = "custom_field_template"
    key = "name"
    fixed = ("record_type",)

    def show(self, actor: Actor, rows: Sequence[CustomFieldTemplate]) -> list[Row]:
        """One statement for the fields of all of them."""
        fields: dict[int, list[Row]] = defaultdict(list)
        mine = CustomField.objects.visible_to(actor).filter(template_id__in=[row.pk for row in rows])
        for field in mine.select_related("template").in_order():
            fields[field.template_id].append(represent_custom_field(field))
        return [represent_custom_field_template(row) | {"fields": fields[row.pk]} for row in rows]


TEMPLATES = Templates()
