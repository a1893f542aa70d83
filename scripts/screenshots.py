"""Photographs every page of the demo for docs/screenshots: `make screenshots`, while `make run` serves it.

Each page in both themes, at a desk (1440 pixels wide) and on a phone (390), as WebP, and docs/screenshots/README.md that shows them.
Needs Chromium. What is photographed is what the demo's Owner sees; the sign-in is read from var/demo.env.
"""

from __future__ import annotations

import base64
import json
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.kit.looks import LOOKS, SWITCHES, Look, chromium

ROOT = Path(__file__).resolve().parent.parent
ALBUM = ROOT / "docs" / "screenshots"
QUALITY = 40  # of WebP, at which small grey text can still be read
BRAND, MILL, TWIN = "ID-123", "LC-111", "LC-121"  # the organizations of the API's example, and the mill once more


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: the name of its files, what it is, its path, in which records of the demo are named."""

    name: str
    title: str
    path: str
    click: str = ""


OUTSIDE = (Shot("password-forgotten", "A forgotten password", "/password/forgotten"), Shot("sign-in", "Sign in", "/sign-in"))
SHOTS = (
    Shot("home", "Home", "/"),
    Shot("search", "Search", "/search?q=mills"),
    Shot("activity", "Activity", "/activity"),
    Shot("duplicates", "Duplicates", "/duplicates"),
    Shot("duplicates-similar", "Duplicates by similar names", "/duplicates?way=spelling"),
    Shot("told-apart", "What is no duplicate", "/duplicates/apart"),
    Shot("organizations", "Organizations", "/organizations"),
    Shot("organizations-filtered", "Organizations, filtered and sorted", "/organizations?type=S&country=IN&sort=-updatedAt,name"),
    Shot("organization", "An organization", "/organizations/{organization}"),
    Shot("organization-relationships", "Its relationships, from both ends", "/organizations/{organization}/relationships"),
    Shot("organization-graph", "Its network", "/organizations/{organization}/graph"),
    Shot("organization-contacts", "Its contacts", "/organizations/{organization}/contacts"),
    Shot("organization-products", "Its products", "/organizations/{organization}/products"),
    Shot("organization-activity", "Its history", "/organizations/{organization}/activity"),
    Shot("organization-api", "What programs read", "/organizations/{organization}/api"),
    Shot("organization-sharing", "Who may see it", "/organizations/{organization}/sharing"),
    Shot("organization-edit", "Editing it", "/organizations/{organization}/edit"),
    Shot("organization-field", "One field by itself", "/organizations/{organization}/fields/contactPerson"),
    Shot("organization-new", "A new organization", "/organizations/new?name=Larkfell+Creek+Outdoor"),
    Shot("organization-merge", "Merging two", "/organizations/{mill}/merge?from={twin}"),
    Shot("organization-archive", "Asking once", "/organizations/{organization}/archive"),
    Shot("relationships", "Relationships", "/relationships"),
    Shot("relationship", "A relationship", "/relationships/{relationship}"),
    Shot("relationship-sharing", "Who may see it", "/relationships/{relationship}/sharing"),
    Shot("relationship-edit", "Editing it", "/relationships/{relationship}/edit"),
    Shot("relationship-activity", "Its history", "/relationships/{relationship}/activity"),
    Shot("relationship-new", "A new relationship", "/relationships/new?source={organizationId}&types=direct+supplier"),
    Shot("contacts", "Contacts", "/contacts"),
    Shot("contact", "A contact", "/contacts/{contact}"),
    Shot("contact-relationships", "The relationships that list it", "/contacts/{contact}/relationships"),
    Shot("contact-new", "A new contact", "/contacts/new?organization={organizationId}"),
    Shot("products", "Products", "/products"),
    Shot("product", "A product", "/products/{product}"),
    Shot("product-new", "A new product", "/products/new"),
    Shot("settings-account", "The account's policies", "/settings/account"),
    Shot("settings-members", "Members", "/settings/members"),
    Shot("settings-member-new", "Letting somebody in", "/settings/members/new"),
    Shot("settings-roles", "Roles", "/settings/roles"),
    Shot("settings-role-new", "A new role", "/settings/roles/new"),
    Shot("settings-teams", "Teams", "/settings/teams"),
    Shot("settings-team-new", "A new team", "/settings/teams/new"),
    Shot("settings-api-keys", "API keys", "/settings/api-keys"),
    Shot("settings-api-key-new", "A new API key", "/settings/api-keys/new"),
    Shot("settings-custom-fields", "Custom fields", "/settings/custom-fields"),
    Shot("settings-custom-field-new", "A new custom field", "/settings/custom-fields/new"),
    Shot("settings-templates", "Templates of custom fields", "/settings/custom-field-templates"),
    Shot("settings-template-new", "A new template", "/settings/custom-field-templates/new"),
    Shot("settings-relationship-types", "Relationship types", "/settings/relationship-types"),
    Shot("settings-relationship-type-new", "A new relationship type", "/settings/relationship-types/new"),
    Shot("settings-contact-roles", "Contact roles", "/settings/contact-roles"),
    Shot("settings-categories", "Categories", "/settings/categories"),
    Shot("settings-product-categories", "Product categories", "/settings/product-categories"),
    Shot("settings-companies", "Companies", "/settings/companies"),
    Shot("choose-account", "Choosing an account", "/choose-account"),
    Shot("profile", "Profile", "/profile"),
    Shot("password", "Another password", "/profile/password"),
    Shot("confirm", "Confirming who one is, before anything about signing in changes", "/profile/two-factor"),
    Shot("admin", "Back office", "/admin/"),
    Shot("admin-organizations", "Organizations in the back office", "/admin/organizations/organization/"),
    Shot("admin-organization", "An organization in the back office", "/admin/organizations/organization/{organizationId}/change/"),
)


def main() -> None:
    """Photograph everything. Exits with a sentence where the demo or Chromium is missing."""
    program, demo = chromium(), read_demo()
    if program is None or not demo:
        sys.exit("Needs Chromium (apt install chromium) and the demo: `make run`, in another terminal.")
    ALBUM.mkdir(exist_ok=True)
    names = records(demo)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        for look in LOOKS:
            photograph(browser, look, demo, names)
        browser.close()
    (ALBUM / "README.md").write_text(contents())


def read_demo() -> dict[str, str]:
    """What `make run` says of the demo; nothing: it has never run here."""
    file = ROOT / "var" / "demo.env"
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line) if file.exists() else {}


def records(demo: Mapping[str, str]) -> dict[str, Any]:
    """The records whose pages are shown: a brand, two that may be one, the brand's first relationship and contact, the first product."""
    brand = first(demo, f"organizations?externalId={BRAND}")
    return {
        "organization": brand["inspId"],
        "organizationId": brand["id"],
        "mill": first(demo, f"organizations?externalId={MILL}")["inspId"],
        "twin": first(demo, f"organizations?externalId={TWIN}")["id"],
        "relationship": first(demo, f"relationships?organizationId={brand['id']}")["id"],
        "contact": first(demo, f"contacts?organizationId={brand['id']}")["id"],
        "product": first(demo, "products")["id"],
    }


def first(demo: Mapping[str, str], path: str) -> dict[str, Any]:
    """The first record of a list."""
    rights = {"Authorization": f"Bearer {demo['RELATA_API_KEY']}"}
    with urllib.request.urlopen(urllib.request.Request(f"{demo['RELATA_URL']}/api/v2/{path}", headers=rights)) as answer:
        found: dict[str, Any] = json.load(answer)["data"][0]
        return found


def photograph(browser: Browser, look: Look, demo: Mapping[str, str], names: Mapping[str, Any]) -> None:
    """Every page in one look, by somebody who signs in as people do."""
    page = browser.new_context(**look.context()).new_page()
    for shot in OUTSIDE:
        take(page, shot, look, demo["RELATA_URL"], names)
    page.get_by_label("E-mail").fill(demo["RELATA_EMAIL"])
    page.locator("[type=password]").fill(demo["RELATA_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("networkidle")
    for shot in SHOTS:
        take(page, shot, look, demo["RELATA_URL"], names)
    page.context.close()


def take(page: Page, shot: Shot, look: Look, url: str, names: Mapping[str, Any]) -> None:
    """One picture. Exits where the page is not there."""
    answer = page.goto(url + shot.path.format_map(names))
    if answer is None or not answer.ok:
        sys.exit(f"{shot.path} answers {answer and answer.status}.")
    page.wait_for_load_state("networkidle")
    picture = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (ALBUM / f"{shot.name}-{look}.webp").write_bytes(base64.b64decode(picture["data"]))


def contents() -> str:
    """The album: every page in its four looks, those of the desk linked, those of the phone beside them."""
    lines = ["# What the pages look like", "", "Photographed by `make screenshots` from the demo that `make run` shows; don't edit.", ""]
    for shot in (*OUTSIDE, *SHOTS):
        lines += [f"## {shot.title}", "", "<p>"]
        lines += [f'<img src="{shot.name}-{look}.webp" alt="{shot.title}, {look}" height="300">' for look in LOOKS]
        lines += ["</p>", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
