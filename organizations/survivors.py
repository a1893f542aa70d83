"""Which organization an id or an external id means: where one was merged away, the one that it was merged into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, F, Subquery
from django.db.models.functions import Coalesce
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from accounts.compiled import ActorRows, Given
from database.arrays import array_of
from database.prepared import fetch_prepared
from organizations.models import Organization

_ABSORBERS = """
SELECT merged_into_id FROM organizations_organization
WHERE account_id = %s AND external_id = ANY(%s::text[]) AND merged_into_id IS NOT NULL
"""


def visible_meant(actor: Actor, identity: int) -> int | None:
    """The organization that this id means, if the actor may see it; None: it may not, or there is none. One statement.

    Whether it may see the one that was merged away does not matter: who sees a survivor learns which ids mean it.
    """
    found = _MEANT.of(actor, identity=identity)
    return found[0][0] if found else None


def absorbers(account_id: int, keys: Sequence[str]) -> list[int]:
    """Into which organizations those were merged that have these external ids: none, where nothing was. One statement.

    The actor may not be able to see them: whoever asks filters by what it sees.
    """
    return [identity for (identity,) in fetch_prepared(_ABSORBERS, [account_id, array_of(keys)])]


def locate(response: Response, request: Request, named: str, meant: int) -> None:
    """Say whose the answer is, where the address names one that was merged into it (RFC 9110, 8.7)."""
    if int(named) != meant:
        above, _, below = request.get_full_path().partition(f"/organizations/{named}/")
        response["Content-Location"] = request.build_absolute_uri(f"{above}/organizations/{meant}/{below}")


def _meant(actor: Actor) -> Any:
    named = Organization.objects.across_accounts().filter(account_id=actor.account_id, id=Given("identity", BigIntegerField()))
    meant = Subquery(named.values_list(Coalesce(F("merged_into_id"), F("id")))[:1])
    return Organization.objects.visible_to(actor).filter(id=meant).values_list("id")


_MEANT = ActorRows(_meant)
