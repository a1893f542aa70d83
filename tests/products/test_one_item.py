"""An upsert of one bare product, as source 5 asks for it, and what a product reads as."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import API, Item, assert_problem, get, mistakes, outcome, post_upsert, refusal, saved, warnings
from tests.kit.cast import Person, bearer, make_key
from tests.kit.worlds import World
from tests.kit.writing import send as call
from tests.kit.writing import written
from tests.products.conftest import Send
from tests.upserts.ledger import history

SHELL: Item = {"reference": "SHELL", "name": "Shell"}
PATH = f"{API}products/upsert"


def post(client: Client, item: object, **headers: str) -> Any:
    return client.post(PATH, json.dumps(item), content_type="application/json", headers=headers)


# --- the answers of source 5 ---


@pytest.mark.parametrize("header", ["Authorization", "X-API-KEY"])
def test_a_new_one_is_201_with_the_record_and_a_known_one_200(client: Client, owner: Person, header: str):
    key = {header: f"Bearer {owner.key}" if header == "Authorization" else owner.key, "X-Platform-Id": "acme"}
    made = post(client, SHELL, **key)
    assert (made.status_code, made.json()["operationType"], made.json()["matchedBy"]) == (201, "create", None)
    assert made.json()["record"] == client.get(made["Location"], headers=key).json()
    changed = post(client, SHELL | {"name": "Ridge Shell"}, **key)
    assert (changed.status_code, changed.json()["operationType"], changed.json()["matchedBy"]) == (200, "update", "reference")
    assert (changed.json()["record"]["name"], changed.json()["version"]) == ("Ridge Shell", 2)
    again = post(client, SHELL | {"name": "Ridge Shell"}, **key)
    assert (again.status_code, again.json()["operationType"]) == (200, "unchanged")


def test_what_is_wrong_is_400_and_names_the_fields(client: Client, owner: Person):
    body = assert_problem(post(client, {"reference": "a b", "status": "LIVE"}, **owner.headers), 400, "invalid_format")
    assert mistakes(body) == [("invalid_choice", "status"), ("invalid_format", "reference"), ("required", "name")]


def test_nobody_is_401_and_a_platform_that_is_not_ones_own_403(client: Client, owner: Person):
    assert_problem(post(client, SHELL), 401, "not_authenticated")
    assert_problem(post(client, SHELL, **bearer("rel_nobody")), 401, "not_authenticated")
    assert_problem(post(client, SHELL, **owner.headers, **{"X-Platform-Id": "globex"}), 403, "permission_denied")


def test_an_id_that_is_nowhere_or_elsewhere_is_404(client: Client, world: World):
    (theirs,) = saved(client, world.cast.stranger, "products", SHELL)
    for id_ in (theirs["id"], 2**62):
        assert_problem(post(client, {"id": id_, "name": "x"}, **world.owner.headers), 404, "not_found")


@pytest.mark.parametrize(
    ("scopes", "may_create", "may_update"),
    [
        (["product.create"], True, False),
        (["product.update"], False, True),
        (["product.write"], True, True),
        (["organization.all"], False, False),
    ],
)
def test_creating_and_updating_take_an_operation_each(client: Client, world: World, scopes: list[str], may_create: bool, may_update: bool):
    saved(client, world.owner, "products", SHELL)
    key = bearer(make_key(world.cast.acme, scopes=scopes))
    made, changed = (post(client, SHELL | {"reference": reference, "name": "x"}, **key) for reference in ("NEW", "SHELL"))
    assert made.status_code == (201 if may_create else 403), made.content
    assert changed.status_code == (200 if may_update else 409 if may_create else 403), changed.content
    if scopes == ["product.update"]:
        assert made.json()["code"] == "create_not_permitted"
    if scopes == ["product.create"]:
        assert changed.json()["code"] == "external_id_unavailable"


# --- the record ---

DEFAULTS: Item = {
    "objectType": "product",
    "reference": "SHELL",
    "name": "Shell",
    "description": None,
    "productType": "DEFAULT",
    "status": "DRAFT",
    "taxCategory": "STANDARD",
    "category": None,
    "parentProductId": None,
    "features": [],
    "displayOrder": 0,
    "linkedIntegrations": [],
    "billingEntityId": None,
    "customFields": {},
    "permissions": ["edit", "full", "read"],
    "version": 1,
}


def test_a_product_of_which_little_is_said_has_the_first_of_every_choice(client: Client, owner: Person, send: Send):
    record = get(client, owner, f"products/{send('SHELL')['id']}").json()
    assert {name: record[name] for name in DEFAULTS} == DEFAULTS
    assert set(record) == {*DEFAULTS, "id", "createdAt", "createdBy", "updatedAt", "updatedBy"}


def test_what_get_answers_can_be_put_back_and_changes_nothing(client: Client, owner: Person, send: Send):
    parent = send("PARENT")["id"]
    link = {"integration": "webshop", "reference": "1"}
    feature = {"reference": "taped", "name": "Taped"}
    made = send("SHELL", category="tops", parentProductId=parent, linkedIntegrations=[link], features=[feature], billingEntityId=1)
    path = f"products/{made['id']}"
    record = get(client, owner, path).json()
    for method in ("put", "patch"):
        assert written(client, owner, method, path, record) == record
    assert outcome(client, owner, "products", record)["operationType"] == "unchanged"


def test_a_put_keeps_reference_and_status_and_empties_the_rest(client: Client, owner: Person, send: Send):
    made = send("SHELL", status="ARCHIVED", category="tops", displayOrder=4, features=[{"reference": "a", "name": "b"}], billingEntityId=1)
    record = written(client, owner, "put", f"products/{made['id']}", {"name": "Shell"})
    assert {name: record[name] for name in DEFAULTS} == DEFAULTS | {"status": "ARCHIVED", "version": 2}
    answer = call(client, owner, "put", f"products/{made['id']}", {})
    assert mistakes(assert_problem(answer, 400, "required")) == [("required", "name")]


def test_history_tells_of_it_in_the_words_of_the_wire(client: Client, owner: Person, send: Send):
    made = send("SHELL", category="tops", billingEntityId=1)
    send("SHELL", category="footwear", billingEntityId=None, features=[{"reference": "a", "name": "b"}])
    (change,) = [one for one in history(owner, "product", made["id"]) if one.operation == "update"]
    assert change.changes == {
        "category": ["tops", "footwear"],
        "billingEntityId": [1, None],
        "features": [[], [{"name": "b", "reference": "a"}]],
    }


# --- its reference ---


def test_a_reference_differs_by_case_and_is_stripped_at_its_ends(send: Send):
    first, other, same = send("SHELL"), send("Shell"), send(" SHELL\u200b", name="New")
    assert first["id"] != other["id"]
    assert (same["id"], same["operationType"]) == (first["id"], "update")
    assert warnings(same) == [("value_normalized", "reference")]


def test_id_and_reference_together_give_the_record_another_reference(client: Client, owner: Person, send: Send):
    made = send("SHELL")
    renamed = outcome(client, owner, "products", {"id": made["id"], "reference": "RIDGE"})
    assert (renamed["operationType"], renamed["matchedBy"]) == ("update", "id")
    send("TARN")
    taken = outcome(client, owner, "products", {"id": made["id"], "reference": "TARN"})
    error = refusal(taken, 409, "external_id_taken", "reference")
    assert set(error["params"]["holder"]) == {"id", "reference"}


def test_another_reference_takes_full_permission(client: Client, world: World, send: Send):
    made = send("SHELL")
    item = {"id": made["id"], "reference": "RIDGE"}
    error = refusal(outcome(client, world.cast.editor, "products", item), 403, "permission_denied", None)
    assert error["params"]["needed"] == ["full_product"]
    assert outcome(client, world.cast.integration, "products", item)["operationType"] == "update"


def test_an_update_that_names_nothing_says_what_would_name_it(client: Client, owner: Person):
    body = assert_problem(post_upsert(client, owner, "products", {"name": "x"}, mode="updateOnly"), 400, "required")
    assert "reference" in body["errors"][0]["message"]
    suggested = outcome(client, owner, "products", {"reference": "shell"}, mode="updateOnly")
    assert refusal(suggested, 404, "does_not_exist", None)["params"]["suggestions"] == []


def test_a_mistyped_reference_finds_what_may_have_been_meant(client: Client, owner: Person, send: Send):
    send("SHELL-1")
    result = outcome(client, owner, "products", {"reference": "shell-1"}, mode="updateOnly")
    assert refusal(result, 404, "does_not_exist", None)["params"]["suggestions"] == ["SHELL-1"]


def test_two_items_with_one_reference_are_both_refused(client: Client, owner: Person):
    answer = post_upsert(client, owner, "products", [SHELL, SHELL | {"reference": "SHELL "}]).json()
    assert [mistakes(result) for result in answer["data"]] == [[("duplicate_in_batch", "reference")]] * 2


# --- its category and company ---


def test_a_category_goes_by_key_by_id_or_as_it_is_shown(client: Client, owner: Person, send: Send, categories: dict[str, int]):
    tops = categories["tops"]
    ways: list[Item] = [
        {"category": "tops"},
        {"categoryId": tops},
        {"category": {"key": "tops"}},
        {"category": {"id": tops}},
        {"category": {"id": tops, "key": "tops", "name": "Tops"}},
        {"category": "tops", "categoryId": tops},
    ]
    for number, way in enumerate(ways):
        made = send(f"P-{number}", **way)
        assert get(client, owner, f"products/{made['id']}").json()["category"] == {"id": tops, "key": "tops", "name": "Tops"}, way
        for other in ways:
            assert send(f"P-{number}", **other)["operationType"] == "unchanged"


def test_a_category_and_an_id_that_do_not_agree_are_refused(send: Send, categories: dict[str, int]):
    tops, footwear = categories["tops"], categories["footwear"]
    for number, (category, id_) in enumerate((("tops", footwear), (None, tops), ("tops", None), ({"key": "tops"}, footwear))):
        refusal(send(f"P-{number}", category=category, categoryId=id_), 409, "ambiguous_match", "category")
    refusal(send("P", category={"id": tops, "key": "footwear"}), 400, "read_only_field", "category.key")


@pytest.mark.parametrize("way", ["category", "categoryId"])
def test_a_put_takes_either_way_and_without_both_there_is_none(
    client: Client, owner: Person, send: Send, categories: dict[str, int], way: str
):
    path = f"products/{send('SHELL', category='tops')['id']}"
    named = {"category": "footwear", "categoryId": categories["footwear"]}[way]
    assert written(client, owner, "put", path, {"name": "x", way: named})["category"]["key"] == "footwear"
    both = {"name": "x", "category": "tops", "categoryId": categories["footwear"]}
    assert_problem(call(client, owner, "put", path, both), 409, "ambiguous_match")
    assert written(client, owner, "put", path, {"name": "x"})["category"] is None


def test_an_inactive_category_stays_and_is_not_newly_chosen(client: Client, owner: Person, send: Send, categories: dict[str, int]):
    send("SHELL", category="tops")
    written(client, owner, "patch", f"product-categories/{categories['tops']}", {"isActive": False})
    assert send("SHELL", category="tops", name="New")["operationType"] == "update"
    refusal(send("TARN", category="tops"), 400, "reference_not_found", "category")


def test_a_category_of_another_account_is_nowhere(client: Client, world: World, send: Send):
    theirs = written(client, world.cast.stranger, "post", "product-categories", {"key": "secret", "name": "Secret"})
    for member, value in (("category", "secret"), ("categoryId", theirs["id"])):
        refusal(send("SHELL", **{member: value}), 400, "reference_not_found", member)


def test_a_category_that_products_name_is_deactivated_and_one_they_do_not_removed(
    client: Client, owner: Person, send: Send, categories: dict[str, int]
):
    send("SHELL", category="tops")
    kept = call(client, owner, "delete", f"product-categories/{categories['tops']}")
    assert (kept.status_code, kept.json()["isActive"]) == (200, False)
    assert call(client, owner, "delete", f"product-categories/{categories['footwear']}").status_code == 204


def test_a_company_that_bills_a_product_stays(client: Client, owner: Person, send: Send):
    number = written(client, owner, "post", "companies", {"name": "Acme Europe"})["number"]
    send("SHELL", billingEntityId=number)
    assert_problem(call(client, owner, "delete", f"companies/{number}"), 409, "in_use")


def test_a_custom_field_that_a_product_has_a_value_of_is_in_use(client: Client, owner: Person, send: Send):
    made = send("SHELL", customFields={"spend": "12.5", "labels": ["eco"]})
    assert get(client, owner, f"products/{made['id']}").json()["customFields"] == {"spend": "12.50", "labels": ["eco"]}
    field = next(row for row in get(client, owner, "custom-fields", recordType="product").json()["data"] if row["key"] == "spend")
    assert call(client, owner, "delete", f"custom-fields/{field['id']}").json()["isActive"] is False
