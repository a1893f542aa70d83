"""The account itself: its name and its policies, of which one is a matter of all organizations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection

from accounts.actor import Actor
from accounts.errors import RefusedItem
from accounts.models import Account
from activity.services import RecordedChange, record
from api.errors import ItemError, item_error
from api.text import case_key
from organizations.models import Organization, OrganizationType

MEMBERS = {"name": "name", "organization_names_unique": "organizationNamesUnique"}
PATH = ("policies", "organizationNamesUnique")
ROWS_AT_ONCE = 5_000
COLLISIONS_SHOWN = 100
IDS_SHOWN = 100

Collisions = Mapping[tuple[str, str], list[int]]
_FILL = """
UPDATE organizations_organization AS stored SET name_key = given.name_key
FROM unnest(%s::bigint[], %s::text[]) AS given (id, name_key)
WHERE stored.account_id = %s AND stored.id = given.id
"""


def change_account(account: Account, said: Mapping[str, Any], actor: Actor) -> dict[str, list[Any]]:
    """Bring name and policies to what was said (by column); what changed, by member. Inside account_transaction, and read under it.

    Raises RefusedItem `duplicate_data` when names are to be unique but are not: every collision that the actor may see.
    """
    changes = {MEMBERS[column]: [getattr(account, column), value] for column, value in said.items() if getattr(account, column) != value}
    if not changes:
        return changes
    if MEMBERS["organization_names_unique"] in changes:
        _switch_unique_names(said["organization_names_unique"], actor)
    for column, value in said.items():
        setattr(account, column, value)
    account.save(update_fields=list(said))
    record([RecordedChange("account", account.pk, "update", changes)], actor.origin())
    return changes


def _switch_unique_names(on: bool, actor: Actor) -> None:
    """Fill or empty every organization's `name_key`, which is what the database's constraint looks at.

    Every one of the account, whatever the actor sees, archived ones too: they hold their names. Not those that were merged into
    others: two of one name are often why, and nobody could rename them. It is no change of the organizations: no version, no history.
    """
    organizations = Organization.rows.filter(account_id=actor.account_id)
    if not on:
        organizations.filter(name_key__isnull=False).update(name_key=None)
        return
    organizations = organizations.filter(merged_into__isnull=True)
    if collisions := _collisions(actor):
        raise RefusedItem(_told(collisions, actor))
    names = organizations.order_by("id").values_list("id", "name").iterator(chunk_size=ROWS_AT_ONCE)
    with connection.cursor() as cursor:
        while rows := list(islice(names, ROWS_AT_ONCE)):
            ids, texts = zip(*rows, strict=True)
            cursor.execute(_FILL, [list(ids), [case_key(name) for name in texts], actor.account_id])


def _collisions(actor: Actor) -> Collisions:
    """The organizations of one type and name, where they are several: ids by type and name. Holds one key an organization in memory."""
    holders: dict[tuple[str, str], int] = {}
    found: dict[tuple[str, str], list[int]] = {}
    rows = Organization.rows.filter(account_id=actor.account_id, merged_into__isnull=True).order_by("id").values_list("id", "type", "name")
    for pk, kind, name in rows.iterator(chunk_size=ROWS_AT_ONCE):
        key = (kind, case_key(name))
        if (first := holders.setdefault(key, pk)) != pk:
            found.setdefault(key, [first]).append(pk)
    return found


def _told(collisions: Collisions, actor: Actor) -> Iterator[ItemError]:
    """The collisions among organizations that the actor sees; of others no more than that there are some."""
    shown = dict(islice(collisions.items(), COLLISIONS_SHOWN))
    sought = [pk for ids in shown.values() for pk in ids[:IDS_SHOWN]]
    names = dict(Organization.objects.visible_to(actor).filter(pk__in=sought).values_list("id", "name"))
    hidden = len(collisions) > len(shown)
    for (letter, _), ids in shown.items():
        visible = [pk for pk in ids[:IDS_SHOWN] if pk in names]
        if len(visible) < 2:
            hidden = True
            continue
        kind, name = OrganizationType(letter).label, names[visible[-1]]
        message = f"{kind} “{name}” is the name of {len(visible)} organizations: {', '.join(map(str, visible))}."
        yield item_error("duplicate_data", PATH, message, type=letter, name=name, ids=visible)
    if hidden:
        yield item_error("duplicate_data", PATH, "There are more names that several organizations of one type have.")
