"""Members who reach only what is granted, and grants out of nothing: nobody asks whether anybody may give them."""

from __future__ import annotations

from accounts.capabilities import mask_of
from accounts.models import Account, Grant, Principal, Role
from accounts.roles import RECORDS, operations
from accounts.services import add_member
from tests.kit.cast import Person, actor_for, make_key, make_user


def make_partner(account: Account, email: str, *verbs: str) -> Person:
    """A member whose own role reaches grants alone and allows these verbs on all records (READ and UPDATE, if none is named)."""
    role = Role(account=account, name=email, operations=sorted(operations(RECORDS, verbs or ("READ", "UPDATE"))), reach="granted", mask=0)
    role.save()
    user = make_user(email)
    add_member(account, user, email)
    return Person(user, account, actor_for(user, account, channel="api"), make_key(account, user=user))


def share(person: Person, kind: str, object_id: int, *permissions: str) -> Grant:
    """What the person holds on one organization or relationship from now on."""
    whose = Principal.rows.get(account=person.account, user=person.user)
    grant = Grant(account=person.account, principal=whose, object_kind=kind, object_id=object_id, mask=mask_of(permissions))
    grant.save()
    return grant
