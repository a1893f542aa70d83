"""Statements compiled once."""

from __future__ import annotations

import pytest

from accounts.models import Company
from accounts.services import add_company, create_account
from database.compiled import AccountRows

pytestmark = pytest.mark.django_db


def names() -> AccountRows:
    return AccountRows(lambda account: Company.objects.visible_to(account).order_by("number").values_list("name", "number"))


def test_each_account_gets_its_own_rows_by_the_same_statement(django_assert_num_queries):
    here, there = create_account("here", "Here"), create_account("there", "There")
    rows = names()
    assert rows.of(here.pk) == [("Here", 1)]
    add_company(there, "Second")
    with django_assert_num_queries(1):
        assert rows.of(there.pk) == [("There", 1), ("Second", 2)]
    assert rows.of(here.pk) == [("Here", 1)]


def test_a_queryset_that_names_no_account_is_refused():
    rows = AccountRows(lambda account: Company.objects.across_accounts().values_list("name"))
    with pytest.raises(AssertionError):
        rows.of(1)
