"""Settings: the headings that organizations are sorted under."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tables2 import Table

from accounts.settings_form import SettingForm
from accounts.settings_section import ReferenceSection
from accounts.settings_table import ActiveColumn, UseColumn, name_column
from api.form_fields import TextField
from organizations.categories import CATEGORIES


class CategoryTable(Table):
    """The categories."""

    name = name_column("organizations:category_edit", verbose_name=_("Name"))
    is_active = ActiveColumn()
    in_use = UseColumn()


class CategoryForm(SettingForm):
    """A category by name."""

    needed = ("name",)
    name = TextField(255, label=_("Name"))


class CategorySection(ReferenceSection):
    """Organizations name one by its id, so its name may change."""

    name, path, place = "organizations:category", "categories", 50
    icon, title, noun = "tags", _("Organization categories"), _("category")
    text = _("Headings that organizations are sorted under.")
    search = ("name",)
    kind, table, form, ordering = CATEGORIES, CategoryTable, CategoryForm, ("name",)


CATEGORY_SECTION = CategorySection()
