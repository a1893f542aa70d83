"""Pictures of the settings: of each section its list, a new row, one that is there, and the question before it goes."""

from __future__ import annotations

from scripts.screenshots.shots import OWNER, Part, Shot
from scripts.screenshots.steps import fill, press, tick


def _section(path: str, row: str, name: str, title: str) -> tuple[Shot, ...]:
    """Below /settings/<path>; `row` is what stands in the address of a row, `name` what the files of one are called."""
    at, begin = f"/settings/{path}", f"settings-{name}"
    return (
        Shot(f"settings-{path.removeprefix('custom-field-')}", title, at),
        Shot(f"{begin}-new", f"{title}: a new one", f"{at}/new"),
        Shot(begin, f"{title}: one of them", f"{at}/{{{row}}}"),
        Shot(f"{begin}-remove", f"{title}: the question before one goes", f"{at}/{{{row}}}/remove"),
    )


SETTINGS = Part(
    "Settings",
    OWNER,
    (
        Shot("settings", "Everything that can be set", "/settings"),
        Shot("settings-account", "The account's policies", "/settings/account"),
        *_section("companies", "company", "company", "Companies"),
        *_section("members", "member", "member", "Members"),
        *_section("roles", "role", "role", "Roles"),
        *_section("teams", "team", "team", "Teams"),
        *_section("api-keys", "key", "api-key", "API keys"),
        *_section("custom-fields", "field", "custom-field", "Custom fields"),
        *_section("custom-field-templates", "template", "template", "Templates of custom fields"),
        *_section("relationship-types", "type", "relationship-type", "Relationship types"),
        *_section("contact-roles", "contactRole", "contact-role", "Contact roles"),
        *_section("categories", "category", "category", "Categories"),
        *_section("product-categories", "productCategory", "product-category", "Product categories"),
    ),
)
NEW_KEY = Part(
    "A new API key",
    OWNER,
    (
        Shot(
            "settings-api-key-shown",
            "The one page that shows it",
            "/settings/api-keys/new",
            (fill("name", "ERP"), tick("[value='organization.read']"), press("Create")),
        ),
    ),
)
