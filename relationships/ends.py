"""Contacts of a relationship: people of its source or its target, named by e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from api.text import case_key
from upserts.draft import Draft
from upserts.planning import action_of
from upserts.world import World


def find_contacts(drafts: Sequence[Draft], world: World) -> None:
    """The contacts of both ends that the drafts' e-mails mean: one statement, none where no item lists contacts.

    By (organization, e-mail) and never by e-mail alone, which would read the same address of every other organization.
    """
    pairs = sorted({pair for draft in drafts for pair in _pairs(draft)})
    found: dict[tuple[int, str], int] = {}
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.organization_id, p.email_key, c.id FROM unnest(%s::bigint[], %s::text[]) AS p(organization_id, email_key) "
                "CROSS JOIN LATERAL (SELECT id FROM contacts_contact WHERE account_id = %s AND organization_id = p.organization_id "
                "AND email_key = p.email_key LIMIT 1) AS c",
                [[organization for organization, _ in pairs], [key for _, key in pairs], world.actor.account_id],
            )
            found = {(organization, key): identity for organization, key, identity in cursor.fetchall()}
    world.extra["contacts"] = found


def _pairs(draft: Draft) -> Iterator[tuple[int, str]]:
    for contact in draft.values.get("contacts", ()):
        for end in _ends(draft):
            yield end, case_key(contact["email"])


def _ends(draft: Draft) -> list[int]:
    """The target first: where both ends have the e-mail, the target's contact is meant."""
    return [end for end in (draft.after("target_id"), draft.after("source_id")) if end is not None]


def choose_contacts(draft: Draft, world: World) -> None:
    """The contacts the edge will list; an e-mail that neither end has is refused, never created."""
    if "contacts" not in draft.values:
        return
    said = []
    for position, contact in enumerate(draft.values["contacts"]):
        held = [world.extra["contacts"].get((end, case_key(contact["email"]))) for end in _ends(draft)]
        matches = [identity for identity in held if identity is not None]
        if not matches:
            draft.refuse("contact_not_found", "contacts", position, "email", value=contact["email"])
            continue
        if len(matches) > 1:
            draft.warn("contact_ambiguous", "contacts", position, "email", value=contact["email"])
        said.append(matches[0])
    stored = set(draft.row["contacts"]) if draft.row is not None else set()
    action = action_of(draft, world, "contacts") or "replace"
    wanted = stored | set(said) if action == "append" else stored - set(said) if action == "remove" else set(said)
    draft.links["contacts"] = sorted(wanted)
