"""Which product stands above which."""

from __future__ import annotations

import itertools

import pytest
from django.test import Client

from products.models import Product
from products.parents import MAX_LEVELS
from tests.kit.calls import Item, assert_problem, get, mistakes, post_upsert, refusal, rows, saved, upserted
from tests.kit.cast import Person
from tests.kit.worlds import World
from tests.kit.writing import send as call
from tests.kit.writing import written
from tests.products.conftest import Send
from tests.upserts.ledger import statements


@pytest.fixture
def line(client: Client, owner: Person) -> list[int]:
    """A, B below A, C below B, and D alone; their ids."""
    ids = [made["id"] for made in saved(client, owner, "products", *({"reference": name, "name": name} for name in "ABCD"))]
    saved(client, owner, "products", *({"id": ids[place], "parentProductId": ids[place - 1]} for place in (1, 2)))
    return ids


def parents(client: Client, owner: Person) -> dict[str, int | None]:
    return {row["reference"]: row["parentProductId"] for row in rows(client, owner, "products")}


def test_a_parent_is_set_moved_and_taken_away(client: Client, owner: Person, line: list[int]):
    a, b, _, d = line
    assert parents(client, owner) == {"A": None, "B": a, "C": b, "D": None}
    assert written(client, owner, "patch", f"products/{d}", {"parentProductId": a})["parentProductId"] == a
    assert written(client, owner, "patch", f"products/{d}", {"parentProductId": None})["parentProductId"] is None


def test_no_product_stands_above_itself_however_far_up(client: Client, owner: Person, line: list[int]):
    a, b, c, _ = line
    for below in (a, b, c):
        answer = call(client, owner, "patch", f"products/{a}", {"parentProductId": below})
        assert mistakes(assert_problem(answer, 400, "cycle")) == [("cycle", "parentProductId")]
    assert parents(client, owner)["A"] is None


def test_two_items_of_a_batch_do_not_make_a_circle_together(client: Client, owner: Person, line: list[int]):
    a, _, c, d = line
    found = upserted(client, owner, "products", [{"id": a, "parentProductId": d}, {"id": d, "parentProductId": c}])
    assert [mistakes(result) for result in found] == [[("cycle", "parentProductId")]] * 2
    assert parents(client, owner) | {"B": None, "C": None} == dict.fromkeys("ABCD")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_nor_do_three_in_any_order(client: Client, owner: Person, order: tuple[int, ...]):
    ids = [made["id"] for made in saved(client, owner, "products", *({"reference": name, "name": name} for name in "XYZ"))]
    batch = [{"id": ids[place], "parentProductId": ids[(place + 1) % 3]} for place in order]
    assert [mistakes(result) for result in upserted(client, owner, "products", batch)] == [[("cycle", "parentProductId")]] * 3


def test_what_another_item_gives_up_still_counts_for_that_item_may_fail(client: Client, owner: Person, line: list[int]):
    a, b, _, _ = line
    found = upserted(client, owner, "products", [{"id": b, "parentProductId": None}, {"id": a, "parentProductId": b}])
    assert [mistakes(result) for result in found] == [[], [("cycle", "parentProductId")]]
    assert written(client, owner, "patch", f"products/{a}", {"parentProductId": b})["parentProductId"] == b


def test_a_random_batch_never_leaves_a_circle(client: Client, owner: Person):
    ids = [made["id"] for made in saved(client, owner, "products", *({"reference": f"R-{n}", "name": "x"} for n in range(12)))]
    for round_ in range(8):
        batch: list[Item] = [
            {"id": id_, "parentProductId": ids[(place * 5 + round_ * 7 + place * round_) % 12]} for place, id_ in enumerate(ids)
        ]
        upserted(client, owner, "products", batch)
        above = dict(Product.rows.filter(account=owner.account).values_list("id", "parent_id"))
        for id_ in ids:
            seen = set()
            while id_ is not None:
                assert id_ not in seen
                seen.add(id_)
                id_ = above[id_]


def test_a_parent_that_is_nowhere_or_elsewhere_or_archived_is_refused(client: Client, world: World, send: Send):
    (theirs,) = saved(client, world.cast.stranger, "products", {"reference": "X", "name": "x"})
    archived = send("OLD", status="ARCHIVED")
    found = [send("NEW", parentProductId=id_) for id_ in (theirs["id"], 2**62, archived["id"])]
    for result in found:
        refusal(result, 400, "reference_not_found", "parentProductId")
    assert "archived" not in found[0]["errors"][0]["message"]


def test_who_has_an_archived_parent_keeps_it(client: Client, owner: Person, line: list[int]):
    a, b, _, _ = line
    written(client, owner, "patch", f"products/{a}", {"status": "ARCHIVED"})
    assert written(client, owner, "patch", f"products/{b}", {"parentProductId": a, "name": "New"})["parentProductId"] == a


def test_a_product_with_children_is_not_removed(client: Client, owner: Person, line: list[int]):
    a, b, c, _ = line
    (error,) = assert_problem(call(client, owner, "delete", f"products/{b}"), 409, "in_use")["errors"]
    assert error["params"] == {"usedBy": ["products"]}
    for id_ in (c, b, a):
        assert call(client, owner, "delete", f"products/{id_}").status_code == 204
    assert_problem(get(client, owner, f"products/{a}"), 404, "not_found")


def test_a_line_has_an_end(client: Client, owner: Person):
    ids = [made["id"] for made in saved(client, owner, "products", *({"reference": f"L-{n}", "name": "x"} for n in range(MAX_LEVELS + 2)))]
    for place in range(1, MAX_LEVELS + 1):
        Product.rows.filter(pk=ids[place]).update(parent_id=ids[place - 1])
    over = call(client, owner, "patch", f"products/{ids[-1]}", {"parentProductId": ids[-2]})
    assert mistakes(assert_problem(over, 400, "too_many")) == [("too_many", "parentProductId")]
    assert call(client, owner, "patch", f"products/{ids[-1]}", {"parentProductId": ids[-3]}).status_code == 200
    # What lies beyond where was looked can't be a circle either: it is refused for its length.
    far = call(client, owner, "patch", f"products/{ids[0]}", {"parentProductId": ids[-2]})
    assert assert_problem(far, 400, far.json()["code"])["code"] in ("cycle", "too_many")


def test_lines_are_looked_up_in_one_statement_however_long_and_many_they_are(client: Client, owner: Person):
    counts = []
    get(client, owner, "me")
    for mark, size, depth in (("a", 2, 2), ("b", 60, 30)):
        made = saved(client, owner, "products", *({"reference": f"{mark}{n}", "name": "x"} for n in range(depth + size)))
        ids = [one["id"] for one in made]
        for place in range(1, depth):
            Product.rows.filter(pk=ids[place]).update(parent_id=ids[place - 1])
        batch = [{"id": id_, "parentProductId": ids[place % depth]} for place, id_ in enumerate(ids[depth:])]
        with statements() as found:
            assert post_upsert(client, owner, "products", batch).json()["summary"]["updated"] == size
        counts.append(len(found))
        assert len([sql for sql in found if "RECURSIVE" in sql]) == 1
    assert counts[0] == counts[1]


def test_children_are_found_by_their_parent(client: Client, owner: Person, line: list[int]):
    a, b, _, d = line
    assert [row["id"] for row in rows(client, owner, "products", parentProductId=a)] == [b]
    assert rows(client, owner, "products", parentProductId=d) == []
