"""WCAG 2.2 AA, computed from the tokens: 4.5 for text, 3 for the edges of controls, in light and dark."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in TOKENS.split("@media"))
TEXT = [
    ("text", "ground"),
    ("text", "surface"),
    ("text-muted", "ground"),
    ("text-muted", "surface"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("accent-hover", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("danger", "surface"),
    ("danger", "danger-soft"),
]
EDGES = [("line-strong", "surface"), ("line-strong", "ground"), ("accent", "ground")]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in EDGES])
def test_everything_can_be_read(theme: dict[str, str], front: str, back: str, least: float):
    assert contrast(theme[front], theme[back]) >= least


def test_colours_are_named_in_the_tokens_only():
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", (settings.BASE_DIR / "static" / "css" / "app.css").read_text())
