"""The look of the admin behind one door: django-unfold, or Django's own (setting ADMIN_THEME).

Nobody else imports unfold, or the classes of django.contrib.admin that unfold has its own of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import widgets
from django.forms import CheckboxSelectMultiple, PasswordInput, Select
from django.forms.models import BaseInlineFormSet

IS_UNFOLD = settings.ADMIN_THEME == "unfold"

if TYPE_CHECKING:
    # The two themes' classes have nothing in common that a type could say.
    AdminSite: Any
    InlineFormSet: Any
    ModelAdmin: Any
    TabularInline: Any
    Checkboxes: Any
    Dropdown: Any
    EmailInput: Any
    Password: Any
    TextArea: Any
    CLASSES: dict[str, str]
elif IS_UNFOLD:
    from unfold import widgets as themed
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.forms import PaginationInlineFormSet as InlineFormSet
    from unfold.sites import UnfoldAdminSite as AdminSite

    Checkboxes = themed.UnfoldAdminCheckboxSelectMultipleWidget
    Dropdown = themed.UnfoldAdminSelectWidget
    Password = themed.UnfoldAdminPasswordWidget
    TextArea = themed.UnfoldAdminTextareaWidget
    EmailInput = themed.UnfoldAdminEmailInputWidget
    CLASSES = {
        "line": " ".join(themed.INPUT_CLASSES),
        "area": " ".join(themed.TEXTAREA_CLASSES),
        "tick": " ".join(themed.CHECKBOX_CLASSES),
    }
else:
    from django.contrib.admin import AdminSite, ModelAdmin, TabularInline

    InlineFormSet = BaseInlineFormSet
    Checkboxes = CheckboxSelectMultiple
    Dropdown = Select
    Password = PasswordInput
    TextArea = widgets.AdminTextareaWidget
    EmailInput = widgets.AdminEmailInputWidget
    CLASSES = {"line": "vTextField", "area": "vLargeTextField", "tick": ""}

# What the theme's own pages need beyond `'self'`, by CSP directive. unfold runs Alpine.js, which compiles the expressions of its
# attributes, and writes its colours and htmx's indicator into style elements; Django's own admin needs nothing.
CSP: dict[str, Any] = {"script-src": ["'self'", "'unsafe-eval'"], "style-src": ["'self'", "'unsafe-inline'"]} if IS_UNFOLD else {}

__all__ = [
    "CLASSES",
    "CSP",
    "IS_UNFOLD",
    "AdminSite",
    "Checkboxes",
    "Dropdown",
    "EmailInput",
    "InlineFormSet",
    "ModelAdmin",
    "Password",
    "TabularInline",
    "TextArea",
    "admin",
]
