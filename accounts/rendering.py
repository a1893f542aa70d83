"""How forms are drawn: by templates of ours, so that a form needs no attribute of its own to look and to sound right."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.name.as_field_group }}` are drawn by templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
