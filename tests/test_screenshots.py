"""That every page has its pictures: docs/screenshots, by scripts/screenshots."""

from __future__ import annotations

import re

from django.urls import resolve

from accounts import sign_in_urls
from scripts.screenshots.album import ALBUM, PARTS, contents, files
from tests.kit.page_routes import page_routes

PLACE = re.compile(r"{(\w+)}")
# Addresses that show no page of their own, and what they do instead. Of /sign-out and the like only a post is there.
NO_PAGE = {
    "accounts:preferences": "keeps what was chosen, and leads back",
    "accounts:styleguide": "is there with DEBUG only",
    "imports:export": "is a file",
    "customfields:template_order": "moves a field, and leads back",
    "organizations:graph-picture": "is a part of the page of the graph",
    "account_logout": "leads to the sign-in",
    "account_set_password": "leads to the page of a forgotten password",
    "totp_picture": "is the picture in the page that sets codes up",
}
# The same of every record type and every section of the settings.
LEADING_ON = ("_switch", ":views", ":bulk_undo")
# Two names of one page.
TWICE = {"accounts:profile": "mfa_index", "accounts:sign_in": "account_login"}


def shown() -> set[str]:
    """The names of the addresses of all pictures."""
    addresses = {PLACE.sub("1-x", shot.address) for part in PARTS for shot in part.shots if shot.status == 200}
    return {TWICE.get(name, name) for name in (resolve(address).view_name for address in addresses if address)}


def pages() -> set[str]:
    """The names of the addresses of all pages: of staff, and of signing in."""
    names = {*page_routes(), *(entry.name for entry in sign_in_urls.urlpatterns)}
    return {TWICE.get(name, name) for name in names if name not in NO_PAGE and not name.endswith(LEADING_ON)}


def test_every_page_is_photographed():
    assert pages() - shown() == set()


def test_what_has_no_page_is_photographed_nowhere():
    assert set(NO_PAGE) & shown() == set()
    assert set(NO_PAGE) <= {*page_routes(), *(entry.name for entry in sign_in_urls.urlpatterns)}


def test_every_picture_is_there_and_in_the_album():
    assert {file.name for file in ALBUM.glob("*.webp")} == files()
    assert (ALBUM / "README.md").read_text() == contents()


def test_no_two_pictures_have_one_name():
    names = [shot.name for part in PARTS for shot in part.shots]
    assert sorted(names) == sorted(set(names))
