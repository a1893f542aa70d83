"""The plan, as the pure function it is: no database here, pytest would not let one be touched."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.upserts.plans import EDIT, READ, actor, codes, planned, stored, world_of
from upserts.batch import Options
from upserts.draft import Draft

MILL = {"externalId": "M-1", "type": "F", "name": "Mill"}
ROW = stored(5, external_id="M-1", name="Mill")


def one(item: object, *rows: dict[str, Any], **world: Any) -> Draft:
    """The one draft of a one-item batch."""
    (draft,) = planned([item], world_of(rows, **world))
    return draft


def test_nothing_stored_is_a_create() -> None:
    draft = one(MILL)
    assert (draft.operation, draft.version, draft.matched_by, draft.writes) == ("create", 1, None, True)
    assert draft.changes == {"externalId": [None, "M-1"], "type": [None, "F"], "name": [None, "Mill"], "company": [None, 1]}


def test_nothing_different_is_unchanged_and_writes_nothing() -> None:
    draft = one(MILL, ROW)
    assert (draft.operation, draft.version, draft.matched_by, draft.id) == ("unchanged", 3, "externalId", 5)
    assert draft.changes == {}
    assert not draft.writes


def test_a_difference_is_an_update_that_tells_old_and_new() -> None:
    draft = one({**MILL, "city": "Porto"}, ROW)
    assert (draft.operation, draft.version, draft.changes) == ("update", 4, {"city": [None, "Porto"]})


def test_an_archived_one_is_restored_only_on_demand() -> None:
    archived = {**ROW, "status": "archived"}
    assert codes(one(MILL, archived)) == [("organization_archived", None)]
    assert one(MILL, archived, options=Options(revive=True)).operation == "restore"


@pytest.mark.parametrize(
    ("verbs", "mask", "item", "expected"),
    [
        (("CREATE",), 7, {**MILL, "city": "x"}, [("permission_denied", None)]),
        (("UPDATE",), 7, {**MILL, "city": "x"}, []),
        (("UPDATE",), 7, {**MILL, "externalId": "M-2", "name": "Dye"}, [("create_not_permitted", None)]),
        (("CREATE",), 7, {**MILL, "externalId": "M-2", "name": "Dye"}, []),
        (("CREATE", "UPDATE"), 7, {"id": 5, "city": "x"}, []),
    ],
)
def test_creating_and_updating_are_two_rights(verbs: tuple[str, ...], mask: int, item: Any, expected: Any) -> None:
    assert codes(one(item, ROW, by=actor(verbs, mask))) == expected


@pytest.mark.parametrize(
    ("mask", "item", "needed"),
    [
        (READ, {**MILL, "city": "x"}, ["edit_organization"]),
        (READ, MILL, ["edit_organization"]),
        (EDIT, {"id": 5, "externalId": "M-2"}, ["full_organization"]),
        (EDIT, {"id": 5, "externalId": None}, ["full_organization"]),
        (EDIT, {**MILL, "status": "archived"}, ["full_organization"]),
        (READ, {"id": 5, "externalId": "M-2"}, ["edit_organization", "full_organization"]),
    ],
)
def test_what_the_mask_of_the_row_must_allow(mask: int, item: Any, needed: list[str]) -> None:
    draft = one(item, {**ROW, "mask": mask})
    assert [error.code for error in draft.errors] == ["permission_denied"]
    assert draft.errors[0].params["needed"] == needed


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": 5, "city": "x"}, [("not_found", "id")]),
        ({**MILL, "city": "x"}, [("external_id_unavailable", "externalId")]),
        ({"externalId": "M-2", "type": "F", "name": "Mill"}, [("external_id_unavailable", "name")]),
        ({"type": "F", "name": "MILL"}, [("external_id_unavailable", "name")]),
    ],
)
def test_of_an_invisible_holder_nothing_is_said(item: Any, expected: Any) -> None:
    draft = one(item, {**ROW, "mask": 0})
    assert codes(draft) == expected
    assert set(draft.errors[0].params) <= {"id"}
    assert draft.row is None


def test_a_visible_record_may_not_take_what_an_invisible_one_holds() -> None:
    hidden = stored(6, external_id="H-1", name="Hidden", mask=0)
    assert codes(one({"id": 5, "externalId": "H-1"}, ROW, hidden)) == [("external_id_unavailable", "externalId")]
    assert codes(one({"id": 5, "name": "hidden"}, ROW, hidden)) == [("external_id_unavailable", "name")]


def test_stages_come_in_order_and_the_first_that_fails_speaks() -> None:
    """Shape, references, permission, rules, version (rule 10)."""
    wrong = {**MILL, "type": "S", "ifVersion": 1}
    reader = {**ROW, "mask": READ}
    assert codes(one({**wrong, "category": 9, "phone": 5}, reader))[0] == ("invalid_type", "phone")
    assert codes(one({**wrong, "category": 9}, reader)) == [("reference_not_found", "category")]
    assert codes(one(wrong, reader)) == [("permission_denied", None)]
    assert codes(one(wrong, ROW)) == [("immutable_field", "type")]
    assert codes(one({**wrong, "type": "F"}, ROW)) == [("version_conflict", "ifVersion")]


def test_all_errors_of_a_stage_come_together() -> None:
    other = stored(6, external_id="D-1", name="Dye")
    draft = one({"id": 5, "externalId": "D-1", "type": "S", "name": "x", "customFields": {"nots": 1}}, ROW, other)
    assert codes(draft) == [("external_id_taken", "externalId"), ("immutable_field", "type"), ("unknown_custom_field", "customFields.nots")]


@pytest.mark.parametrize("mode", ["upsert", "createOnly", "updateOnly"])
def test_modes(mode: Any) -> None:
    known, new = one(MILL, ROW, options=Options(mode=mode)), one({**MILL, "externalId": "M-2", "name": "Dye"}, options=Options(mode=mode))
    assert (codes(known), codes(new)) == {
        "upsert": ([], []),
        "createOnly": ([("duplicate_data", "externalId")], []),
        "updateOnly": ([], [("does_not_exist", None)]),
    }[mode]


def test_two_keys_that_hit_two_records() -> None:
    """The external id finds one, the name is held by another: the record that was found does not get the name."""
    other = stored(6, external_id="D-1", name="Dye")
    assert codes(one({**MILL, "name": "DYE"}, ROW, other)) == [("duplicate_data", "name")]


def test_names_do_not_identify_while_the_policy_is_off() -> None:
    nameless = {**ROW, "name_key": None}
    draft = one({"type": "F", "name": "Mill", "externalId": "M-9"}, nameless, names_unique=False)
    assert draft.operation == "create"


# Order.

KEYS, NAMES = ["K1", "K2", "M-1", "D-1"], ["Mill", "MILL", "Dye", "Ink", "New"]
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from([5, 6, 7, 404]),
        "externalId": st.sampled_from(KEYS),
        "type": st.sampled_from(["F", "F", "F", "S", "Q"]),
        "name": st.sampled_from(NAMES),
        "city": st.sampled_from(["Porto", "Faro"]),
        "ifVersion": st.sampled_from([1, 3]),
        "category": st.just(9),
    },
)
ROWS = (
    stored(5, external_id="M-1", name="Mill"),
    stored(6, external_id="D-1", name="Dye"),
    stored(7, external_id=None, name="Ink"),
    stored(8, external_id="K2", name="Hidden", mask=0),
)


def outcome_of(draft: Draft, names: list[int]) -> tuple[Any, ...]:
    """All that a draft says, partners by the number their item had at first."""
    errors = [
        (error.code, error.field, sorted(names[index] for index in error.params.get("indexes", ())), error.params.get("holder"))
        for error in draft.errors
    ]
    warned = [(warning.code, warning.field) for warning in draft.warnings]
    return (draft.operation, draft.id, draft.version, draft.matched_by, draft.changes, errors, warned)


@settings(max_examples=200)
@given(
    batch=st.lists(ITEMS, min_size=2, max_size=6), seed=st.integers(0, 999), mode=st.sampled_from(["upsert", "createOnly", "updateOnly"])
)
def test_the_order_of_items_does_not_change_what_becomes_of_them(batch: list[dict[str, Any]], seed: int, mode: Any) -> None:
    order = list(range(len(batch)))
    random.Random(seed).shuffle(order)
    options = Options(mode=mode)
    straight = [outcome_of(draft, list(range(len(batch)))) for draft in planned(batch, world_of(ROWS, options=options))]
    shuffled = [outcome_of(draft, order) for draft in planned([batch[position] for position in order], world_of(ROWS, options=options))]
    assert {position: straight[position] for position in order} == dict(zip(order, shuffled, strict=True))


@settings(max_examples=200)
@given(batch=st.lists(ITEMS, min_size=1, max_size=6))
def test_no_two_survivors_hold_one_key(batch: list[dict[str, Any]]) -> None:
    """Whatever passes can be stored: together with the rows that stay, every unique key has one holder."""
    drafts = [draft for draft in planned(batch, world_of(ROWS)) if not draft.errors]
    touched = {draft.id for draft in drafts if draft.row is not None}
    after = [row for row in ROWS if row["id"] not in touched]
    after += [{column: draft.after(column) for column in ("external_id", "type", "name_key")} for draft in drafts]
    keys = [row["external_id"] for row in after if row["external_id"]]
    names = [(row["type"], row["name_key"]) for row in after if row["name_key"]]
    assert len(keys) == len(set(keys))
    assert len(names) == len(set(names))
    assert len(touched) == sum(1 for draft in drafts if draft.row is not None)
