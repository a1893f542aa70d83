"""The people of the demo besides the account's Owner: one who only looks, one who sees only what is shared with it, and the operator
of the whole installation, who is no member of any account.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from accounts.actor import Actor
from accounts.grants import PrincipalName, SharedRecord, grant
from accounts.models import Account, Grant, User
from accounts.services import add_member, create_user, find_user
from organizations.models import Organization
from relationships.models import Relationship

VIEWER = ("viewer@relata.example", "Vera Viewer", "Viewer")
PARTNER = ("partner@relata.example", "Pat Partner", "Partner")
OPERATOR = ("operator@relata.example", "Otto Operator")
# What is shared with the partner, by external id: the supplier of the API's example is its own to edit.
SHARED = {"ID-123": "edit", "LC-111": "read"}


def ensure_people(account: Account) -> list[User]:
    """Viewer and partner, made members where they are missing. They sign in once they have a password."""
    found = []
    for email, name, role in (VIEWER, PARTNER):
        user = find_user(email) or create_user(email, name=name)
        if not user.memberships.filter(account=account).exists():
            add_member(account, user, role)
        found.append(user)
    return found


def ensure_operator() -> User:
    """Who runs the installation, made where it is missing. Signs in once it has a password."""
    email, name = OPERATOR
    operator = find_user(email) or create_user(email, name=name)
    if not operator.is_superuser:
        operator.is_staff = operator.is_superuser = True
        operator.save(update_fields=["is_staff", "is_superuser"])
    return operator


def share_with_partner(actor: Actor) -> int:
    """A few grants for the partner, by the actor; how many there were not before."""
    partner = find_user(PARTNER[0])
    if partner is None:
        return 0
    whose = PrincipalName("user", partner.pk)
    return sum(
        grant(actor=actor, record=record, principal=whose, permissions=[permission]) for record, permission in _shared_records(actor)
    )


def is_complete(actor: Actor) -> bool:
    """Whether the Owner's demo was filled to its end: sharing with the partner is the last of it."""
    return Grant.objects.visible_to(actor).filter(object_kind="relationship", principal__user__email=PARTNER[0]).exists()


def _shared_records(actor: Actor) -> Iterator[tuple[SharedRecord, str]]:
    ids = []
    for external_id, permission in SHARED.items():
        for organization in Organization.objects.visible_to(actor).filter(external_id=external_id):
            ids.append(organization.pk)
            yield SharedRecord("organization", organization.pk), permission
    # One edge whose ends stay invisible, known by their names alone.
    elsewhere = Relationship.objects.visible_to(actor).exclude(Q(source_id__in=ids) | Q(target_id__in=ids))
    for edge in elsewhere.order_by("id")[:1]:
        yield SharedRecord("relationship", edge.pk, (edge.source_id, edge.target_id)), "relationship-edit"
