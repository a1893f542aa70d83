"""What is expected of the routes about products: nothing hides inside an account, but only a reach over all of it changes them."""

from __future__ import annotations

from tests.kit.matrix_lines import (
    CREATORS,
    CURSOR,
    GONE,
    NOT_FOUND,
    PLATFORM,
    READ_ONLY,
    READERS,
    REMOVERS,
    SIGNED,
    TAKEN,
    UNAVAILABLE,
    UNKNOWN,
    Fragment,
    Row,
    Slot,
    body,
    found_by,
    narrowing,
    one,
    own_field,
    signed,
    written,
)

# Who reaches granted records only reads all products and changes none; so does a creator whose reach is such.
MAKERS = CREATORS.replace("F", "")
CHANGERS = "OMEI"
SELLERS = REMOVERS.replace("F", "")
NO_FIELD = "400 unknown_custom_field"
REKEYS = "E 403 permission_denied"
WORDS = body(
    *SIGNED,
    *("clientRef", "ifVersion", "fieldActions.features", "fieldActions.linkedIntegrations", "fieldActions.customFields"),
    *("objectType", "name", "description", "productType", "status", "taxCategory", "displayOrder"),
    *("features[].reference", "features[].name", "linkedIntegrations[].integration", "category.name"),
)


def of_products(ok: str) -> tuple[Slot, ...]:
    """The vocabulary and the other products that every item may name."""
    link: Fragment = {"linkedIntegrations[].integration": "webshop"}
    return (
        PLATFORM,
        Slot("body category", "product category key", ok, UNKNOWN),
        Slot("body category.key", "product category key", ok, UNKNOWN),
        Slot("body category.id", "product category", ok, UNKNOWN),
        Slot("body categoryId", "product category", ok, UNKNOWN),
        Slot("body billingEntityId", "company", ok, UNKNOWN),
        Slot("body parentProductId", "product parent", ok, UNKNOWN),
        Slot("body linkedIntegrations[].reference", "product link", TAKEN if ok == "201" else ok, ok, beside=link, is_open=True),
        Slot("body customFields", "product-field", ok, NO_FIELD),
        *signed(),
    )


NEW: Fragment = {"reference": "FRESH", "name": "Fresh"}
CHANGED_PRODUCT = (
    one("product"),
    Slot("body id", "product", "200", READ_ONLY),
    Slot("body reference", "product key", "200", f"200|{REKEYS}", is_open=True),
    *of_products("200"),
)
_ROWS: dict[str, Row] = {
    "POST products/upsert": Row(
        MAKERS,
        "200",
        (
            Slot("body id", "product", "200", NOT_FOUND, beside={"reference": GONE}),
            Slot("body reference", "product key", "200", "201", beside={"name": "Fresh"}),
            found_by("product"),
            *of_products("200"),
        ),
        {"reference": "$product key", "name": "Fresh"},
        always={"B": UNAVAILABLE},
    ),
    "GET products": Row(
        READERS,
        "200",
        (
            PLATFORM,
            CURSOR,
            narrowing("reference", "product key"),
            narrowing("categoryId", "product category"),
            narrowing("parentProductId", "product"),
            own_field("product"),
        ),
    ),
    "POST products": Row(
        MAKERS,
        "201",
        (
            Slot("body id", "product", TAKEN, NOT_FOUND),
            Slot("body reference", "product key", TAKEN, "201"),
            *of_products("201"),
        ),
        NEW,
    ),
    "GET products/{id}": Row(READERS, "200", (PLATFORM, one("product"))),
    "PATCH products/{id}": Row(CHANGERS, "200", CHANGED_PRODUCT, {"displayOrder": 3}),
    "PUT products/{id}": Row(CHANGERS, "200", CHANGED_PRODUCT, {"name": "Fresh"}),
    "DELETE products/{id}": Row(SELLERS, "204", (PLATFORM, one("product", "204"))),
}

PRODUCTS = written(_ROWS, WORDS)
