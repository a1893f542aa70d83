"""The account's legal entities, as they are sent and kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from accounts.actor import Actor
from accounts.errors import refusal
from accounts.models import Company
from accounts.reference_data import ReferenceData, Row
from api.fields import ItemSerializer, StrictChar, StrictInteger

HIGHEST = 2**31 - 1


class CompanyItem(ItemSerializer):
    """A legal entity of the account."""

    number = StrictInteger(min_value=1, max_value=HIGHEST)
    name = StrictChar(max_length=255)


class CompanyBody(ItemSerializer):
    """A company. Without a `number` it gets the next one."""

    number = StrictInteger(min_value=1, max_value=HIGHEST, required=False)
    name = StrictChar(max_length=255)


class Companies(ReferenceData):
    """Records name one by its number, and so does its address: the number stays, and our id shows nowhere."""

    model = Company
    item = CompanyItem
    body = CompanyBody
    record_type = "company"
    key = "number"
    address = "number"
    fixed = ("number",)

    def show(self, actor: Actor, rows: Sequence[Any]) -> list[Row]:
        return [self.told(row) for row in rows]

    def settle(self, actor: Actor, row: Any, said: Row) -> Row:
        """A new company without a number gets the one after the highest; where there is none, the lowest that is free."""
        if row.pk is None and "number" not in said:
            taken = set(Company.objects.visible_to(actor).values_list("number", flat=True))
            after = max(taken, default=0) + 1
            said["number"] = after if after <= HIGHEST else next(number for number in count(1) if number not in taken)
        return said

    def refuse_removal(self, actor: Actor, row: Any) -> None:
        """An account keeps a company, for its organizations belong to one."""
        if not Company.objects.visible_to(actor).exclude(pk=row.pk).exists():
            raise refusal("in_use", (), "It is the account's only company.", usedBy=["account"])


COMPANIES = Companies()
