"""Forms about records: what they show, what they send, and what history says of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company
from activity.models import Change
from contacts.models import ContactRole
from desk.form_declarations import FOR_PROGRAMS, VERSION
from desk.forms import forms_by_resource
from organizations.models import Category
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.form_kit import Page, form, posted, record_of, submit
from upserts import registry

every_resource = pytest.mark.parametrize("resource", list(registry.names()))


def stored(person: Person, resource: str) -> int:
    SAMPLES[resource].prepare(person, 2)
    (identity,) = save(person.actor, resource, SAMPLES[resource].item(0))
    return identity


@every_resource
def test_every_member_has_a_field_or_a_reason(resource: str) -> None:
    declared = forms_by_resource[resource]
    shown = {member for section in declared.sections for member in section.members}
    members = set(registry.get(resource).serializer.strict_fields)
    elsewhere = {*FOR_PROGRAMS, *declared.left_out, VERSION, "customFields"}
    assert members - shown - elsewhere == set(), "Show it in a section, or say in left_out why no form has it."
    assert shown <= members
    assert declared.left_out.keys() <= members - shown
    assert all(len(reason) > 10 for reason in declared.left_out.values())


@every_resource
def test_every_field_has_a_label_of_words(owner: Person, resource: str) -> None:
    for field in form(owner, resource, stored(owner, resource)).fields.values():
        assert field.label
        assert "{" not in str(field.label)
        assert "None" not in str(field.help_text), "What columns say to programmers is nothing for people."


@every_resource
def test_what_is_not_touched_is_not_sent(owner: Person, resource: str) -> None:
    """Every value of a full record goes to the browser and back without a change."""
    identity = stored(owner, resource)
    sent = submit(owner, resource, identity, {})
    assert sent.changed_data == []
    assert sent.item == {}
    assert sent.outcome is not None
    assert sent.outcome.drafts[0].operation == "unchanged"


@every_resource
def test_a_form_writes_with_channel_page(owner: Person, resource: str) -> None:
    identity = stored(owner, resource)
    sent = submit(owner, resource, identity, {"customFields.notes": "By hand"})
    assert not sent.errors
    assert sent.item == {"customFields": {"notes": "By hand"}, "ifVersion": 1}
    assert sent.written["customFields"]["notes"] == "By hand"
    last = Change.objects.visible_to(owner.actor).order_by("sequence").last()
    assert (last.channel, last.record_id, last.changes) == ("page", identity, {"customFields.notes": ["Primary supplier", "By hand"]})


def test_a_new_organization_says_what_was_filled_in(world: World, owner: Person) -> None:
    sent = submit(
        owner,
        "organizations",
        None,
        {
            "type": "S",
            "name": " Gamma Mill ",
            "country": "DE",
            "category": str(world.category.pk),
            "ndaSigned": "on",
            "generalDescription": "one\r\ntwo",
            "latitude": "41.5",
            "contactPerson.name": "Ann Weaver",
            "contactPerson.email": "ann@example.com",
        },
    )
    assert not sent.errors
    assert sent.item == {
        "type": "S",
        "name": " Gamma Mill ",
        "country": "DE",
        "category": world.category.pk,
        "ndaSigned": True,
        "generalDescription": "one\ntwo",
        "latitude": "41.5",
        "contactPerson": {"name": "Ann Weaver", "email": "ann@example.com", "type": ""},
    }
    assert sent.written["name"] == "Gamma Mill"
    assert sent.written["contactPerson"] == {"name": "Ann Weaver", "email": "ann@example.com", "type": None}


def test_a_new_relationship_from_both_ends(owner: Person) -> None:
    SAMPLES["relationships"].prepare(owner, 1)
    source, target = save(owner.actor, "organizations", {"externalId": "PARENT-0"}, {"externalId": "PARENT-1"})
    sent = submit(
        owner,
        "relationships",
        None,
        {"source": str(source), "target.key": "PARENT-1", "types": ["maker", "direct supplier"], "contacts": "pat@parent-0.example\r\n"},
        initial={"source": str(source)},
    )
    assert not sent.errors
    found = record_of(owner, "relationships", sent.written["id"])
    assert (found["source"]["id"], found["target"]["id"], found["types"]) == (source, target, ["direct supplier", "maker"])
    assert found["relationshipStatus"] == "active"
    assert [contact["email"] for contact in found["contacts"]] == ["pat@parent-0.example"]


def test_clearing_and_changing(owner: Person) -> None:
    identity = stored(owner, "organizations")
    sent = submit(
        owner,
        "organizations",
        identity,
        {"city": "", "ndaSigned": None, "ndaSignedDate": "", "contactPerson.name": "", "contactPerson.email": "", "contactPerson.type": ""},
    )
    assert not sent.errors
    assert sent.item == {"city": "", "ndaSigned": False, "ndaSignedDate": "", "contactPerson": None, "ifVersion": 1}
    found = record_of(owner, "organizations", identity)
    assert (found["city"], found["ndaSigned"], found["ndaSignedDate"], found["contactPerson"]) == (None, False, None, None)


def test_a_category_is_cleared(world: World, owner: Person) -> None:
    identity = stored(owner, "organizations")
    save(owner.actor, "organizations", {"id": identity, "category": world.category.pk})
    sent = submit(owner, "organizations", identity, {"category": ""})
    assert not sent.errors
    assert sent.written["category"] is None


def test_the_contact_person_is_said_whole(owner: Person) -> None:
    sent = submit(owner, "organizations", stored(owner, "organizations"), {"contactPerson.name": "Ann Dyer"})
    assert not sent.errors
    assert sent.item["contactPerson"] == {"name": "Ann Dyer", "email": "ann@org-0.example", "type": "sales"}


def test_a_part_of_the_contact_person_can_be_cleared(owner: Person) -> None:
    sent = submit(owner, "organizations", stored(owner, "organizations"), {"contactPerson.type": ""})
    assert not sent.errors
    assert sent.written["contactPerson"] == {"name": "Ann Weaver", "email": "ann@org-0.example", "type": None}


def test_a_form_of_one_field_touches_nothing_else(owner: Person) -> None:
    identity = stored(owner, "organizations")
    sent = submit(owner, "organizations", identity, {"name": "Renamed"}, only=("name",))
    assert list(sent.fields) == ["name", VERSION]
    assert not sent.errors
    assert record_of(owner, "organizations", identity)["name"] == "Renamed"


def test_a_form_of_one_custom_field(owner: Person) -> None:
    sent = submit(owner, "organizations", stored(owner, "organizations"), {"customFields.grade": "B"}, only=("customFields.grade",))
    assert list(sent.fields) == ["customFields.grade", VERSION]
    assert not sent.errors
    assert sent.written["customFields"]["grade"] == "B"


def test_fields_that_the_request_leaves_out_are_kept(owner: Person) -> None:
    identity = stored(owner, "organizations")
    sent = form(owner, "organizations", identity, posted(form(owner, "organizations", identity, only=("name",)), {"name": "Renamed"}))
    sent.write()
    found = record_of(owner, "organizations", identity)
    assert (found["name"], found["city"], found["customFields"]["notes"]) == ("Renamed", "Porto", "Primary supplier")


def test_a_prefix_keeps_forms_apart(owner: Person) -> None:
    identity = stored(owner, "contacts")
    shown = form(owner, "contacts", identity, prefix="left")
    sent = form(owner, "contacts", identity, posted(shown, {"left-lastName": "Dyer", "lastName": "Nobody"}), prefix="left")
    assert sent.write()
    assert sent.written["lastName"] == "Dyer"


def test_what_never_changes_can_not_be_changed(owner: Person) -> None:
    identity = stored(owner, "relationships")
    before = record_of(owner, "relationships", identity)
    data = posted(form(owner, "relationships", identity)).copy()
    data["source"] = data["target"] = str(before["target"]["id"])
    sent = form(owner, "relationships", identity, data)
    assert sent.write()
    assert record_of(owner, "relationships", identity)["source"] == before["source"]


def test_inactive_words_show_only_while_chosen(world: World, owner: Person) -> None:
    identity = stored(owner, "organizations")
    save(owner.actor, "organizations", {"id": identity, "category": world.category.pk})
    Category.rows.filter(pk=world.category.pk).update(is_active=False)
    key = str(world.category.pk)
    assert key in Page(form(owner, "organizations", identity).as_p()).options["category"]
    assert key not in Page(form(owner, "organizations").as_p()).options["category"]
    assert submit(owner, "organizations", identity, {}).changed_data == []


def test_a_role_is_free_text_until_the_account_has_roles(owner: Person) -> None:
    identity = stored(owner, "contacts")
    assert "quality" in Page(form(owner, "contacts", identity).as_p()).options["role"]
    ContactRole.rows.filter(account=owner.account).delete()
    assert "role" not in Page(form(owner, "contacts", identity).as_p()).options
    assert submit(owner, "contacts", identity, {"role": "Chief"}).written["role"] == "Chief"


def test_a_second_company_must_be_named(owner: Person) -> None:
    Company.rows.create(account=owner.account, number=2, name="Two")
    missing = submit(owner, "organizations", None, {"type": "S", "name": "Gamma"})
    assert missing.errors.as_data()["company"][0].code == "required"
    assert submit(owner, "organizations", None, {"type": "S", "name": "Gamma", "company": "2"}).written["company"] == 2


def test_a_new_template_brings_its_fields_with_what_is_wrong_in_them(world: World, owner: Person) -> None:
    world.template_fields["auditor"].required = True
    world.template_fields["auditor"].save()
    identity = stored(owner, "organizations")
    template = {"template": str(world.template.pk)}
    assert "customFields.auditor" not in form(owner, "organizations", identity).fields
    sent = submit(owner, "organizations", identity, template)
    assert sent.errors.as_data()["customFields.auditor"][0].code == "custom_field_required"
    assert "Audit" in [group.title for group in sent.groups]
    again = form(owner, "organizations", identity, posted(sent, {"customFields.auditor": "Eve"}))
    assert again.write(), again.errors
    assert again.written["template"]["name"] == "Audit"
    assert again.written["customFields"]["auditor"] == "Eve"


def test_what_does_not_apply_is_refused_beside_its_field_not_lost(owner: Person) -> None:
    sent = submit(owner, "organizations", None, {"type": "S", "name": "Gamma", "customFields.millCode": "M1"})
    assert sent.errors.as_data()["customFields.millCode"][0].code == "custom_field_not_applicable"
    clean = submit(owner, "organizations", None, {"type": "S", "name": "Gamma"})
    assert "customFields.millCode" not in clean.fields
    assert "customFields.millCode" in form(owner, "organizations", initial={"type": "F"}).fields


def queries(person: Person, resource: str, identity: int | None, changes: dict[str, Any] | None = None) -> int:
    record = None if identity is None else record_of(person, resource, identity)
    data = posted(form(person, resource, identity), changes) if changes else None
    with CaptureQueriesContext(connection) as caught:
        made = forms_by_resource[resource](data, actor=person.actor, record=record)
        if data is not None:
            made.write()
        made.as_p()
        list(made.groups)
    return len(caught)


@every_resource
def test_forms_cost_the_same_in_small_and_large_accounts(world: World, owner: Person, resource: str) -> None:
    identity = stored(owner, resource)
    wrong = (
        {"customFields.headcount": "many", "leadSupplier": "987654321"} if resource == "relationships" else {"customFields.headcount": "x"}
    )
    cases: tuple[Any, ...] = ((None, None), (identity, None), (identity, wrong))
    few = [queries(owner, resource, *case) for case in cases]
    save(owner.actor, "organizations", *({"externalId": f"MANY-{number}", "type": "S", "name": f"Many {number}"} for number in range(300)))
    record_type = registry.get(resource).record_type
    from_sample = world.template_fields["auditor"]
    rows = [
        type(from_sample)(account=owner.account, record_type=record_type, key=f"more{number}", label=f"More {number}", data_type="text")
        for number in range(300)
    ]
    type(from_sample).rows.bulk_create(rows)
    Category.rows.bulk_create([Category(account=owner.account, name=f"Heading {number}") for number in range(300)])
    assert [queries(owner, resource, *case) for case in cases] == few
    assert few[1] <= 6
