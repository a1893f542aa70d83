"""Products: what the engine must know of them."""

from __future__ import annotations

from typing import Any

from accounts.actor import Actor
from api.suggestions import close_names
from database.compiled import AccountRows
from organizations.resources import companies, company_number
from products.integrations import claim_integrations
from products.items import Choice, ProductItem
from products.lists import choose_features, choose_integrations
from products.models import Product, ProductCategory
from products.parents import refuse_removal_of_parents, refuse_wrong_parents
from products.reading import PRODUCT
from products.words import Categories, Category
from upserts.draft import Draft
from upserts.registry import register
from upserts.resource import BY_EXTERNAL_ID, BY_ID, Capabilities, Resource
from upserts.world import World


def understand(draft: Draft, world: World) -> None:
    """Category and company become ids of this account."""
    _find_category(draft, world)
    if "billing_number" in draft.values:
        number = draft.values.pop("billing_number")
        draft.values["billing_entity_id"] = world.words["companies"].get(number)
        if number is not None and draft.values["billing_entity_id"] is None:
            known = sorted(world.words["companies"])[:5]
            draft.refuse("reference_not_found", "billingEntityId", number=number, suggestions=known)


def _find_category(draft: Draft, world: World) -> None:
    """`category` and `categoryId` say the same in two ways; where both are there, they must agree."""
    values, known = draft.values, world.words["categories"]
    by_id, says_choice = values.get("category_id"), "category_choice" in values
    choice = values.pop("category_choice", None)
    found = _chosen(draft, choice, known) if choice is not None else None
    if by_id is not None and by_id not in known.by_id:
        draft.refuse("reference_not_found", "categoryId", id=by_id)
        return
    if not says_choice or (choice is not None and found is None):
        return
    chosen = found.id if found is not None else None
    # A PUT has emptied the one that it does not name.
    if world.options.whole and None in (by_id, chosen):
        values["category_id"] = by_id or chosen
    elif values.setdefault("category_id", chosen) != chosen:
        message = "`category` and `categoryId` name two different categories."
        draft.refuse("ambiguous_match", "category", message=message, category=chosen, categoryId=by_id)


def _chosen(draft: Draft, choice: Choice, known: Categories) -> Category | None:
    """The category that was named. None: there is none, which is refused."""
    found = known.by_key.get(str(choice.key)) if choice.id is None else known.by_id.get(choice.id)
    if found is None and choice.id is None:
        suggestions = close_names(str(choice.key), known.by_key)
        draft.refuse("reference_not_found", "category", value=choice.key, suggestions=suggestions)
    elif found is None:
        draft.refuse("reference_not_found", "category", id=choice.id)
    else:
        for member, said, stored in (("key", choice.key, found.key), ("name", choice.name, found.name)):
            if said not in (None, stored):
                draft.refuse("read_only_field", "category", member)
    return found


def refuse_inactive_category(draft: Draft, world: World) -> None:
    """An inactive category stays where it is, but is not newly chosen."""
    category = draft.values.get("category_id")
    if category is None or world.words["categories"].by_id[category].is_active or (draft.row or {}).get("category_id") == category:
        return
    draft.refuse("reference_not_found", "category", message="This category is not active.", id=category)


def load_categories(actor: Actor) -> Categories:
    """The account's product categories, the inactive ones too."""
    return Categories(tuple(Category(*values) for values in _CATEGORIES.of(actor.account_id)))


def category_key(category_id: int | None, world: World) -> str | None:
    """How history names a category."""
    found: Any = world.words["categories"].by_id.get(category_id)
    return found and found.key


_CATEGORIES = AccountRows(
    lambda account: ProductCategory.objects.visible_to(account).order_by("key").values_list("id", "key", "name", "is_active")
)
PRODUCTS = register(
    Resource(
        name="products",
        record_type="product",
        model=Product,
        item=ProductItem,
        keys=(BY_ID, BY_EXTERNAL_ID),
        external_id_wire="reference",
        capabilities=Capabilities(view="view_product", edit="edit_product", rekey="full_product"),
        read_model=PRODUCT,
        orders={"id": "id", "name": "name", "displayOrder": "display_order", "updatedAt": "updated_at"},
        kept=("status",),
        words={"categories": load_categories, "companies": companies},
        lookups=(refuse_wrong_parents, refuse_removal_of_parents, claim_integrations),
        understand=understand,
        rules=(refuse_inactive_category, choose_features, choose_integrations),
        columns_of={"category": "category_id", "billingEntityId": "billing_entity_id"},
        shows={"category": category_key, "billingEntityId": company_number},
    )
)
