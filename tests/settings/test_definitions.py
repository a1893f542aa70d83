"""Fields, templates, types, roles, categories, companies and policies on their pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.chain import save
from tests.kit.worlds import World
from tests.settings.browsing import errors_of, last_change, messages_of, text_of

# path → model, what history calls it, a form that is taken, what is then changed of it
SECTIONS: dict[str, tuple[Any, str, dict[str, Any], dict[str, Any]]] = {
    "companies": (Company, "company", {"name": "Acme Iberia", "number": "7"}, {"name": "Acme Portugal"}),
    "categories": (Category, "category", {"name": "Trims"}, {"name": "Trims and labels"}),
    "product-categories": (ProductCategory, "product_category", {"name": "Hats", "key": "hats"}, {"name": "Hats and caps"}),
    "contact-roles": (ContactRole, "contact_role", {"label": "Driver", "key": "driver"}, {"label": "Lorry driver"}),
    "relationship-types": (
        RelationshipType,
        "relationship_type",
        {"key": "audits", "forwardLabel": "audits", "reverseLabel": "is audited by", "sourceTypes": ["I"]},
        {"forwardLabel": "inspects", "sourceTypes": ["I", "B"]},
    ),
    "custom-fields": (
        CustomField,
        "custom_field",
        {"recordType": "organization", "key": "tier", "label": "Tier", "dataType": "choice", "choices": "a | Alpha\r\nb", "order": "0"},
        {"label": "Tier of supply"},
    ),
    "custom-field-templates": (CustomFieldTemplate, "custom_field_template", {"recordType": "contact", "name": "Visa"}, {"name": "Visas"}),
}


def factory(**said: Any) -> dict[str, Any]:
    return {"type": "F", "name": "Mill & Sons", "company": 1, **said}


def newest(model: Any, world: World) -> Any:
    return model.rows.filter(account=world.cast.acme).order_by("-pk").first()


@pytest.mark.parametrize("path", SECTIONS)
def test_a_row_is_made_changed_and_removed(world: World, owner: Client, path: str):
    model, record_type, said, changed = SECTIONS[path]
    assert owner.post(f"/settings/{path}/new", said).status_code == 302
    row = newest(model, world)
    assert last_change(record_type)[:2] == ("create", "page")
    url = f"/settings/{path}/{row.number if model is Company else row.pk}"
    assert owner.post(url, said | changed).status_code == 302
    operation, channel, changes = last_change(record_type)
    assert (operation, channel, set(changes)) == ("update", "page", set(changed))
    assert messages_of(owner.post(f"{url}/remove", follow=True))[-1].endswith("is gone.")
    assert not model.rows.filter(pk=row.pk).exists()
    assert last_change(record_type)[:2] == ("delete", "page")


@pytest.mark.parametrize("path", [path for path in SECTIONS if path not in ("companies", "custom-field-templates")])
def test_a_row_is_deactivated_and_activated_again(world: World, owner: Client, path: str):
    model, record_type, said, _ = SECTIONS[path]
    owner.post(f"/settings/{path}/new", said)
    row = newest(model, world)
    url = f"/settings/{path}/{row.pk}"
    for on in (False, True):
        answer = owner.post(f"{url}/switch", {"on": "yes"} if on else {}, follow=True)
        row.refresh_from_db()
        assert row.is_active is on
        assert last_change(record_type) == ("update", "page", {"isActive": [not on, on]})
        assert ("Deactivate" if on else "Activate") in answer.content.decode()


def test_companies_have_no_switch(owner: Client):
    assert owner.post("/settings/companies/1/switch").status_code == 404


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        ("companies", {"name": ""}, "name"),
        ("companies", {"name": "Again", "number": "1"}, "number"),
        ("companies", {"name": "Again", "number": "0"}, "number"),
        ("companies", {"name": "Again", "number": "many"}, "number"),
        ("categories", {"name": "Textiles"}, "name"),
        ("categories", {"name": "x" * 256}, "name"),
        ("categories", {"name": "a\x00b"}, "name"),
        ("categories", {}, "name"),
        ("product-categories", {"name": "Tops", "key": "tops"}, "key"),
        ("contact-roles", {"label": "Buyer", "key": "buyer"}, "key"),
        ("contact-roles", {"key": "driver"}, "label"),
        ("relationship-types", {"key": "maker", "forwardLabel": "a", "reverseLabel": "b"}, "key"),
        ("relationship-types", {"key": "new", "forwardLabel": "a", "reverseLabel": "b", "sourceTypes": ["Z"]}, "sourceTypes"),
        ("custom-fields", {"key": "1a"}, "key"),
        ("custom-fields", {"key": "notes"}, "key"),
        ("custom-fields", {"dataType": "tune"}, "dataType"),
        ("custom-fields", {"dataType": "choice", "choices": ""}, "choices"),
        ("custom-fields", {"dataType": "choice", "choices": "a | A\na | B"}, "choices"),
        ("custom-fields", {"dataType": "text", "choices": "a"}, "choices"),
        ("custom-fields", {"dataType": "date", "maxLength": "5"}, "maxLength"),
        ("custom-fields", {"maxLength": "501"}, "maxLength"),
        ("custom-fields", {"isIdentifier": "on"}, "identifierScope"),
        ("custom-fields", {"dataType": "date", "isIdentifier": "on", "identifierScope": "account"}, "isIdentifier"),
        ("custom-fields", {"recordType": "contact", "appliesTo": ["F"]}, "appliesTo"),
        ("custom-fields", {"order": "first"}, "order"),
        ("custom-fields", {"template": "999999"}, "template"),
        ("custom-fields", {"recordType": "planet"}, "recordType"),
        ("custom-field-templates", {"recordType": "organization", "name": "Audit"}, "name"),
    ],
)
def test_a_refusal_stands_at_its_field(owner: Client, path: str, said: dict[str, Any], field: str):
    if path == "custom-fields":
        said = {"recordType": "organization", "key": "tier", "label": "Tier", "dataType": "text"} | said
    assert field in errors_of(owner.post(f"/settings/{path}/new", said))


def test_a_new_field_marks_what_it_needs(owner: Client):
    page = owner.get("/settings/custom-fields/new")
    assert [field.name for field in page.context["form"] if field.field.required] == ["label", "key", "dataType"]


def test_what_is_in_use_is_deactivated_and_says_so(world: World, owner: Client):
    save(world.owner.actor, "organizations", factory(category=world.category.pk))
    assert "in use" in owner.get("/settings/categories").content.decode()
    answer = owner.post(f"/settings/categories/{world.category.pk}/remove", follow=True)
    assert messages_of(answer) == ["“Textiles” is in use, so it was deactivated instead of removed."]
    world.category.refresh_from_db()
    assert not world.category.is_active


def test_what_can_t_be_deactivated_stays_and_says_why(world: World, owner: Client):
    answer = owner.post(f"/settings/custom-field-templates/{world.template.pk}/remove")
    assert answer.status_code == 422
    assert "In use by custom fields" in answer.content.decode()
    owner.post("/settings/companies/77/remove")
    assert "only company" in owner.post("/settings/companies/1/remove").content.decode()


def test_options_come_back_as_they_were_typed(world: World, owner: Client):
    model, _, said, _ = SECTIONS["custom-fields"]
    owner.post("/settings/custom-fields/new", said)
    row = newest(model, world)
    assert row.choices == [{"key": "a", "label": "Alpha"}, {"key": "b", "label": "b"}]
    page = text_of(owner.get(f"/settings/custom-fields/{row.pk}"))
    assert "a | Alpha\nb | b</textarea>" in page


def test_another_type_needs_no_options_that_nobody_touched(world: World, owner: Client):
    model, _, said, _ = SECTIONS["custom-fields"]
    owner.post("/settings/custom-fields/new", said)
    row = newest(model, world)
    kept = {**said, "choices": "a | Alpha\r\nb | b", "dataType": "text"}
    assert owner.post(f"/settings/custom-fields/{row.pk}", kept).status_code == 302
    row.refresh_from_db()
    assert (row.data_type, row.choices) == ("text", [])


def test_a_field_is_added_to_a_template_and_moved(world: World, owner: Client):
    url = f"/settings/custom-field-templates/{world.template.pk}"
    page = text_of(owner.get(f"/settings/custom-fields/new?recordType=organization&template={world.template.pk}"))
    assert f'<option value="{world.template.pk}" selected>' in page
    auditor, score = world.template_fields["auditor"], world.template_fields["score"]
    owner.post(f"{url}/order", {"down": auditor.pk})
    fields = CustomField.rows.filter(template=world.template).order_by("order", "pk")
    assert list(fields.values_list("key", flat=True)) == ["score", "auditor"]
    assert last_change("custom_field")[:2] == ("update", "page")
    owner.post(f"{url}/order", {"up": auditor.pk})
    assert list(fields.values_list("key", flat=True)) == ["auditor", "score"]
    for said in ({"up": auditor.pk}, {"down": score.pk}, {"up": "999999"}):
        owner.post(f"{url}/order", said)
    assert list(fields.values_list("key", flat=True)) == ["auditor", "score"]
    assert owner.post(f"{url}/order", {"up": "x"}).status_code == 404


def test_lists_of_fields_show_one_kind_of_record(owner: Client):
    assert "auditor" in owner.get("/settings/custom-fields").content.decode()
    assert "auditor" not in owner.get("/settings/custom-fields?recordType=contact").content.decode()
    assert owner.get("/settings/custom-fields?recordType=nonsense&template=x").status_code == 200


def test_the_account_is_renamed_and_its_names_made_unique(world: World, owner: Client):
    for unique in (False, True):
        said = {"name": "Acme Group"} | ({"organizationNamesUnique": "on"} if unique else {})
        assert owner.post("/settings/account", said).status_code == 302
        world.cast.acme.refresh_from_db()
        assert (world.cast.acme.name, world.cast.acme.organization_names_unique) == ("Acme Group", unique)
    assert last_change("account")[:2] == ("update", "page")
    assert list(errors_of(owner.post("/settings/account", {"name": "", "organizationNamesUnique": "on"}))) == ["name"]


def test_names_that_collide_are_listed(world: World, owner: Client):
    owner.post("/settings/account", {"name": "Acme"})
    for key in ("A", "B"):
        save(replace(world.owner.actor, organization_names_unique=False), "organizations", factory(externalId=key))
    answer = owner.post("/settings/account", {"name": "Acme", "organizationNamesUnique": "on"})
    assert list(errors_of(answer)) == ["organizationNamesUnique"]
    (collision,) = answer.context["collisions"]
    assert (collision.type, collision.name, len(collision.holders)) == ("F", "Mill & Sons", 2)
    assert "Mill &amp; Sons" in answer.content.decode()
