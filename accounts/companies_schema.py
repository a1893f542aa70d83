"""Companies in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.companies import HIGHEST, CompanyBody
from accounts.read_models import CompanyRow
from accounts.reference_schema import ReferenceKind
from api.schema import Components

Schema = dict[str, Any]


def by_number(components: Components) -> Schema:
    """The {id} of a company's address."""
    number: Schema = {"type": "integer", "minimum": 1, "maximum": HIGHEST}
    parameter = {"name": "id", "in": "path", "required": True, "description": "The number of the company.", "schema": number}
    return components.parameter("CompanyNumber", lambda: parameter)


_COMPANY = ReferenceKind(
    name="Company",
    plural="Companies",
    words="company",
    shape=CompanyRow,
    example={"number": 2, "name": "Larkfell Creek Europe"},
    conflicts={"POST": ["duplicate_data"], "DELETE": ["in_use"]},
    address=by_number,
    keeps=False,
)
COMPANY_LIST = _COMPANY.collection(
    CompanyBody(),
    {"name": "Larkfell Creek Europe"},
    "A legal entity of the account. From the second one on, a new organization has to say which it belongs to.",
    lists="Records name one by its number.",
)
COMPANY = _COMPANY.one(
    CompanyBody(),
    {"name": "Larkfell Creek EU"},
    change="`number` is fixed.",
    removal="Only one that no organization belongs to, archived ones included; never the last one.",
)
