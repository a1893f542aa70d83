"""Settings: the job titles of contacts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tables2 import Table

from accounts.setting_fields import key_field
from accounts.settings_form import SettingForm
from accounts.settings_section import ReferenceSection
from accounts.settings_table import ActiveColumn, CodeColumn, name_column
from api.form_fields import TextField
from contacts.roles import CONTACT_ROLES


class ContactRoleTable(Table):
    """The job titles."""

    label = name_column("contacts:role_edit", verbose_name=_("Label"))
    key = CodeColumn(verbose_name=_("Key"))
    is_active = ActiveColumn()


class ContactRoleForm(SettingForm):
    """A job title; its key stays."""

    needed = ("label", "key")
    label = TextField(255, label=_("Label"))
    key = key_field(100)
    fixed = ("key",)


class ContactRoleSection(ReferenceSection):
    """Contacts hold the key itself, so it stays."""

    name, path, place = "contacts:role", "contact-roles", 40
    icon, title, noun = "badge-check", _("Contact roles"), _("contact role")
    text = _("Job titles to choose from. As long as there are none, any text will do.")
    search = ("key", "label")
    kind, table, form, ordering = CONTACT_ROLES, ContactRoleTable, ContactRoleForm, ("label", "key")


CONTACT_ROLE_SECTION = ContactRoleSection()
