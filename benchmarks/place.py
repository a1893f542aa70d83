"""Where the contenders meet: a database of their own, and an account each with the same people and words."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import make_conninfo

from accounts.models import Account, User
from accounts.services import add_member, create_account, create_api_key, create_user
from benchmarks.filling import fill_parties
from benchmarks.sample import TYPES, Sample
from customfields.models import CustomField
from relationships.models import RelationshipType

FIELDS = {"custom1": "date", "notes": "text"}


class Unfit(Exception):
    """This server would make the figures lie."""


@dataclass(frozen=True, slots=True)
class Place:
    """One contender's account, its owner, and an API key of the owner."""

    account: Account
    user: User
    key: str


def make_database() -> None:
    """An empty database with Relata's tables; one that an interrupted run has left goes first."""
    drop_database()
    with connection._nodb_cursor() as cursor:  # as Django makes its test databases
        cursor.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}"')
    call_command("migrate", interactive=False, verbosity=0)


def drop_database() -> None:
    """Give the disk back. Our own sessions end first; WITH (FORCE) would trip over an autovacuum worker, which DROP itself sends away."""
    connection.close()
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def dsn() -> str:
    """How plain psycopg reaches the database."""
    given = connection.get_connection_params()
    return make_conninfo("", **{name: str(value) for name, value in given.items() if isinstance(value, (str, int))})


def refuse_careless_server() -> None:
    """Raises Unfit where a commit is not durable: every contender would look faster than anybody may be."""
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            (value,) = cursor.fetchone()
            if value != "on":
                raise Unfit(f"The server's {name} is {value}; with commits that are not durable nothing can be compared.")


def make_place(name: str, user: User, sample: Sample) -> Place:
    """An account with the sample's organizations and contacts, but no relationship yet."""
    account = create_account(name, name.title())
    add_member(account, user, "Owner")
    for key in TYPES:
        RelationshipType.rows.create(account=account, key=key, forward_label=key, reverse_label=key)
    for key, data_type in FIELDS.items():
        CustomField.rows.create(account=account, record_type="relationship", key=key, label=key, data_type=data_type)
    fill_parties(account.pk, user.pk, sample)
    return Place(account, user, create_api_key(account, user))


def make_user() -> User:
    """The one who signs every row."""
    return create_user("bench@example.com", name="Bench")
