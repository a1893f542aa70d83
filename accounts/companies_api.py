"""/companies: the account's legal entities, each at its number."""

from __future__ import annotations

from accounts.companies import COMPANIES
from accounts.companies_schema import COMPANY, COMPANY_LIST
from accounts.models import Company
from accounts.reference_views import ReferenceCollection, ReferenceDetail


class CompanyList(ReferenceCollection):
    """All of them, by number; POST: a new one."""

    schema = COMPANY_LIST
    kind = COMPANIES
    model = Company
    ordering = "number"


class CompanyDetail(ReferenceDetail):
    """One of them."""

    schema = COMPANY
    kind = COMPANIES
