"""The people of the tests: four members of account "acme", and a stranger in account "globex" whom nobody in acme may meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import factory

from accounts.actor import Actor
from accounts.models import Account, Membership, User
from accounts.services import actor_for, add_member, create_account, create_api_key

KEY_USERS = factory.Sequence(lambda number: f"person{number}@example.com")


class UserFactory(factory.django.DjangoModelFactory):
    """A user who signs in nowhere, unless `password` is given (hashing is slow on purpose: give one only where needed)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = KEY_USERS
    name = factory.LazyAttribute(lambda user: user.email.partition("@")[0].title())

    @classmethod
    def _create(cls, model_class: type[User], *args: object, password: str | None = None, **fields: object) -> User:
        user = model_class(*args, **fields)
        user.set_password(password)
        user.save()
        return user


@dataclass(frozen=True, slots=True)
class Person:
    """A member with everything needed to act: as an actor in Python, or with `headers` over HTTP."""

    user: User
    account: Account
    actor: Actor
    key: str

    @property
    def headers(self) -> dict[str, str]:
        """For `client.get(path, headers=person.headers)`."""
        return bearer(self.key)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. `stranger` owns the foreign account."""

    acme: Account
    globex: Account
    owner: Person
    editor: Person
    viewer: Person
    integration: Person
    stranger: Person


def bearer(key: str) -> dict[str, str]:
    """The header of a call with this key."""
    return {"Authorization": f"Bearer {key}"}


def make_account(slug: str = "acme") -> Account:
    """An account with built-in roles and company 1, named after its slug."""
    return create_account(slug, slug.title())


def make_user(email: str | None = None, *, name: str | None = None, password: str | None = None) -> User:
    """A user, member of no account."""
    given = {"email": email, "name": name, "password": password}
    return UserFactory(**{field: value for field, value in given.items() if value is not None})


def make_member(account: Account, role: str = "Owner", *, user: User | None = None) -> User:
    """A user (a new one unless given) in this role of the account."""
    member = user or make_user()
    add_member(account, member, role)
    return member


def make_actor(account: Account, role: str = "Owner", *, user: User | None = None, channel: str = "api") -> Actor:
    """The actor of a new member in this role."""
    return actor_for(make_member(account, role, user=user), account, channel=channel)


def make_key(
    account: Account,
    role: str = "Owner",
    scopes: Iterable[str] = ("all",),
    *,
    user: User | None = None,
    networks: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> str:
    """A key in plain text. `user` None: of a new member in this role; else of that member, made one if need be."""
    if user is None or not Membership.rows.filter(account=account, user=user).exists():
        user = make_member(account, role, user=user)
    return create_api_key(account, user, scopes=scopes, networks=networks, expires_at=expires_at)


def make_person(account: Account, role: str, email: str) -> Person:
    """A member in this role, with actor and key."""
    user = make_member(account, role, user=make_user(email))
    return Person(user, account, actor_for(user, account, channel="api"), make_key(account, user=user))


def make_cast() -> Cast:
    """Both accounts and everybody in them."""
    acme, globex = make_account("acme"), make_account("globex")
    return Cast(
        acme=acme,
        globex=globex,
        owner=make_person(acme, "Owner", "owner@acme.example"),
        editor=make_person(acme, "Editor", "editor@acme.example"),
        viewer=make_person(acme, "Viewer", "viewer@acme.example"),
        integration=make_person(acme, "Integration", "integration@acme.example"),
        stranger=make_person(globex, "Owner", "stranger@globex.example"),
    )
