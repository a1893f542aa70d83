"""What answers show of accounts, for the description of the API. accounts/api.py makes them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from accounts.capabilities import NAMES
from accounts.roles import ALL, GRANTED, OPERATIONS
from api.schema_shapes import Id, Instant, among, doc


class Me(TypedDict):
    """Who asks, in which account, and with which rights."""

    user: SignedIn
    account: AccountSummary
    role: Annotated[str, doc("The role's name.")]
    reach: Annotated[str, among([ALL, GRANTED], "all: every record of the account; granted: shared ones only.")]
    permissions: Annotated[
        list[Annotated[str, among(sorted(NAMES))]],
        doc("What the role gives on every record within reach."),
    ]
    operations: Annotated[
        list[Annotated[str, among(sorted(OPERATIONS))]],
        doc("What role and key both allow."),
    ]
    key: Annotated[KeyInUse | None, doc("Null: a browser session.")]


class SignedIn(TypedDict):
    """The user."""

    id: Id
    name: str
    email: str


class Policies(TypedDict):
    """What the account has decided."""

    organizationNamesUnique: Annotated[bool, doc("One organization of a type has a name, whatever its case.")]


class CompanyRow(TypedDict):
    """A legal entity of the account."""

    number: Annotated[int, doc("Counts from 1.", ge=1)]
    name: str


class AccountSummary(TypedDict):
    """The account."""

    slug: str
    name: str
    policies: Policies
    companies: list[CompanyRow]


class KeyInUse(TypedDict):
    """The API key of this call. Its secret is known to nobody but its holder."""

    prefix: str
    name: str
    scopes: list[str]
    expiresAt: Annotated[Instant | None, doc("Null: never.")]
