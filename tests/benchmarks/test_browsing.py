"""Every order of every list page is measured, and each page finds something."""

from __future__ import annotations

import pytest
from django.test import Client

from benchmarks import browsing
from benchmarks.directory import make_directory
from benchmarks.measuring import Failed, Meter
from benchmarks.place import dsn, make_user
from benchmarks.requests import NAMES


class Reader:
    """A browser without a network between."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.content)
        return answer.content

    def processes(self) -> list[int]:
        return []


def test_each_page_finds_rows_and_one_that_finds_none_fails_the_run(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    small = make_directory(user, organizations=400)
    client = Client()
    client.cookies.load(browsing.visitor(1, user, None).headers["Cookie"])
    reader, meter = Reader(client), Meter(dsn())
    monkeypatch.setattr(browsing, "DEEP", 2)
    with meter.connection:
        readings = browsing.browse(meter, reader, small, rounds=1, warm_up=0)
        requests = [reading.request for reading in readings.all]
        assert requests[:-4] == list(browsing.every_page())
        assert {f"{name}?page 2" for name in NAMES} == set(requests[-4:])
        monkeypatch.setattr(browsing, "every_page", lambda: iter(["contacts?q=nobody"]))
        with pytest.raises(Failed, match=r"contacts\?q=nobody finds nothing"):
            browsing.browse(meter, reader, small, rounds=1, warm_up=0)
