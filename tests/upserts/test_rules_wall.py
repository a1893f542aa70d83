"""Nothing in an item reaches into another account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customfields.models import CustomFieldTemplate
from organizations.models import Category
from tests.kit.calls import Item, mistakes, outcome
from tests.kit.worlds import World

MILL: Item = {"type": "F", "name": "Mill", "externalId": "M-1"}


@pytest.mark.parametrize("member", ["account", "account_id", "accountId", "companyId"])
def test_no_member_reaches_over_the_wall(client: Client, world: World, member: str) -> None:
    result = outcome(client, world.owner, "organizations", {**MILL, member: world.cast.globex.pk})
    assert mistakes(result) == [("unknown_field", member)]


def test_vocabulary_of_another_account_is_unknown(client: Client, world: World) -> None:
    from_elsewhere: dict[str, Any] = {
        "category": Category.rows.get(account=world.cast.globex, name="Textiles").pk,
        "template": {"id": CustomFieldTemplate.rows.get(account=world.cast.globex, name="Audit").pk},
    }
    result = outcome(client, world.owner, "organizations", {**MILL, **from_elsewhere})
    assert mistakes(result) == [("reference_not_found", "category"), ("reference_not_found", "template.id")]
