"""What django-unfold asks of the settings: names, colours, and our own style sheet. What stands in the sidebar is the site's matter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def _style_sheet(request: HttpRequest) -> str:
    return static("css/admin.css")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Relata",
    "SITE_HEADER": "Relata",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "hub",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "STYLES": [_style_sheet],
    "SIDEBAR": {"show_search": False, "command_search": False, "show_all_applications": False, "navigation": []},
    # The accent of static/css/tokens.css; the middle tones carry white text and are read on white.
    "COLORS": {
        # The greys, tinged as ours are: else our own panels stand out in the dark.
        "base": {
            "50": "#f8faf8",
            "100": "#f0f4f2",
            "200": "#e1e7e3",
            "300": "#c9d2cd",
            "400": "#9aa7a2",
            "500": "#66726e",
            "600": "#4a5652",
            "700": "#36423f",
            "800": "#28332f",
            "900": "#131a1a",
            "950": "#0b1110",
        },
        "primary": {
            "50": "#eef7f5",
            "100": "#e0f0ed",
            "200": "#b9ded8",
            "300": "#8adbd1",
            "400": "#62c9bd",
            "500": "#62c9bd",
            "600": "#0b6a62",
            "700": "#084f49",
            "800": "#0b423d",
            "900": "#16322f",
            "950": "#0c1f1d",
        },
        "font": {
            "subtle-light": "#55605f",
            "subtle-dark": "#a6b2af",
            "default-light": "#3b4645",
            "default-dark": "#c9d2cf",
            "important-light": "#1d2526",
            "important-dark": "#e7ecea",
        },
    },
}
