"""All pictures, in the order of the album, and the page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scripts.screenshots import pages_admin, pages_outside, pages_records, pages_settings
from scripts.screenshots.shots import Part
from tests.kit.looks import LOOKS

ALBUM = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
# Those that write come last: what they make shows in no other picture.
PARTS: tuple[Part, ...] = (
    pages_records.HOME,
    pages_records.ORGANIZATIONS,
    pages_records.RELATIONSHIPS,
    pages_records.CONTACTS,
    pages_records.PRODUCTS,
    pages_settings.SETTINGS,
    pages_outside.SIGNING_IN,
    pages_outside.PROFILE,
    pages_outside.REFUSED,
    pages_outside.WRONGS,
    pages_admin.BACK_OFFICE,
    pages_admin.OPERATING,
    pages_outside.CODES,
    pages_settings.NEW_KEY,
    pages_admin.NEW_KEY,
    pages_records.MANY,
)


def files() -> set[str]:
    """The name of every picture."""
    return {f"{shot.name}-{look}.webp" for part in PARTS for shot in part.shots for look in LOOKS}


def contents() -> str:
    """The album: every page in its four looks."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from ("# What the pages look like", "", "Photographed by `make screenshots` from the demo; don't edit.", "")
    for part in PARTS:
        yield from (f"## {part.title}", "")
        for shot in part.shots:
            yield from (f"### {shot.title}", "", "<p>")
            for look in LOOKS:
                yield f'<img src="{shot.name}-{look}.webp" alt="{part.title}: {shot.title}, {look}" height="300">'
            yield from ("</p>", "")
