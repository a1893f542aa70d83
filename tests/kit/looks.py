"""The Chromium of the system, and the four ways in which every page is looked at."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """Where Chromium is: what CHROMIUM names, else what the system has; None: nowhere."""
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at. `theme`: light or dark, as the system prefers; `width` in CSS pixels."""

    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.width}"

    def context(self) -> dict[str, Any]:
        """For `new_context` of pytest-playwright."""
        return {"viewport": {"width": self.width, "height": 900}, "color_scheme": self.theme, "timezone_id": "Europe/Istanbul"}


LOOKS = [Look(theme, width) for theme in ("light", "dark") for width in (1440, 390)]
