"""Pictures of the back office."""

from __future__ import annotations

from scripts.screenshots.shots import OPERATOR, OWNER, Part, Shot
from scripts.screenshots.steps import choose, fill, find, press, press_named, tick

RECORDS = "/admin/organizations/organization/"
ONE = f"{RECORDS}{{organizationId}}/"

BACK_OFFICE = Part(
    "Back office",
    OWNER,
    (
        Shot("admin", "Overview", "/admin/"),
        Shot("admin-find", "Finding anything", "/admin/find?q=mill"),
        Shot("admin-organizations", "Organizations", RECORDS),
        Shot("admin-organization", "One of them", f"{ONE}change/"),
        Shot("admin-organization-new", "A new one", f"{RECORDS}add/"),
        Shot("admin-organization-history", "Its history", f"{ONE}history/"),
        Shot("admin-organization-archive", "Archiving it: the question", f"{ONE}delete/"),
        Shot(
            "admin-organizations-share",
            "Sharing many",
            RECORDS,
            (tick(".action-select", 2), choose("action", "share"), press("Run")),
        ),
        Shot("admin-relationships", "Relationships", "/admin/relationships/relationship/"),
        Shot("admin-relationship", "One of them", "/admin/relationships/relationship/{relationship}/change/"),
        Shot("admin-contacts", "Contacts", "/admin/contacts/contact/"),
        Shot("admin-products", "Products", "/admin/products/product/"),
        Shot("admin-changes", "Changes", "/admin/activity/change/"),
        Shot("admin-members", "Members", "/admin/accounts/membership/"),
        Shot("admin-roles", "Roles", "/admin/accounts/role/"),
        Shot("admin-teams", "Teams", "/admin/accounts/team/"),
        Shot("admin-grants", "Grants", "/admin/accounts/grant/"),
        Shot("admin-grant", "One of them", "/admin/accounts/grant/{grant}/change/"),
        Shot("admin-grant-remove", "Taking it back: the question", "/admin/accounts/grant/{grant}/delete/"),
        Shot("admin-grant-new", "A new one", "/admin/accounts/grant/add/"),
        Shot("admin-keys", "API keys", "/admin/accounts/apikey/"),
        Shot("admin-key-new", "A new one", "/admin/accounts/apikey/add/"),
        Shot("admin-companies", "Companies", "/admin/accounts/company/"),
        Shot("admin-fields", "Custom fields", "/admin/customfields/customfield/"),
        Shot("admin-field", "One of them", "/admin/customfields/customfield/{field}/change/"),
        Shot("admin-templates", "Templates of custom fields", "/admin/customfields/customfieldtemplate/"),
        Shot("admin-template", "One of them", "/admin/customfields/customfieldtemplate/{template}/change/"),
        Shot("admin-types", "Relationship types", "/admin/relationships/relationshiptype/"),
        Shot("admin-contact-roles", "Contact roles", "/admin/contacts/contactrole/"),
        Shot("admin-categories", "Categories", "/admin/organizations/category/"),
        Shot("admin-product-categories", "Product categories", "/admin/products/productcategory/"),
        Shot("admin-usage", "Usage", "/admin/accounts/usage/"),
    ),
)
NEW_KEY = Part(
    "Back office: a new API key",
    OWNER,
    (
        Shot(
            "admin-key-shown",
            "The one page that shows it",
            "/admin/accounts/apikey/add/",
            (find("user", "Dana"), fill("name", "ERP"), tick("[value='organization.read']"), press_named("_save")),
        ),
    ),
)
OPERATING = Part(
    "Back office, for who operates the installation",
    OPERATOR,
    (
        Shot("admin-choose", "Choosing an account", "/admin/accounts"),
        Shot("admin-all", "All accounts", "", (press("all accounts"),), "/admin/"),
        Shot("admin-accounts", "Accounts", "/admin/accounts/account/"),
        Shot("admin-users", "Users", "/admin/accounts/user/"),
        Shot("admin-receipts", "Receipts", "/admin/upserts/receipt/"),
        Shot("admin-acts", "What operators did", "/admin/backoffice/operatoract/"),
    ),
)
