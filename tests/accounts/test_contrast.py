"""WCAG 2.2 AA, computed from the tokens: 4.5 for text, 3 for the edges of controls, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

# tokens.css names the colours of pages; admin.css those that the admin's theme, which loads no tokens of ours, has none for.
NAMING = ("tokens.css", "admin.css")
SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
LIGHT = {name: light for name, light, _ in PAIRS}
DARK = {name: dark for name, _, dark in PAIRS}
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
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    *((text, ground) for text in ("text", "text-muted") for ground in ("surface-sunk", "surface-hover", "accent-soft")),
    *((level, "surface") for level in ("danger", "warning", "success", "neutral")),
    *((level, f"{level}-soft") for level in ("danger", "warning", "success", "neutral")),
    *((f"type-{letter}", ground) for letter in "fsrbi" for ground in (f"type-{letter}-soft", "surface")),
    *((text, ground) for text in ("side-text", "side-muted", "side-strong") for ground in ("side", "side-raised")),
    ("text-muted", "neutral-soft"),
]
EDGES = [("line-strong", "surface"), ("line-strong", "ground"), ("accent", "ground"), ("side-mark", "side")]


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


@pytest.mark.parametrize("sheet", [path for path in SHEETS if path.name not in NAMING], ids=lambda path: path.name)
def test_colours_are_named_in_the_tokens_only(sheet: Path):
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text())
