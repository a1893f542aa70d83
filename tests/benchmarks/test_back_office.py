"""Every list of the admin is measured, in one account and over all of them, and each page finds something."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from benchmarks import back_office
from benchmarks.directory import make_directory
from benchmarks.measuring import Failed, Meter
from benchmarks.place import dsn, make_user
from tests.benchmarks.test_browsing import Reader


def test_each_list_finds_rows_and_one_that_finds_none_fails_the_run(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    small = make_directory(make_user(), organizations=400)
    client, operator = Client(), back_office.operator(1, None)
    client.cookies.load(operator.headers["Cookie"])
    reader: Any = Reader(client)  # no network between
    reader.headers = operator.headers
    meter = Meter(dsn())
    monkeypatch.setattr(back_office, "EVERYWHERE", ("", "p=2", "q=an", "updated_at__year={year}"))
    with meter.connection:
        readings = back_office.browse_both(meter, reader, small, rounds=1, warm_up=0)
        pages = [*back_office.every_page(is_all=False), *(f"{page}, all accounts" for page in back_office.every_page(is_all=True))]
        assert [reading.request for reading in readings.all] == pages
        monkeypatch.setattr(back_office, "every_page", lambda is_all: iter(["contacts/contact/?q=nobody"]))
        with pytest.raises(Failed, match=r"q=nobody finds nothing"):
            back_office.browse(meter, reader, small, is_all=True, rounds=1, warm_up=0)
