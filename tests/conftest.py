"""What every test stands on: a real PostgreSQL, used with no more rights than in production."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

# Two processes share two cores: how long one example takes says nothing about the code.
hypothesis_settings.register_profile("relata", deadline=None, print_blob=True)
hypothesis_settings.load_profile("relata")


def pytest_configure() -> None:
    """Passwords of tests protect nothing, and hashing them well takes a fifth of a second each. Nor is anybody to be slowed down."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RATE_LIMIT_REQUESTS = settings.RATE_LIMIT_ITEMS = 0
    settings.WHITENOISE_AUTOREFRESH = True  # else every client of a test looks through all static files, once they are collected


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A superuser passes every check of the database: tests as one would prove little, so they stop here."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
    if is_superuser:
        pytest.exit("The tests must run as a role without superuser rights: name another one in DATABASE_URL.", returncode=2)
