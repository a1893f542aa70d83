"""The account as the wire shows it."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from accounts.models import Account, Company


def account_row(actor: Actor) -> dict[str, Any]:
    """The account with its policies and companies: two statements."""
    account = Account.objects.get(pk=actor.account_id)
    companies = Company.objects.visible_to(actor).order_by("number").values("number", "name")
    return {
        "slug": account.slug,
        "name": account.name,
        "policies": {"organizationNamesUnique": account.organization_names_unique},
        "companies": list(companies),
    }
