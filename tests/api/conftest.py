"""The small API of addresses.py behind our middleware, without the accounts of the product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings


@pytest.fixture
def wire() -> Iterator[Client]:
    """A client that gets an answer even where a view fails."""
    middleware = [
        "api.middleware.RequestId",
        "api.middleware.ProblemGuard",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    # Without our own pages: their links lead to addresses that the small API does not have.
    templates = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    with override_settings(ROOT_URLCONF="tests.api.addresses", MIDDLEWARE=middleware, TEMPLATES=templates, APPEND_SLASH=False):
        yield Client(raise_request_exception=False, enforce_csrf_checks=True)
