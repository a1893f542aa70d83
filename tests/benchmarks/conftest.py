"""The contenders of `make bench` in small accounts, beside a server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from benchmarks.place import make_place, make_user
from benchmarks.sample import Sample
from benchmarks.stage import Stage, make_stage

SAMPLE = Sample(organizations=200)
FILLED = 400


@pytest.fixture
def stage(transactional_db: None, settings: Settings, live_server: LiveServer) -> Iterator[Stage]:
    settings.ROOT_URLCONF = "benchmarks.urls"
    user = make_user()
    places = {name: make_place(name, user, SAMPLE) for name in ("floor", "product", "usual")}
    stage = make_stage(places, SAMPLE, int(live_server.url.rpartition(":")[2]), server=None)
    stage.fill((stage.floor, stage.product, stage.usual), 0, FILLED)
    yield stage
    stage.close()
    stage.bare.contender.close()  # type: ignore[attr-defined]  # the bare view is called over HTTP, too
