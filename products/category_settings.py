"""Settings: the headings that products are sorted under."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tables2 import Table

from accounts.setting_fields import key_field
from accounts.settings_form import SettingForm
from accounts.settings_section import ReferenceSection
from accounts.settings_table import ActiveColumn, CodeColumn, UseColumn, name_column
from api.form_fields import TextField
from products.categories import PRODUCT_CATEGORIES


class ProductCategoryTable(Table):
    """The categories."""

    name = name_column("products:category_edit", verbose_name=_("Name"))
    key = CodeColumn(verbose_name=_("Key"))
    is_active = ActiveColumn()
    in_use = UseColumn()


class ProductCategoryForm(SettingForm):
    """A category; its key stays."""

    needed = ("name", "key")
    name = TextField(255, label=_("Name"))
    key = key_field(255)
    fixed = ("key",)


class ProductCategorySection(ReferenceSection):
    """Integrations send the key, so the key stays; the name may change."""

    name, path, place = "products:category", "product-categories", 60
    icon, title, noun = "package", _("Product categories"), _("product category")
    text = _("Headings that products are sorted under.")
    search = ("key", "name")
    kind, table, form, ordering = PRODUCT_CATEGORIES, ProductCategoryTable, ProductCategoryForm, ("name", "key")


PRODUCT_CATEGORY_SECTION = ProductCategorySection()
