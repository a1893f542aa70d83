"""Tests in a real browser. Without Chromium they are skipped; .ci/run installs it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.kit.browser import Visitor
from tests.kit.looks import LOOKS, SWITCHES, Look, chromium

# Playwright keeps an event loop running in this thread, in which Django would refuse to ask the database anything.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    program = chromium()
    if program is None:
        pytest.skip("No Chromium here: apt install chromium, or name one in CHROMIUM.")
    return {"executable_path": program, "args": SWITCHES}


@pytest.fixture(params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """Every test that asks is run in both themes and both widths."""
    look: Look = request.param
    return look


@pytest.fixture
def visitor(look: Look, new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Visitor:
    """Somebody who has just come, signed in nowhere."""
    return Visitor(new_context(**look.context()).new_page(), live_server.url)
