"""Pictures of records: lists, what is done with many, and the pages of one."""

from __future__ import annotations

from scripts.screenshots.props import CLOSED
from scripts.screenshots.shots import OWNER, Part, Shot
from scripts.screenshots.steps import change, fill, pick, press, unfold

ONE = "/organizations/{organization}"
EDGE = "/relationships/{relationship}"

HOME = Part(
    "Home, search, history, duplicates",
    OWNER,
    (
        Shot("home", "Home", "/"),
        Shot("search", "Search", "/search?q=mills"),
        Shot("activity", "Activity", "/activity"),
        Shot("duplicates", "Duplicates", "/duplicates"),
        Shot("duplicates-similar", "Duplicates by similar names", "/duplicates?way=spelling"),
        Shot("told-apart", "What is no duplicate", "/duplicates/apart"),
    ),
)
ORGANIZATIONS = Part(
    "Organizations",
    OWNER,
    (
        Shot("organizations", "The list", "/organizations"),
        Shot("organizations-filtered", "Filtered and sorted", "/organizations?type=S&country=IN&sort=-updatedAt,name"),
        Shot("organizations-columns", "Choosing columns", "/organizations?panel=columns"),
        Shot("organizations-views", "Saved views", "/organizations", (unfold(".views-menu"),)),
        Shot("organizations-none", "Nothing matches", "/organizations?q=nothing+like+this"),
        Shot("organizations-archive", "Archiving many: the question", "/organizations", pick("Archive"), "/organizations/bulk"),
        Shot(
            "organizations-restore",
            "Restoring many: the question",
            f"/organizations?includeArchived=true&q={CLOSED}",
            pick("Restore", 1),
            "/organizations/bulk",
        ),
        Shot("organization", "One of them", ONE),
        Shot("organization-more", "What else can be done with it", ONE, (unfold(".page-head .menu"),)),
        Shot("organization-relationships", "Its relationships, from both ends", f"{ONE}/relationships"),
        Shot("organization-graph", "Its network", f"{ONE}/graph"),
        Shot("organization-contacts", "Its contacts", f"{ONE}/contacts"),
        Shot("organization-products", "Its products", f"{ONE}/products"),
        Shot("organization-activity", "Its history", f"{ONE}/activity"),
        Shot("organization-api", "What programs read", f"{ONE}/api"),
        Shot("organization-sharing", "Who may see it", f"{ONE}/sharing"),
        Shot("organization-grant", "What one of them may do", f"{ONE}/sharing/manual/{{partner}}"),
        Shot("organization-revoke", "Sharing it no more", f"{ONE}/sharing/manual/{{partner}}/revoke"),
        Shot("organization-edit", "Editing it", f"{ONE}/edit"),
        Shot("organization-field", "One field by itself", f"{ONE}/fields/contactPerson"),
        Shot("organization-archive", "Archiving it: the question", f"{ONE}/archive"),
        Shot("organization-archived", "An archived one", "/organizations/{closed}"),
        Shot("organization-restore", "Restoring it: the question", "/organizations/{closed}/restore"),
        Shot("organization-merge", "Merging two", "/organizations/{mill}/merge?from={twin}"),
        Shot("organization-new", "A new one", "/organizations/new?name=Larkfell+Creek+Outdoor"),
        Shot(
            "organization-new-refused",
            "A new one, with mistakes",
            "/organizations/new",
            (fill("website", "nowhere"), fill("phone", "x" * 60), press("Create")),
            status=422,
        ),
    ),
)
RELATIONSHIPS = Part(
    "Relationships",
    OWNER,
    (
        Shot("relationships", "The list", "/relationships"),
        Shot("relationship", "One of them", EDGE),
        Shot("relationship-sharing", "Who may see it", f"{EDGE}/sharing"),
        Shot("relationship-grant", "What one of them may do", f"{EDGE}/sharing/manual/{{partner}}"),
        Shot("relationship-revoke", "Sharing it no more", f"{EDGE}/sharing/manual/{{partner}}/revoke"),
        Shot("relationship-edit", "Editing it", f"{EDGE}/edit"),
        Shot("relationship-field", "One field by itself", f"{EDGE}/fields/relationshipStatus"),
        Shot("relationship-activity", "Its history", f"{EDGE}/activity"),
        Shot("relationship-api", "What programs read", f"{EDGE}/api"),
        Shot("relationship-remove", "Removing it: the question", f"{EDGE}/remove"),
        Shot("relationship-new", "A new one", "/relationships/new?source={organizationId}&types=direct+supplier"),
    ),
)
CONTACTS = Part(
    "Contacts",
    OWNER,
    (
        Shot("contacts", "The list", "/contacts"),
        Shot("contacts-remove", "Removing many: the question", "/contacts", pick("Remove"), "/contacts/bulk"),
        Shot("contact", "One of them", "/contacts/{contact}"),
        Shot("contact-relationships", "The relationships that list it", "/contacts/{contact}/relationships"),
        Shot("contact-edit", "Editing it", "/contacts/{contact}/edit"),
        Shot("contact-field", "One field by itself", "/contacts/{contact}/fields/email"),
        Shot("contact-activity", "Its history", "/contacts/{contact}/activity"),
        Shot("contact-api", "What programs read", "/contacts/{contact}/api"),
        Shot("contact-remove", "Removing it: the question", "/contacts/{contact}/remove"),
        Shot("contact-new", "A new one", "/contacts/new?organization={organizationId}"),
    ),
)
PRODUCTS = Part(
    "Products",
    OWNER,
    (
        Shot("products", "The list", "/products"),
        Shot("product", "One of them", "/products/{product}"),
        Shot("product-edit", "Editing it", "/products/{product}/edit"),
        Shot("product-field", "One field by itself", "/products/{product}/fields/name"),
        Shot("product-activity", "Its history", "/products/{product}/activity"),
        Shot("product-api", "What programs read", "/products/{product}/api"),
        Shot("product-remove", "Removing it: the question", "/products/{product}/remove"),
        Shot("product-new", "A new one", "/products/new"),
    ),
)


def _many(name: str, field: str, value: str, query: str = "") -> tuple[Shot, ...]:
    """Editing many of a list: the question, what became of it, and that taken back."""
    at = f"/{name}/bulk"
    return (
        Shot(f"{name}-edit", f"{name.capitalize()}: the question", f"/{name}{query}", pick("Edit"), at),
        Shot(f"{name}-edited", f"{name.capitalize()}: what became of it", "", change(field, value), f"{at}/1"),
        Shot(f"{name}-undone", f"{name.capitalize()}: taken back", "", (press("Undo"),), f"{at}/1"),
    )


MANY = Part(
    "Editing many at once",
    OWNER,
    (
        *_many("organizations", "country", "FR", "?includeArchived=true&country=PT&sort=-createdAt"),
        *_many("relationships", "relationshipStatus", "inactive"),
        *_many("contacts", "role", "Quality Manager"),
        *_many("products", "status", "DEPRECATED"),
    ),
)
