"""Reference data through the admin: saved, refused, deactivated and told as through the API."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Account, Company
from contacts.models import ContactRole
from customfields.kinds import KINDS
from customfields.models import CustomField, CustomFieldTemplate
from customfields.option_lines import as_lines, from_lines
from organizations.models import Category
from relationships.models import RelationshipType
from tests.backoffice.forms import address, errors_of, form_at, history, listed, messages_of, saved, send, text_of
from tests.kit.chain import save
from tests.kit.samples import items
from tests.kit.worlds import World

# The lists on the page of a new template from which one has to be chosen.
CHOSEN = ("record_type", "fields-0-data_type", "fields-1-data_type", "fields-2-data_type")


def test_a_category_is_made_changed_and_removed_and_history_says_by_whom(world: World, owner: Client):
    saved(send(owner, address(Category, "add"), name="  Footwear "))
    row = Category.rows.get(account=world.cast.acme, name="Footwear")
    saved(send(owner, address(Category, "change", row.pk), name="Shoes"))
    saved(send(owner, address(Category, "change", row.pk)))  # as it was: nothing to tell
    assert owner.post(address(Category, "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not Category.rows.filter(pk=row.pk).exists()
    assert history(world.cast.acme, "category") == [
        ("create", "admin", world.owner.user.pk, {"name": [None, "Footwear"], "isActive": [None, True]}),
        ("update", "admin", world.owner.user.pk, {"name": ["Footwear", "Shoes"]}),
        ("delete", "admin", world.owner.user.pk, {"name": ["Shoes", None], "isActive": [True, None]}),
    ]


def test_the_history_of_a_row_shows_old_and_new_and_who(world: World, owner: Client):
    row = Category.rows.get(account=world.cast.acme, name="Textiles")
    saved(send(owner, address(Category, "change", row.pk), name="Fabrics"))
    page = text_of(owner.get(address(Category, "history", row.pk)))
    for word in ("<del>Textiles</del>", "<ins>Fabrics</ins>", "Owner", "Admin", "Updated"):
        assert word in page


def test_what_is_taken_is_refused_at_its_field_and_nothing_is_written(world: World, owner: Client):
    answer = send(owner, address(Category, "add"), name="Leather")
    assert errors_of(answer) == {"name": ["A category of this name exists."]}
    answer = send(owner, address(Category, "add"), name="a\u0007b")
    assert list(errors_of(answer)) == ["name"]
    answer = send(owner, address(ContactRole, "add"), key="buyer", label="B")
    assert list(errors_of(answer)) == ["key"]
    answer = send(owner, address(RelationshipType, "add"), key="maker", forward_label="makes", reverse_label="is made by")
    assert list(errors_of(answer)) == ["key"]
    assert history(world.cast.acme, "category") == history(world.cast.acme, "contact_role") == []


def test_what_is_in_use_is_deactivated_and_the_page_says_so(world: World, owner: Client):
    save(world.owner.actor, "organizations", {**items("organizations", 1)[0], "category": world.category.pk})
    answer = owner.post(address(Category, "delete", world.category.pk), {"post": "yes"}, follow=True)
    assert messages_of(answer) == ["“Textiles” is in use, so it was deactivated instead of removed."]
    world.category.refresh_from_db()
    assert world.category.is_active is False
    chosen = {"action": "activate", "_selected_action": [world.category.pk]}
    assert messages_of(owner.post(address(Category, "changelist"), chosen, follow=True)) == ["1 activated."]
    world.category.refresh_from_db()
    assert world.category.is_active is True
    assert [operation for operation, *_ in history(world.cast.acme, "category")] == ["update", "update"]


def test_removing_several_asks_first_and_tells_of_those_that_stay(world: World, owner: Client):
    save(world.owner.actor, "organizations", {**items("organizations", 1)[0], "category": world.category.pk})
    chosen = {"action": "delete_selected", "_selected_action": listed(owner, Category)}
    page = text_of(owner.post(address(Category, "changelist"), chosen))
    assert "Textiles" in page
    assert "Leather" in page
    said = messages_of(owner.post(address(Category, "changelist"), {**chosen, "post": "yes"}, follow=True))
    assert said == ["“Textiles” is in use, so it was deactivated instead of removed.", "1 removed."]


def test_a_company_gets_the_next_number_and_keeps_it(world: World, owner: Client):
    saved(send(owner, address(Company, "add"), name="Acme East"))
    row = Company.rows.get(account=world.cast.acme, name="Acme East")
    assert row.number == 2
    saved(send(owner, address(Company, "change", row.pk), name="Acme Far East", number="9"))
    row.refresh_from_db()
    assert (row.number, row.name) == (2, "Acme Far East")
    owner.post(address(Company, "delete", row.pk), {"post": "yes"})
    last = Company.rows.get(account=world.cast.acme)
    answer = owner.post(address(Company, "delete", last.pk), {"post": "yes"}, follow=True)
    assert messages_of(answer)[-1] == "It is the account's only company."
    assert Company.rows.filter(pk=last.pk).exists()


def test_the_ends_of_a_relationship_type_are_ticked(world: World, owner: Client):
    ends = {"source_types": ["S", "F"], "target_types": []}
    saved(send(owner, address(RelationshipType, "add"), key="dyes for", forward_label="dyes for", reverse_label="has dyed by", **ends))
    row = RelationshipType.rows.get(account=world.cast.acme, key="dyes for")
    assert (row.source_types, row.target_types) == (["F", "S"], [])
    assert "Factory, Supplier" in text_of(owner.get(address(RelationshipType, "changelist")))


def test_the_account_s_policy_is_refused_with_every_collision_at_its_switch(world: World, owner: Client):
    url = address(Account, "change", world.cast.acme.pk)
    data = form_at(owner, url)
    data.pop("organization_names_unique")
    saved(owner.post(url, data | {"name": "Acme Ltd"}))
    world.cast.acme.refresh_from_db()
    assert (world.cast.acme.name, world.cast.acme.organization_names_unique) == ("Acme Ltd", False)
    one = {"type": "F", "name": "Same"}
    save(world.owner.actor, "organizations", {**one, "externalId": "A"}, {**one, "externalId": "B"})
    errors = errors_of(send(owner, url, organization_names_unique="on"))
    assert list(errors) == ["organization_names_unique"]
    assert "“Same” is the name of 2 organizations" in errors["organization_names_unique"][0]


# --- custom fields ---


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_every_type_is_made(world: World, owner: Client, kind: str):
    options = "small | Small\nlarge | Large" if KINDS[kind].has_options else ""
    said = {"record_type": "contact", "key": f"new_{kind}", "label": f"New {kind}", "data_type": kind, "choices": options}
    saved(send(owner, address(CustomField, "add"), **said))
    row = CustomField.rows.get(account=world.cast.acme, key=f"new_{kind}")
    assert (row.data_type, row.label) == (kind, f"New {kind}")
    assert row.choices == ([{"key": "small", "label": "Small"}, {"key": "large", "label": "Large"}] if options else [])
    assert form_at(owner, address(CustomField, "change", row.pk))["choices"] == options


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "9x"}, "key"),
        ({"key": "notes", "record_type": "organization"}, "key"),
        ({"data_type": "choice"}, "choices"),
        ({"data_type": "text", "choices": "a | A"}, "choices"),
        ({"data_type": "choice", "choices": "a | A\na | B"}, "choices"),
        ({"data_type": "number", "max_length": "5"}, "max_length"),
        ({"max_length": "501"}, "max_length"),
        ({"applies_to": ["F"]}, "applies_to"),
        ({"data_type": "boolean", "is_identifier": "on", "identifier_scope": "account"}, "is_identifier"),
        ({"is_identifier": "on"}, "identifier_scope"),
    ],
)
def test_every_rule_of_a_field_is_told_where_it_is_broken(world: World, owner: Client, wrong: dict[str, object], field: str):
    said = {"record_type": "contact", "key": "size", "label": "Size", "data_type": "text", **wrong}
    assert field in errors_of(send(owner, address(CustomField, "add"), **said))
    assert not CustomField.rows.filter(account=world.cast.acme, key="size").exists()


def test_the_order_of_fields_is_changed_in_their_list(world: World, owner: Client):
    rows = list(CustomField.rows.filter(account=world.cast.acme).order_by("record_type", "order", "pk"))
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for place, row in enumerate(rows):
        data |= {f"form-{place}-id": row.pk, f"form-{place}-order": 5 if place == 0 else row.order}
        data |= {f"form-{place}-is_active": "on"} if row.is_active else {}
    assert owner.post(address(CustomField, "changelist"), data).status_code == 302
    rows[0].refresh_from_db()
    assert rows[0].order == 5
    assert history(world.cast.acme, "custom_field") == [("update", "admin", world.owner.user.pk, {"order": [0, 5]})]


def test_what_is_refused_in_the_list_is_told_above_it_and_nothing_of_it_is_written(world: World, owner: Client):
    rows = list(CustomField.rows.filter(account=world.cast.acme).order_by("record_type", "order", "pk"))
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for place, (row, order) in enumerate(zip(rows, [5, 10**12] + [0] * len(rows), strict=False)):
        data |= {f"form-{place}-id": row.pk, f"form-{place}-order": order, f"form-{place}-is_active": "on"}
    (said,) = messages_of(owner.post(address(CustomField, "changelist"), data, follow=True))
    assert "2147483647" in said
    assert set(CustomField.rows.filter(account=world.cast.acme).values_list("order", flat=True)) == {0}
    assert history(world.cast.acme, "custom_field") == []


def test_a_template_is_made_with_its_fields_on_one_page(world: World, owner: Client):
    saved(
        send(
            owner,
            address(CustomFieldTemplate, "add"),
            record_type="organization",
            name="Visit",
            fields__0__label="Visited on",
            fields__0__key="visitedOn",
            fields__0__data_type="date",
            fields__0__order="1",
            fields__1__label="Verdict",
            fields__1__key="verdict",
            fields__1__data_type="choice",
            fields__1__choices="good | Good\nbad | Bad",
            fields__1__order="2",
        )
    )
    template = CustomFieldTemplate.rows.get(account=world.cast.acme, name="Visit")
    assert [(row.key, row.record_type, row.data_type) for row in template.fields.order_by("order")] == [
        ("visitedOn", "organization", "date"),
        ("verdict", "organization", "choice"),
    ]
    assert [change[0] for change in history(world.cast.acme, "custom_field")] == ["create", "create"]


def test_a_row_that_nobody_touched_is_no_field_of_the_template(world: World, owner: Client):
    url = address(CustomFieldTemplate, "add")
    page = text_of(owner.get(url))
    # What a browser sends for a list of which nothing is chosen: its first line.
    first = {name: re.search(rf'<select name="{name}".*?<option value="([^"]*)"', page, re.DOTALL)[1] for name in CHOSEN}  # type: ignore[index]
    assert first == dict.fromkeys(CHOSEN, "")
    typed = {"fields-0-label": "Colour", "fields-0-key": "colour", "fields-0-data_type": "text"}
    saved(owner.post(url, form_at(owner, url) | first | {"record_type": "product", "name": "Style"} | typed))
    assert [row.key for row in CustomField.rows.filter(template__name="Style")] == ["colour"]


def test_the_fields_of_a_row_carry_their_names(world: World, owner: Client):
    page = text_of(owner.get(address(CustomFieldTemplate, "change", world.template.pk)))
    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="fields-0-(?!id|template|DELETE)[^>]*>', page)
    assert len(fields) == 8
    assert [one for one in fields if "aria-label=" not in one] == []


def test_a_mistake_in_one_field_of_a_template_is_told_in_its_row_and_writes_nothing(world: World, owner: Client):
    url = address(CustomFieldTemplate, "change", world.template.pk)
    answer = send(owner, url, name="Renamed", fields__2__label="Twice", fields__2__key="notes", fields__2__data_type="text")
    assert errors_of(answer) == {"fields-2-key": ["A custom field of this key exists for this record type."]}
    world.template.refresh_from_db()
    assert world.template.name == "Audit"
    assert history(world.cast.acme, "custom_field_template") == []


def test_fields_of_a_template_are_changed_and_removed_on_its_page(world: World, owner: Client):
    url = address(CustomFieldTemplate, "change", world.template.pk)
    data = form_at(owner, url)
    first, second = data["fields-0-id"], data["fields-1-id"]
    saved(owner.post(url, data | {"fields-0-label": "Who audited", "fields-0-key": "other", "fields-1-DELETE": "on"}))
    row = CustomField.rows.get(pk=first)
    assert (row.label, row.key) == ("Who audited", "auditor")  # the key stays
    assert not CustomField.rows.filter(pk=second).exists()
    assert [change[0] for change in history(world.cast.acme, "custom_field")] == ["update", "delete"]


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" |"), min_size=1, max_size=12)
OPTION = st.builds(lambda key, label: {"key": key, "label": label}, TEXT.map(str.strip).filter(bool), TEXT.map(str.strip).filter(bool))


@given(st.lists(OPTION, max_size=4))
def test_options_are_the_same_after_a_person_looked_at_them(options: list[dict[str, str]]):
    assert from_lines(as_lines(options)) == options


def test_an_option_without_a_label_is_its_own():
    assert from_lines("S\n\n M | Medium \nL\tLarge") == [
        {"key": "S", "label": "S"},
        {"key": "M", "label": "Medium"},
        {"key": "L", "label": "Large"},
    ]


def test_a_list_is_downloaded_without_formulas(world: World, owner: Client):
    saved(send(owner, address(Category, "add"), name="=1+1"))
    chosen = {"action": "export_as_csv", "_selected_action": listed(owner, Category)}
    answer = owner.post(address(Category, "changelist"), chosen)
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() == [
        "Name,Is active",
        "'=1+1,true",
        "Leather,true",
        "Textiles,true",
    ]
