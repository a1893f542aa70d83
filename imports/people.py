"""Which account a command is about, and as whom it acts."""

from __future__ import annotations

from accounts.models import Account, Membership, User
from accounts.services import find_user

OWNER = "Owner"


class Unclear(Exception):
    """The account or the user is not there, or could be several. The message says what to name."""


def account_of(slug: str | None) -> Account:
    """The account of this slug; None: the only one there is. Raises Unclear."""
    if slug is not None:
        account = Account.objects.filter(slug=slug).first()
        if account is None:
            raise Unclear(f"There is no account “{slug}”.")
        return account
    accounts = Account.objects.order_by("slug")[:6]
    if not accounts:
        raise Unclear("There is no account yet. Make one with: manage.py configure_account SLUG FILE.json --create")
    if len(accounts) > 1:
        raise Unclear(f"There are several accounts; name one with --account: {', '.join(account.slug for account in accounts[:5])}.")
    return accounts[0]


def member_of(account: Account, email: str | None) -> User:
    """The user of this e-mail; None: the account's first Owner who may sign in. Membership is judged later, chunk by chunk.

    Raises Unclear.
    """
    if email is not None:
        user = find_user(email)
        if user is None:
            raise Unclear(f"There is no user “{email}”.")
        return user
    owners = Membership.rows.select_related("user").filter(account=account, role__name=OWNER, role__is_built_in=True, user__is_active=True)
    owner = owners.order_by("pk").first()
    if owner is None:
        raise Unclear(f"{account.slug} has no Owner; name a member with --user.")
    return owner.user
