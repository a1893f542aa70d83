"""Photographs every page for docs/screenshots: `make screenshots`; ARGS='settings-team sign-in' for those whose names begin so.

Each page in both themes, at a desk (1440 pixels wide) and on a phone (390), as WebP, and docs/screenshots/README.md that shows them.
Needs Chromium, and the port that PORT names.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "scripts.screenshots.settings"
# Playwright keeps an event loop running in this thread, in which Django would refuse to ask the database anything.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from playwright.sync_api import sync_playwright  # noqa: E402  # nothing of ours can be imported before Django is set up

from scripts.screenshots.album import ALBUM, PARTS, contents, files  # noqa: E402
from scripts.screenshots.camera import photograph  # noqa: E402
from scripts.screenshots.stage import open_stage  # noqa: E402
from tests.kit.looks import LOOKS, SWITCHES, chromium  # noqa: E402


def main(names: tuple[str, ...]) -> None:
    """Photograph everything, or the pages whose names begin with one of these. Exits with a sentence where Chromium is missing."""
    program = chromium()
    if program is None:
        sys.exit("Needs Chromium: apt install chromium.")
    ALBUM.mkdir(exist_ok=True)
    with open_stage() as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        for part in PARTS:
            # Who goes on from one page to the next passes by all of the part.
            wanted = part.shots if not names or any(shot.name.startswith(names) for shot in part.shots) else ()
            for look in LOOKS if wanted else ():
                sys.stderr.write(f"{part.title}, {look}\n")
                photograph(browser, stage, replace(part, shots=wanted), look, ALBUM)
        browser.close()
    (ALBUM / "README.md").write_text(contents())
    for file in ALBUM.glob("*.webp"):
        if file.name not in files():  # of a page that is no more
            file.unlink()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
