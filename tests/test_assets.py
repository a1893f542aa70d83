"""What browsers get from us: assets of others as VENDOR.md says, a small first page, and nothing inline."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.kit.cast import Cast, make_cast

STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAGES = ["/sign-in", "/", "/choose-account", "/nowhere", "/api/v2/me", "/api/v2/docs", "/api/v2/redoc", "/livez"]
STRICT = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
# The viewers of the API write styles at run time; scripts of theirs come from us like all others.
VIEWERS = {"/api/v2/docs", "/api/v2/redoc"}
MORE_FOR_VIEWERS = {"style-src 'self' 'unsafe-inline'", "worker-src 'self' blob:"}
MAX_BYTES = 200_000
ICONS = (r"""\{% icon "([\w-]+)" %\}""", r"""\bicon="([\w-]+)\"""", r"""Entry\(_\(.*?\), "[\w:]+", "([\w-]+)\"""")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def declared() -> dict[str, str]:
    """File → SHA-256, of the table."""
    rows = re.findall(r"^\| (\S+) \|(?:[^|\n]+\|){4} ([0-9a-f]{64}) \|$", (VENDOR / "VENDOR.md").read_text(), re.MULTILINE)
    return dict(rows)


def test_every_file_of_others_is_the_one_that_was_checked() -> None:
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and not path.name.startswith(("LICENSE", "VENDOR.md"))
    }
    assert declared() == found


def test_every_folder_of_others_holds_their_licence() -> None:
    assert [folder.name for folder in VENDOR.iterdir() if folder.is_dir() and not (folder / "LICENSE").is_file()] == []


def test_no_file_of_others_points_to_a_map_that_is_not_there() -> None:
    assert [name for name in declared() if b"sourceMappingURL" in (VENDOR / name).read_bytes()] == []


def needed_by(page: str) -> set[str]:
    """The files that a page loads: what it links, and what its modules import."""
    found = {name.partition("#")[0] for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page)}
    for name in [name for name in found if name.endswith(".js")]:
        found |= {f"js/{imported}" for imported in re.findall(r'from "\./|import "\./([^"]+)"', (STATIC / name).read_text()) if imported}
    return found


@pytest.mark.django_db
def test_the_first_page_is_light(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner.user)
    needed = needed_by(client.get("/").content.decode())
    assert {"js/copy.js", "vendor/htmx/htmx.min.js", "css/tokens.css"} <= needed
    assert not [name for name in needed if re.search("cytoscape|tom-select", name)]
    size = sum(
        len(content) if name.endswith(".woff2") else len(gzip.compress(content))
        for name in needed
        for content in [(STATIC / name).read_bytes()]
    )
    assert size <= MAX_BYTES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_holds_a_script_a_style_or_a_listener(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\ssrc=)", text)
    assert text.startswith("{#") or template.parent.name == "api", "a template starts with its blocks and context"


def test_no_icon_is_asked_for_that_is_not_there() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "lucide" / "icons.svg").read_text()))
    sources = [path.read_text() for path in [*TEMPLATES, settings.BASE_DIR / "accounts" / "navigation.py"]]
    asked = {name for text in sources for pattern in ICONS for name in re.findall(pattern, text)}
    assert {"menu", "building-2", "inbox"} & asked
    assert asked <= known


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"] == settings.VERSION


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_policy(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.owner.user)
    policy = set(client.get(path)["Content-Security-Policy"].split("; "))
    assert policy == (STRICT | MORE_FOR_VIEWERS if path in VIEWERS else STRICT)
