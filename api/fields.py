"""All field types of the wire, for one import. See api.strict for what they share."""

from __future__ import annotations

from api.instant_fields import StrictInstant
from api.items import READ_ONLY, WARNINGS, ItemSerializer, StrictList, StrictObject
from api.reports import INVALID, Report
from api.scalar_fields import StrictBool, StrictDate, StrictDecimal, StrictInteger
from api.strict import StrictField
from api.text_fields import CountryField, StrictChar, StrictChoice, StrictEmail, StrictKey, StrictUrl

__all__ = [
    "INVALID",
    "READ_ONLY",
    "WARNINGS",
    "CountryField",
    "ItemSerializer",
    "Report",
    "StrictBool",
    "StrictChar",
    "StrictChoice",
    "StrictDate",
    "StrictDecimal",
    "StrictEmail",
    "StrictField",
    "StrictInstant",
    "StrictInteger",
    "StrictKey",
    "StrictList",
    "StrictObject",
    "StrictUrl",
]
