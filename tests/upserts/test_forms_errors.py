"""Whatever is wrong with an item stands beside its field, or on top with its name, in words that a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from accounts.actors import actor_for
from api.codes import ITEM_CODES
from api.errors import ItemError, item_error
from desk.form_errors import SENTENCES, placed
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.granting import make_partner, share
from tests.kit.numbers import MISSING
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.edges import make_ends
from tests.upserts.form_kit import Page, form, posted, record_of, submit
from tests.wire.bad_items import VALUES
from tests.wire.bad_values import LONG_NUMBER
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(registry.names()))
GARBAGE = (
    "\x00",
    "a\x00b",
    "x" * 600,
    LONG_NUMBER,
    "-1",
    "0",
    "1e400",
    "NaN",
    "٣",
    "e\u0301" * 31,
    "{}",
    "[]",
    "null",
    "<script>",
    "%s %",
    "\ufeff",
)


def stored(person: Person, resource: str) -> int:
    SAMPLES[resource].prepare(person, 2)
    (identity,) = save(person.actor, resource, SAMPLES[resource].item(0))
    return identity


def codes(sent: Any) -> dict[str, list[str]]:
    return {name: [error.code for error in errors] for name, errors in sent.errors.as_data().items()}


def path_of(dotted: str | None) -> tuple[str | int, ...]:
    steps = re.findall(r"\[(\d+)\]|([^.\[]+)", dotted or "")
    return tuple(int(number) if number else name for number, name in steps)


@every_resource
def test_no_error_is_lost(owner: Person, resource: str) -> None:
    """Every mistake that the tests of the wire know, on its field or on top with its name."""
    shown = form(owner, resource)
    known = {(code, field) for value in VALUES if value.resource == resource for code, field in value.errors}
    for code, field in sorted(known, key=str):
        (refusal,) = placed([ItemError(code, "Wrong.", path_of(field))], shown.fields, {}, shown.label)
        top = path_of(field)[0]
        if top in shown.fields:
            assert refusal.field == top, field
        elif field in shown.fields:
            assert refusal.field == field
        elif code != "version_conflict" and field != "id":
            assert refusal.field is None
            assert refusal.message.endswith(SENTENCES[code](refusal.error) if code in SENTENCES else "Wrong.")
            assert re.match(r"\w.*: ", refusal.message), refusal.message
    assert known


@pytest.mark.parametrize("code", ITEM_CODES)
def test_every_code_has_a_sentence(code: str) -> None:
    for error in (item_error(code), item_error(code, ("name",), needed=["CONTACT.UPDATE"], holder={"id": 7, "externalId": None})):
        (refusal,) = placed([error], {"name"}, {}, str)
        assert refusal.message
        assert "{" not in refusal.message
    assert ("It is 7:" in refusal.message) is (code in ("duplicate_data", "external_id_taken"))


def every_place(shown: Any) -> Iterator[str]:
    yield from (name for name, field in shown.fields.items() if not field.disabled)


@every_resource
def test_garbage_is_refused_or_kept_and_never_breaks(owner: Person, resource: str) -> None:
    """In all fields at once, and in each alone, of a stored record and of a new one; what comes back can be shown."""
    identity = stored(owner, resource)
    for record in (identity, None):
        shown = form(owner, resource, record)
        for text in GARBAGE:
            sent = submit(owner, resource, record, dict.fromkeys(every_place(shown), text))
            assert sent.errors
            sent.as_p().encode()
            Page(sent.as_p())
        data = posted(shown)
        for name in every_place(shown):
            for text in GARBAGE[1:4]:
                one = data.copy()
                one[name] = text
                sent = form(owner, resource, record, one)
                sent.write()
                sent.as_p().encode()


@every_resource
def test_a_request_without_any_field_changes_nothing_of_texts(owner: Person, resource: str) -> None:
    sent = form(owner, resource, None, {"unheard": "of"})
    assert not sent.write()
    assert sent.errors


def test_engine_messages_are_those_of_the_api(owner: Person, send: Any) -> None:
    wrong = {"type": "S", "name": "x" * 256, "website": "example.com", "customFields": {"headcount": "1.5"}}
    told = {error["field"]: error["message"] for error in send("organizations", wrong)["errors"]}
    flat = {"type": "S", "name": "x" * 256, "website": "example.com", "customFields.headcount": "1.5"}
    errors = submit(owner, "organizations", None, flat).errors
    assert errors["name"] == [told["name"]]
    assert errors["customFields.headcount"] == [told["customFields.headcount"]]
    assert errors["website"] == [f"{told['website']} Did you mean: https://example.com?"]


def test_errors_of_lists_name_the_entry(owner: Person) -> None:
    identity = stored(owner, "relationships")
    sent = submit(owner, "relationships", identity, {"contacts": "pat@parent-0.example\r\nnobody@x.example", "types": ["maker", "former"]})
    assert sent.errors["contacts"][0].startswith("nobody@x.example: ")
    assert sent.errors["types"][0].startswith("former: ")


def test_an_error_of_a_field_that_is_not_there_stands_on_top_with_its_name(owner: Person) -> None:
    sent = submit(owner, "organizations", None, {"name": "Gamma"}, only=("name",))
    assert sent.errors == {"__all__": ["Type: This field is required."]}


def test_a_newer_edit_is_not_overwritten(owner: Person) -> None:
    identity = stored(owner, "organizations")
    shown = form(owner, "organizations", identity)
    save(owner.actor, "organizations", {"id": identity, "city": "Braga", "country": "ES"})
    sent = form(owner, "organizations", identity, posted(shown, {"name": "Mine"}))
    assert not sent.write()
    assert codes(sent)["__all__"] == ["version_conflict"]
    assert sent.errors["city"] == ["Stored now: Braga"]
    assert sent.errors["country"] == ["Stored now: Spain"]
    assert record_of(owner, "organizations", identity)["name"] == "Factory 0"
    again = form(owner, "organizations", identity, posted(sent, {"city": "Braga", "country": "ES"}))
    assert again.write()
    assert again.item == {"name": "Mine", "ifVersion": 2}


def test_saving_again_without_another_look_fails_again(owner: Person) -> None:
    """The second attempt is guarded by the version whose values were shown, not by whatever is stored by then."""
    identity = stored(owner, "organizations")
    shown = form(owner, "organizations", identity)
    save(owner.actor, "organizations", {"id": identity, "city": "Braga"})
    sent = form(owner, "organizations", identity, posted(shown, {"name": "Mine"}))
    assert not sent.write()
    save(owner.actor, "organizations", {"id": identity, "city": "Faro"})
    again = form(owner, "organizations", identity, posted(sent))
    assert not again.write()
    assert again.errors["city"] == ["Stored now: Faro"]


def test_a_viewer_is_told_what_is_missing(world: World, owner: Person) -> None:
    identity = stored(owner, "organizations")
    sent = submit(world.cast.viewer, "organizations", identity, {"name": "Mine"})
    assert codes(sent) == {"__all__": ["permission_denied"]}
    assert "ORGANIZATION.UPDATE" in sent.errors["__all__"][0]
    new = submit(world.cast.viewer, "organizations", None, {"type": "S", "name": "Mine"})
    assert codes(new) == {"__all__": ["create_not_permitted"]}


def test_a_reader_of_one_record_is_told_to_ask_for_more(world: World, owner: Person) -> None:
    identity = stored(owner, "organizations")
    partner = make_partner(world.cast.acme, "partner@acme.example")
    share(partner, "organization", identity, "read")
    partner = make_person_again(partner)
    sent = submit(partner, "organizations", identity, {"name": "Mine"})
    assert "share it with you (edit_organization)" in sent.errors["__all__"][0]


def make_person_again(person: Person) -> Person:
    """The person with the grants that it has by now."""
    return replace(person, actor=actor_for(person.user, person.account, channel="page"))


def test_who_holds_a_value_is_named_where_it_can_be_seen(world: World, owner: Person) -> None:
    identity = stored(owner, "organizations")
    taken = submit(owner, "organizations", None, {"type": "F", "name": "factory 0"})
    assert codes(taken) == {"name": ["duplicate_data"]}
    assert "ORG-0" in taken.errors["name"][0]
    assert taken.holder == {"id": identity, "externalId": "ORG-0"}


def test_nothing_is_said_of_a_holder_out_of_sight(world: World, owner: Person) -> None:
    stored(owner, "organizations")
    partner = make_person_again(make_partner(world.cast.acme, "partner@acme.example", "READ", "CREATE"))
    sent = submit(partner, "organizations", None, {"type": "F", "name": "Factory 0"})
    assert codes(sent) == {"name": ["external_id_unavailable"]}
    assert sent.holder is None
    assert "ORG-0" not in str(sent.errors)


def test_a_record_that_is_gone_says_so(owner: Person) -> None:
    identity = stored(owner, "contacts")
    shown = form(owner, "contacts", identity)
    record = record_of(owner, "contacts", identity)
    registry.get("contacts").model.rows.filter(pk=identity).delete()
    sent = type(shown)(posted(shown, {"lastName": "Mine"}), actor=owner.actor, record=record)
    assert not sent.write()
    assert codes(sent)["__all__"] == ["not_found"]


@pytest.mark.parametrize("name", ["source", "target", "leadSupplier"])
def test_foreign_invisible_and_missing_organizations_look_alike(world: World, owner: Person, client: Any, name: str) -> None:
    """Byte for byte, in the errors and in the form that comes back."""
    ends = make_ends(client, owner)
    (foreign,) = save(world.cast.stranger.actor, "organizations", {"externalId": "X", "type": "S", "name": "Foreign secret"})
    (hidden,) = save(owner.actor, "organizations", {"externalId": "H", "type": "S", "name": "Hidden secret"})
    partner = make_partner(world.cast.acme, "partner@acme.example", "READ", "CREATE", "UPDATE")
    share(partner, "organization", ends["S-1"], "full")
    share(partner, "organization", ends["B-1"], "full")
    partner = make_person_again(partner)
    good = {"source": str(ends["S-1"]), "target": str(ends["B-1"]), "types": ["maker"]}
    pages = {}
    for identity in (foreign, hidden, MISSING):
        sent = submit(partner, "relationships", None, {**good, name: str(identity)})
        assert codes(sent) == {name: ["organization_not_found"]}
        pages[identity] = sent.as_p()
    assert pages == {identity: pages[MISSING].replace(str(MISSING), str(identity)) for identity in pages}
    assert "secret" not in pages[MISSING]
    assert submit(partner, "relationships", None, good).errors == {}


def test_a_select_renders_the_chosen_record_alone(owner: Person, client: Any) -> None:
    ends = make_ends(client, owner)
    shown = form(owner, "relationships", None, initial={"source": ends["S-1"]})
    assert Page(shown.as_p()).options["source"] == ["", str(ends["S-1"])]
    assert "Supplier (S-1)" in shown.as_p()
    assert "required" not in str(shown["source"])  # without JavaScript, an external id may be typed instead
    assert Page(shown.as_p()).options["target"] == [""]


def test_options_are_the_accounts_own(world: World, owner: Person) -> None:
    """Both accounts have the same vocabulary; the ids tell whose it is."""
    theirs = Page(form(world.cast.stranger, "organizations").as_p()).options
    mine = Page(form(owner, "organizations").as_p()).options
    for name in ("category", "template"):
        assert len(mine[name]) == len(theirs[name]) > 1
        assert set(mine[name]) & set(theirs[name]) == {""}
    foreign = submit(owner, "organizations", None, {"type": "S", "name": "Gamma", "category": theirs["category"][1]})
    missing = submit(owner, "organizations", None, {"type": "S", "name": "Gamma", "category": "987654321"})
    assert codes(foreign) == codes(missing) == {"category": ["reference_not_found"]}
    assert foreign.errors["category"] == missing.errors["category"]
