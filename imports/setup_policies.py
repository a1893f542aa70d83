"""The account itself in a set-up file: its name and its policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection

from accounts.actor import Actor
from accounts.models import Account
from activity.services import RecordedChange, record
from api.errors import item_error
from api.text import case_key
from imports.setup_report import SectionReport, SetupRefused
from organizations.models import Organization, OrganizationType
from organizations.querysets import OrganizationQuerySet

MEMBERS = {"name": "name", "organization_names_unique": "organizationNamesUnique"}
PATH = ("policies", "organizationNamesUnique")
ROWS_AT_ONCE = 5_000
COLLISIONS_SHOWN = 100

_FILL = """
UPDATE organizations_organization AS stored SET name_key = given.name_key
FROM unnest(%s::bigint[], %s::text[]) AS given (id, name_key)
WHERE stored.account_id = %s AND stored.id = given.id
"""


def save_account(account: Account, said: Mapping[str, Any], actor: Actor) -> SectionReport:
    """Bring the account's name and policies up to what the file says (by column). Inside account_transaction.

    Raises SetupRefused when names are to be unique but are not: every collision with its type, name and ids.
    """
    report = SectionReport("account")
    changes = {MEMBERS[column]: [getattr(account, column), value] for column, value in said.items() if getattr(account, column) != value}
    report.note(f"{account.slug} ({', '.join(changes)})", "updated" if changes else "unchanged")
    if not changes:
        return report
    if MEMBERS["organization_names_unique"] in changes:
        _switch_unique_names(said["organization_names_unique"], actor)
    for column, value in said.items():
        setattr(account, column, value)
    account.save(update_fields=list(said))
    record([RecordedChange("account", account.pk, "update", changes)], actor.origin())
    return report


def _switch_unique_names(on: bool, actor: Actor) -> None:
    """Fill or empty every organization's `name_key`, which is what the database's constraint looks at.

    Archived ones too: they hold their names. It is no change of the organizations: no version, no history.
    """
    organizations = Organization.objects.visible_to(actor)
    if not on:
        organizations.filter(name_key__isnull=False).update(name_key=None)
        return
    _refuse_collisions(organizations)
    names = organizations.order_by("id").values_list("id", "name").iterator(chunk_size=ROWS_AT_ONCE)
    with connection.cursor() as cursor:
        while rows := list(islice(names, ROWS_AT_ONCE)):
            ids, texts = zip(*rows, strict=True)
            cursor.execute(_FILL, [list(ids), [case_key(name) for name in texts], actor.account_id])


def _refuse_collisions(organizations: OrganizationQuerySet) -> None:
    """Raise SetupRefused if two organizations of one type have one name. Holds one key an organization in memory."""
    holders: dict[tuple[str, str], int] = {}
    collisions: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for pk, kind, name in organizations.order_by("id").values_list("id", "type", "name").iterator(chunk_size=ROWS_AT_ONCE):
        key = (kind, case_key(name))
        if holders.setdefault(key, pk) != pk:
            collisions[key].append((pk, name))
    if collisions:
        raise SetupRefused(list(_described(collisions, holders)))


def _described(collisions: Mapping[tuple[str, str], list[tuple[int, str]]], holders: Mapping[tuple[str, str], int]) -> Iterator[Any]:
    for key, others in islice(collisions.items(), COLLISIONS_SHOWN):
        ids = [holders[key], *(pk for pk, _ in others)]
        kind, name = OrganizationType(key[0]).label, others[0][1]
        message = f"{kind} “{name}” is the name of {len(ids)} organizations: {', '.join(map(str, ids))}."
        yield item_error("duplicate_data", PATH, message, type=key[0], name=name, ids=ids)
    if len(collisions) > COLLISIONS_SHOWN:
        yield item_error("duplicate_data", PATH, f"… and {len(collisions) - COLLISIONS_SHOWN:,} more names.")
