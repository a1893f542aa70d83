"""Takes the pictures: each page as somebody sees it who came there by its address, or by what is done before."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, Page

from scripts.screenshots.shots import Part, Shot
from scripts.screenshots.stage import Stage
from tests.kit.looks import Look

QUALITY = 40  # of WebP, at which small grey text can still be read


def photograph(browser: Browser, stage: Stage, part: Part, look: Look, album: Path) -> None:
    """All of a part in one look, by the person of this part."""
    context = browser.new_context(**look.context())
    if part.who:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": stage.session(part.who), "url": stage.url}])
    page = context.new_page()
    answers = [0]
    page.on("response", lambda answer: answers.append(answer.status) if answer.request.is_navigation_request() else None)
    for shot in part.shots:
        reach(page, shot, stage)
        must_show(page, shot, stage, answers[-1])
        picture = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        (album / f"{shot.name}-{look}.webp").write_bytes(base64.b64decode(picture["data"]))
    context.close()


def reach(page: Page, shot: Shot, stage: Stage) -> None:
    """Stand before what is to be photographed."""
    if shot.path:
        page.goto(stage.url + shot.path.format_map(stage.names))
    page.wait_for_load_state("networkidle")
    for step in shot.steps:
        step(page, stage.names)
        page.wait_for_load_state("networkidle")


def must_show(page: Page, shot: Shot, stage: Stage, status: int) -> None:
    """Exits where another page came, or another answer."""
    path, wanted = page.url.removeprefix(stage.url).partition("?")[0], shot.address.format_map(stage.names)
    is_there = path == wanted or resolve(path).view_name == resolve(wanted).view_name
    if not is_there or status != shot.status:
        sys.exit(f"{shot.name}: {path} answers {status}, not {wanted} {shot.status}.")
