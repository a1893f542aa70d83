"""Contacts of a relationship: people of its source or its target, named by e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from accounts.capabilities import allows
from api.suggestions import close_names
from api.text import case_key
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts.actions import choose
from upserts.draft import Draft
from upserts.resource import Row
from upserts.world import World

# Suggestions are for a few mistakes; a batch that is all mistakes gets them for its first ends.
MAX_ENDS = 100
MEMBERS = {"id": "id", "first_name": "firstName", "last_name": "lastName", "phone_number": "phoneNumber", "role": "role"}
COLUMNS = tuple(MEMBERS)


def find_contacts(drafts: Sequence[Draft], world: World) -> None:
    """The contacts of both ends that the drafts' e-mails mean: one statement, none where no item lists contacts.

    By (organization, e-mail) and never by e-mail alone, which would read the same address of every other organization.
    """
    named = [(_ends(draft), [case_key(contact["email"]) for contact in draft.values.get("contacts", ())]) for draft in drafts]
    pairs = sorted({(end, key) for ends, keys in named for end in ends for key in keys})
    found: dict[tuple[int, str], Row] = {}
    if pairs:
        rows = fetch_prepared(
            "SELECT p.organization_id, p.email_key, c.* FROM unnest(%s::bigint[], %s::text[]) AS p(organization_id, email_key) "
            f"CROSS JOIN LATERAL (SELECT {', '.join(COLUMNS)} FROM contacts_contact "
            "WHERE account_id = %s AND organization_id = p.organization_id AND email_key = p.email_key LIMIT 1) AS c",
            [array_of(organization for organization, _ in pairs), array_of(key for _, key in pairs), world.actor.account_id],
        )
        found = {(organization, key): dict(zip(COLUMNS, values, strict=True)) for organization, key, *values in rows}
    world.extra["contacts"] = found
    unknown = {
        end
        for draft, (ends, keys) in zip(drafts, named, strict=True)
        if any(all((end, key) not in found for end in ends) for key in keys)
        for end in _visible(draft)
    }
    world.extra["addresses"] = _addresses(sorted(unknown)[:MAX_ENDS], world) if unknown else {}


def _addresses(organizations: Sequence[int], world: World) -> dict[int, list[str]]:
    """The e-mails that may have been meant, by organization: one statement, only where one was not found."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = fetch_prepared(
        "SELECT organization_id, email FROM contacts_contact WHERE account_id = %s AND organization_id = ANY(%s::bigint[]) "
        "ORDER BY organization_id, email_key LIMIT 5000",
        [world.actor.account_id, array_of(organizations)],
    )
    for organization, email in rows:
        found[organization].append(email)
    return found


def _ends(draft: Draft) -> list[int]:
    """The target first: where both ends have the e-mail, the target's contact is meant."""
    return [end for end in (draft.after("target_id"), draft.after("source_id")) if end is not None]


def _visible(draft: Draft) -> list[int]:
    """The ends that the actor sees. Who holds the edge alone may edit it without seeing them."""
    ends = (draft.references.get("target"), draft.references.get("source"))
    return [end["id"] for end in ends if end is not None and allows(end["mask"], "view_organization")]


def choose_contacts(draft: Draft, world: World) -> None:
    """The contacts the edge will list; an e-mail that neither end has is refused, never created."""
    if "contacts" not in draft.values:
        return
    said, ends, found, visible = [], _ends(draft), world.extra["contacts"], _visible(draft)
    listed = draft.row["contacts"] if draft.row is not None else ()
    for position, contact in enumerate(draft.values["contacts"]):
        key = case_key(contact["email"])
        # Of an end that the actor does not see, it knows the people whom the edge lists, and nobody else.
        matches = [row for end in ends if (row := found.get((end, key))) is not None and (end in visible or row["id"] in listed)]
        if not matches:
            addresses = [email for end in visible for email in world.extra["addresses"].get(end, ())]
            suggestions = close_names(contact["email"], addresses)
            draft.refuse("contact_not_found", "contacts", position, "email", value=contact["email"], suggestions=suggestions)
            continue
        if len(matches) > 1:
            draft.warn("contact_ambiguous", "contacts", position, "email", value=contact["email"])
        said.append(matches[0]["id"])
        for column, value in contact.items():
            if column != "email" and matches[0][column] != value:
                draft.refuse("read_only_field", "contacts", position, MEMBERS[column])
    choose(draft, world, "contacts", said)
