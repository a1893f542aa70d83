"""The gate and the serializer of every record type are of one mind: what passes the one is what the other makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.fields import READ_ONLY, WARNINGS
from tests.kit.samples import changed_items, items
from upserts import registry
from upserts.batch import Batch, Options
from upserts.shape import gate_of, shape

RESOURCES = list(registry.names())
every_resource = pytest.mark.parametrize("resource", RESOURCES)
# Values near every border that a field may have: white space, forms of Unicode, numbers that are no whole ones, wrong types.
NEAR: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**63 - 1, 2**63, 10**30, "", " ", "x", " x", "x ", "a\tb", "a\nb", "a\r\nb", "\u00a0x", "x\ufeff",
    "e\u0301", "é", "\u1100\u1161", "\u0344", "\ud800", "\x00", "x" * 100, "x" * 101, "x" * 255, "x" * 256, "x" * 1_001, "😀" * 255,
    "F", "f", "S", "DE", "de", "276", "active", "archived", "inactive", "sales", "true", "a@b.cd", "A@B.CD", " a@b.cd", "a@b", "a@é.de",
    "http://a.bc", "HTTPS://A.BC/x?y=1", "javascript:alert(1)", "ftp://a.bc",
    "2024-02-29", "2025-02-30", "2024-2-9", "2024-02-29T00:00:00Z",
    [], {}, [None], ["x"], ["x", "x"], [[]], {"x": 1}, {"": None}, {"\ud800": "\ud800"},
    {"kind": "external", "value": "x"}, {"kind": "external", "value": " x"}, {"kind": "external", "value": "é"},
    {"kind": "internal", "value": "1"}, {"kind": "internal", "value": "01"},
    {"kind": "internal", "value": "9" * 19}, {"kind": "internal", "value": 1}, {"value": "1"},
    {"kind": "external"}, {"kind": "both", "value": "1"}, {"kind": "external", "value": "x", "field": "y"},
    [{"email": "a@b.cd"}], [{"email": "a@b.cd", "firstName": "x", "isPrimary": True}], [{"email": "a@b.cd", "colour": "red"}],
    {"name": "x", "email": "a@b.cd"}, {"name": "x  y", "email": "a@b.cd", "type": None}, {"id": 1},
    {"id": 1, "fields": [{"id": 2, "value": None}]},
    {"id": 1, "fields": [{"id": "2", "value": []}]}, {"contacts": "append"}, {"types": "remove"},
)  # fmt: skip
NAMES = ("colour", "", "\ud800", "id", "version", "permissions", "createdAt", "organization", "clientRef", "ifVersion", "fieldActions")


def clean(resource: str, count: int) -> list[dict[str, Any]]:
    """Valid items without the members that no gate can judge (decimals)."""
    return [{name: value for name, value in item.items() if name not in ("latitude", "longitude")} for item in items(resource, count)]


@st.composite
def near_items(draw: st.DrawFn, resource: str) -> dict[str, Any]:
    """A valid item in which some members are missing, replaced or added."""
    item = dict(draw(st.sampled_from([*clean(resource, 1), *changed_items(resource, 1), {}])))
    names = sorted({*registry.get(resource).serializer.strict_fields, *NAMES})
    for name in draw(st.lists(st.sampled_from(names), max_size=3)):
        if draw(st.booleans()):
            item[name] = draw(st.sampled_from(NEAR))
        else:
            item.pop(name, None)
    return item


def plain(value: object) -> object:
    """Values with their types, for True == 1 and 1.0 == 1."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return (type(value).__name__, value)


def verdict(resource: str, item: object, partial: bool) -> tuple[object, list[object], object]:
    """What the serializer makes of an item: values, errors, and whether it had anything to say besides."""
    values, errors = registry.get(resource).serializer.diagnose(item, partial=partial)
    aside = values.pop(READ_ONLY, None), values.pop(WARNINGS, None)
    return plain(values), list(errors), aside


@every_resource
@pytest.mark.parametrize("partial", [False, True])
@settings(max_examples=150)
@given(data=st.data())
def test_what_passes_the_gate_is_what_the_serializer_says(resource: str, partial: bool, data: st.DataObject) -> None:
    item = data.draw(near_items(resource))
    passed = gate_of(registry.get(resource), partial)(item)
    if passed is not None:
        values, errors, aside = verdict(resource, item, partial)
        assert errors == []
        assert aside == (None, None)
        assert plain(passed) == values


def lone_members(resource: str) -> Iterator[dict[str, Any]]:
    """A valid item with one member set to each of the values near a border."""
    (valid,) = clean(resource, 1)
    for name in registry.get(resource).serializer.strict_fields:
        for value in NEAR:
            yield {**valid, name: value}


@every_resource
def test_every_member_with_every_value_near_a_border(resource: str) -> None:
    gate = gate_of(registry.get(resource), False)
    passing = 0
    for item in lone_members(resource):
        passed = gate(item)
        values, errors, aside = verdict(resource, item, False)  # never raises
        if passed is not None:
            passing += 1
            assert (errors, aside, plain(passed)) == ([], (None, None), values), item
    assert passing > 50


@every_resource
def test_clean_items_need_no_diagnosis(resource: str) -> None:
    """Speed: the samples pass, or the gate would be a waste."""
    gate = gate_of(registry.get(resource), False)
    assert all(gate(item) is not None for item in clean(resource, 3))


@every_resource
@pytest.mark.parametrize("mode", ["upsert", "createOnly", "updateOnly"])
def test_shaping_keeps_the_order_and_never_raises(resource: str, mode: Any) -> None:
    batch = Batch(registry.get(resource), [*NEAR, *items(resource, 2)], Options(mode=mode))
    drafts = shape(batch)
    assert [draft.index for draft in drafts] == list(range(len(batch.items)))
    assert [bool(draft.errors) for draft in drafts[-2:]] == [False, False]
    for draft in drafts:
        for error in draft.errors:
            assert error.as_dict(batch.pointer(draft.index))["code"]
