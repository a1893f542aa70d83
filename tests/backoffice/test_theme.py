"""The look: unfold through one door, or Django's own; and how little the strict policy of scripts is loosened for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.test import Client

from backoffice.theme import IS_UNFOLD
from organizations.models import Category
from tests.backoffice.forms import address, text_of

ROOT = Path(settings.BASE_DIR)
PAGES_OF_EVERY_THEME = ("tests/backoffice/test_entry.py", "tests/backoffice/test_definitions.py", "tests/backoffice/test_records.py")

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\son(click|load|change|submit)=|javascript:")


def test_nobody_but_the_theme_imports_unfold():
    importers = [
        str(path.relative_to(ROOT))
        for room in (
            "accounts",
            "backoffice",
            "customfields",
            "upserts",
            "organizations",
            "contacts",
            "relationships",
            "products",
            "imports",
            "config",
        )
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"^\s*(from|import) unfold", path.read_text(), re.MULTILINE)
    ]
    assert importers == ["backoffice/theme.py"]


def test_the_stock_theme_passes_the_same_tests(tmp_path: Path):
    """In a process and a database of its own: a theme is chosen when Django starts."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *PAGES_OF_EVERY_THEME],
        cwd=ROOT,
        env=environment | {"ADMIN_THEME": "stock", "DEVPG_HOME": str(tmp_path), "DEBUG": "true"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout[-3000:]


def test_pages_of_ours_need_no_inline_script_or_style(owner: Client):
    for page in ("/admin/", "/admin/accounts", "/admin/find?q=te", address(Category, "changelist"), address(Category, "add")):
        text = text_of(owner.get(page))
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\son(click|load|change|submit)=|javascript:", text), (
            page
        )
        inline = re.findall(r"<style[^>]*>", text)
        assert inline == (['<style id="unfold-theme-colors">'] if IS_UNFOLD else []), page


def test_the_policy_is_loosened_for_the_admin_alone_and_no_further_than_the_theme_needs(owner: Client):
    loosened = {"script-src 'self' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'"}
    admin, page = (set(owner.get(path)["Content-Security-Policy"].split("; ")) for path in ("/admin/", "/choose-account"))
    assert not [rule for rule in page if "unsafe" in rule]
    assert admin - page == (loosened if IS_UNFOLD else set())
    assert page <= admin
