"""Settings: the legal entities of the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from accounts.companies import COMPANIES
from accounts.settings_form import SettingForm
from accounts.settings_frame import ACCOUNT
from accounts.settings_section import ReferenceSection
from accounts.settings_table import UseColumn, name_column
from api.form_fields import TextField, WholeField


class CompanyTable(Table):
    """The companies."""

    name = name_column("accounts:company_edit", key="number", verbose_name=_("Name"))
    number = Column(verbose_name=_("Number"))
    in_use = UseColumn()


class CompanyForm(SettingForm):
    """A company; the number stays once it is given."""

    needed = ("name",)
    name = TextField(255, label=_("Name"))
    number = WholeField(label=_("Number"), help_text=_("Records name the company by it, so it stays. Empty: the next one."))
    fixed = ("number",)


class CompanySection(ReferenceSection):
    """Known by number."""

    name, path, group, place = "accounts:company", "companies", ACCOUNT, 20
    icon, title, noun = "factory", _("Companies"), _("company")
    text = _("The legal entities that your organizations belong to.")
    removal = _("A company that organizations belong to stays, and so does the last one.")
    search = ("name",)
    kind, table, form, ordering = COMPANIES, CompanyTable, CompanyForm, ("number",)


COMPANY_SECTION = CompanySection()
