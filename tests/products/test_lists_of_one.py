"""Features and linked integrations: the lists that a product holds itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.kit.calls import Item, get, mistakes, outcome, post_upsert, refusal, saved, upserted, warnings
from tests.kit.cast import Person, make_key
from tests.kit.worlds import World
from tests.products.conftest import Send
from tests.upserts.ledger import statements

TAPED, LIGHT, WARM = ({"reference": name.lower(), "name": name} for name in ("Taped", "Light", "Warm"))
SHOP, PLM = {"integration": "webshop", "reference": "1"}, {"integration": "plm", "reference": "1"}


def held(client: Client, owner: Person, made: Item, member: str) -> Any:
    return get(client, owner, f"products/{made['id']}").json()[member]


@pytest.mark.parametrize(
    ("action", "said", "left"),
    [
        (None, [WARM], [WARM]),
        ("replace", [LIGHT, TAPED], [LIGHT, TAPED]),
        ("replace", [], []),
        ("append", [WARM], [TAPED, LIGHT, WARM]),
        ("append", [{"reference": "taped", "name": "Fully taped"}], [{"reference": "taped", "name": "Fully taped"}, LIGHT]),
        ("append", [{"reference": "taped"}], [TAPED, LIGHT]),
        ("append", [], [TAPED, LIGHT]),
        ("remove", [{"reference": "taped"}], [LIGHT]),
        ("remove", [TAPED, {"reference": "light"}], []),
    ],
)
def test_features_replace_join_or_leave_what_is_there_in_order(
    client: Client, owner: Person, send: Send, action: str, said: Any, left: Any
):
    made = send("SHELL", features=[TAPED, LIGHT])
    actions: Item = {"fieldActions": {"features": action}} if action else {}
    result = send("SHELL", features=said, **actions)
    assert held(client, owner, made, "features") == left
    assert result["operationType"] == ("unchanged" if left == [TAPED, LIGHT] else "update")
    assert send("SHELL", features=said, **actions)["operationType"] == "unchanged"


def test_the_call_can_say_what_lists_do_and_the_item_has_the_last_word(client: Client, owner: Person, send: Send):
    made = send("SHELL", features=[TAPED], linkedIntegrations=[SHOP])
    query = {"fieldActions": "features:append,linkedIntegrations:append"}
    send("SHELL", features=[LIGHT], linkedIntegrations=[PLM], fieldActions={"linkedIntegrations": "replace"}, query=query)
    assert held(client, owner, made, "features") == [TAPED, LIGHT]
    assert held(client, owner, made, "linkedIntegrations") == [PLM]


def test_a_new_feature_needs_a_name_and_stands_in_a_list_once(send: Send):
    for action in ("append", "replace"):
        actions = {"features": action}
        refusal(send("SHELL", features=[{"reference": "taped"}], fieldActions=actions), 400, "required", "features[0].name")
        result = send("SHELL", features=[TAPED, LIGHT, TAPED | {"name": "x"}], fieldActions=actions)
        refusal(result, 409, "duplicate_data", "features[2]")


def test_a_feature_without_a_name_is_told_where_it_was_sent_whatever_is_stored(send: Send):
    send("SHELL", features=[TAPED, LIGHT])
    said = [{"reference": "light"}, WARM, {"reference": "new"}]
    refusal(send("SHELL", features=said, fieldActions={"features": "append"}), 400, "required", "features[2].name")


def test_removing_what_is_not_there_is_a_warning(send: Send):
    send("SHELL", features=[TAPED])
    result = send(
        "SHELL",
        features=[{"reference": "warm"}],
        linkedIntegrations=[PLM],
        fieldActions={"features": "remove", "linkedIntegrations": "remove"},
    )
    assert result["operationType"] == "unchanged"
    assert warnings(result) == [("nothing_to_remove", "features[0]"), ("nothing_to_remove", "linkedIntegrations[0]")]


def test_a_product_has_no_more_than_500_features_whatever_is_appended(send: Send):
    send("SHELL", features=[{"reference": f"f{number}", "name": "x"} for number in range(499)])
    for count, is_refused in ((1, False), (2, True)):
        more = [{"reference": f"g{number}", "name": "x"} for number in range(count)]
        assert bool(mistakes(send("SHELL", features=more, fieldActions={"features": "append"}))) is is_refused


# --- linked integrations ---


def test_links_replace_join_or_leave_and_several_may_be_of_one_integration(client: Client, owner: Person, send: Send):
    made = send("SHELL", linkedIntegrations=[SHOP])
    second = SHOP | {"reference": "2"}
    send("SHELL", linkedIntegrations=[second, PLM], fieldActions={"linkedIntegrations": "append"})
    assert held(client, owner, made, "linkedIntegrations") == [SHOP, second, PLM]
    send("SHELL", linkedIntegrations=[SHOP], fieldActions={"linkedIntegrations": "remove"})
    assert held(client, owner, made, "linkedIntegrations") == [second, PLM]


def test_what_an_integration_calls_a_product_it_calls_no_other_one(client: Client, owner: Person, send: Send):
    made = send("SHELL", linkedIntegrations=[SHOP])
    for action in ("append", "replace"):
        result = send("TARN", linkedIntegrations=[PLM, SHOP], fieldActions={"linkedIntegrations": action})
        error = refusal(result, 409, "duplicate_data", "linkedIntegrations[1]")
        assert error["params"]["holder"] == {"id": made["id"], "reference": "SHELL"}
    assert send("TARN", linkedIntegrations=[PLM, SHOP | {"reference": "2"}])["operationType"] == "create"
    assert send("SHELL", linkedIntegrations=[])["operationType"] == "update"
    assert send("FELL", linkedIntegrations=[SHOP])["operationType"] == "create"


def test_case_counts_in_what_integrations_call_products(send: Send):
    first = {"integration": "webshop", "reference": "a-1"}
    send("SHELL", linkedIntegrations=[first])
    for number, other in enumerate((first | {"reference": "A-1"}, first | {"integration": "Webshop"})):
        assert send(f"P-{number}", linkedIntegrations=[other])["operationType"] == "create"


def test_items_that_claim_one_name_are_all_refused_and_name_each_other(client: Client, owner: Person):
    claims = [[SHOP], [SHOP | {"reference": "2"}, PLM], [SHOP, PLM], []]
    batch = [{"reference": f"P-{number}", "name": "x", "linkedIntegrations": links} for number, links in enumerate(claims)]
    found = upserted(client, owner, "products", batch)
    places = [f"linkedIntegrations[{position}]" for position in (0, 1, 0)]
    assert [mistakes(result) for result in found] == [[("duplicate_in_batch", place)] for place in places] + [[]]
    assert [result["errors"][0]["params"]["indexes"] for result in found[:3]] == [[2], [2], [0, 1]]


def test_a_claim_of_a_name_and_one_of_a_reference_are_judged_together(client: Client, owner: Person):
    """The middle item shares its reference with one and its link with another: all three fail."""
    batch: list[Item] = [{"reference": "A", "name": "x"}, {"reference": "A", "name": "x", "linkedIntegrations": [SHOP]}]
    found = upserted(client, owner, "products", [*batch, {"reference": "B", "name": "x", "linkedIntegrations": [SHOP]}])
    assert [mistakes(result) for result in found] == [
        [("duplicate_in_batch", "reference")],
        [("duplicate_in_batch", "reference")],
        [("duplicate_in_batch", "linkedIntegrations[0]")],
    ]
    assert found[1]["errors"][0]["params"]["indexes"] == [0, 2]


def test_an_item_that_fails_by_itself_claims_nothing(client: Client, owner: Person):
    wrong = {"reference": "A", "linkedIntegrations": [SHOP]}  # no name
    found = upserted(client, owner, "products", [wrong, {"reference": "B", "name": "x", "linkedIntegrations": [SHOP]}])
    assert [mistakes(result) for result in found] == [[("required", "name")], []]


def test_a_name_that_another_item_gives_up_is_still_taken(client: Client, owner: Person, send: Send):
    send("A", linkedIntegrations=[SHOP])
    batch = [{"reference": "A", "linkedIntegrations": []}, {"reference": "B", "name": "x", "linkedIntegrations": [SHOP]}]
    found = upserted(client, owner, "products", batch)
    assert [mistakes(result) for result in found] == [[], [("duplicate_data", "linkedIntegrations[0]")]]


def test_another_account_has_names_of_its_own(client: Client, world: World, send: Send):
    saved(client, world.cast.stranger, "products", {"reference": "A", "name": "x", "linkedIntegrations": [SHOP]})
    assert send("A", linkedIntegrations=[SHOP])["operationType"] == "create"


def test_a_key_that_may_only_create_is_not_told_who_holds_a_name(client: Client, world: World, send: Send):
    send("A", linkedIntegrations=[SHOP])
    key = make_key(world.cast.acme, user=world.owner.user, scopes=["product.create"])
    blind = replace(world.owner, key=key)
    result = outcome(client, blind, "products", {"reference": "B", "name": "x", "linkedIntegrations": [SHOP]})
    assert refusal(result, 409, "external_id_unavailable", "linkedIntegrations[0]")["params"] == {}


def test_names_that_a_product_has_already_are_not_looked_up(client: Client, owner: Person, send: Send):
    send("A", linkedIntegrations=[SHOP])
    for links, is_asked in (([SHOP], False), ([SHOP, PLM], True), ([], False)):
        with statements() as found:
            send("A", linkedIntegrations=links)
        assert any("linked_integrations @>" in sql for sql in found) is is_asked


def test_the_look_up_takes_one_statement_for_any_number_of_names(client: Client, owner: Person):
    get(client, owner, "me")
    counts = []
    for start, size in ((0, 2), (2, 60)):
        links = [[{"integration": name, "reference": f"{n}"} for name in ("a", "b", "c")] for n in range(start, start + size)]
        batch = [{"reference": f"P-{start + n}", "name": "x", "linkedIntegrations": entries} for n, entries in enumerate(links)]
        with statements() as found:
            assert post_upsert(client, owner, "products", batch).json()["summary"]["created"] == size
        counts.append(len(found))
        assert len([sql for sql in found if "linked_integrations @>" in sql]) == 1
    assert counts[0] == counts[1]
