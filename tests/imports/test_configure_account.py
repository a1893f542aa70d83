"""configure_account: definitions from a file, once and for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Company
from activity.models import Change
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from imports.account_setup import Setup, configure
from organizations.models import Category
from relationships.models import RelationshipType
from tests.imports.samples import Run, run, setup, write_json
from tests.kit.cast import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Run]:
    """Run the command on a set-up."""

    def call(value: object, *arguments: str) -> Run:
        return run("configure_account", "acme", write_json(tmp_path / "account.json", value), *arguments)

    return call


def test_a_new_account_gets_everything_the_file_names(configured: Callable[..., Run]) -> None:
    answer = configured(setup(policies={"organizationNamesUnique": False}), "--create")
    assert answer.error is None
    account = Account.objects.get(slug="acme")
    assert (account.name, account.organization_names_unique) == ("Acme", False)
    assert [(one.number, one.name) for one in Company.rows.all()] == [(1, "Acme Ltd")]
    buys = RelationshipType.rows.get(key="buys from")
    assert (buys.source_types, buys.target_types, buys.is_symmetric, buys.is_active) == (["R", "B"], ["F", "S"], False, True)
    assert RelationshipType.rows.get(key="sister of").is_symmetric
    assert ContactRole.rows.get().label == "Buyer"
    assert sorted(Category.rows.values_list("name", flat=True)) == ["Apparel", "Footwear"]
    goods = CustomField.rows.get(key="goods")
    assert goods.choices == [{"key": "tops", "label": "Tops"}, {"key": "bottoms", "label": "bottoms"}]
    template = CustomFieldTemplate.rows.get()
    listed = CustomField.rows.filter(template=template).order_by("order")
    assert [(one.key, one.order) for one in listed] == [("auditor", 1), ("grade", 2)]


def test_the_answer_says_section_by_section_what_was_done(configured: Callable[..., Run]) -> None:
    answer = configured(setup(), "--create")
    assert "account acme: created" in answer.lines
    assert "relationshipTypes: 2 created, 0 updated, 0 unchanged" in answer.lines
    assert "  + buys from" in answer.lines
    assert "customFields: 5 created, 0 updated, 0 unchanged" in answer.lines
    assert "  + organization.workers" in answer.lines
    assert "templates: 1 created, 0 updated, 0 unchanged" in answer.lines


def test_the_second_time_nothing_changes(configured: Callable[..., Run]) -> None:
    configured(setup(), "--create")
    before = Change.rows.count()
    answer = configured(setup())
    assert Change.rows.count() == before
    counts = [line for line in answer.lines if ":" in line]
    assert counts
    assert all(" 0 created, 0 updated, " in line for line in counts)


def test_only_what_differs_is_updated_and_recorded(configured: Callable[..., Run]) -> None:
    configured(setup(), "--create")
    last = Change.rows.order_by("-sequence").values_list("sequence", flat=True)[0]
    changed = setup()
    changed["relationshipTypes"][0]["forwardLabel"] = "orders from"
    changed["customFields"][0]["label"] = "Employees"
    changed["categories"][1]["isActive"] = False
    answer = configured(changed)
    assert "relationshipTypes: 0 created, 1 updated, 1 unchanged" in answer.lines
    assert "  ~ buys from (forwardLabel)" in answer.lines
    news = Change.rows.filter(sequence__gt=last).order_by("sequence")
    assert [(one.record_type, one.operation, one.changes, one.channel) for one in news] == [
        ("relationship_type", "update", {"forwardLabel": ["buys from", "orders from"]}, "command"),
        ("category", "update", {"isActive": [True, False]}, "command"),
        ("custom_field", "update", {"label": ["Workers", "Employees"]}, "command"),
    ]


def test_what_the_file_does_not_name_stays(configured: Callable[..., Run]) -> None:
    configured(setup(), "--create")
    answer = configured({"categories": [{"name": "Trims"}]})
    assert answer.lines == ["account: 0 created, 0 updated, 1 unchanged", "categories: 1 created, 0 updated, 0 unchanged", "  + Trims"]
    assert Category.rows.count() == 3
    assert RelationshipType.rows.count() == 2


def test_an_absent_member_keeps_what_is_stored(configured: Callable[..., Run]) -> None:
    configured(setup(), "--create")
    configured({"relationshipTypes": [{"key": "buys from", "forwardLabel": "buys from", "reverseLabel": "sells to"}]})
    assert RelationshipType.rows.get(key="buys from").source_types == ["R", "B"]


def test_a_dry_run_says_the_same_and_writes_nothing(configured: Callable[..., Run]) -> None:
    dry = configured(setup(), "--create", "--dry-run")
    assert not Account.objects.exists()
    assert not Change.rows.exists()
    assert dry.lines[-1] == "Nothing was written (--dry-run)."
    assert configured(setup(), "--create").lines == dry.lines[:-1]


def test_an_unknown_account_is_not_made_by_mistake(configured: Callable[..., Run]) -> None:
    assert configured(setup()).error == "There is no account “acme”; add --create to make it."
    assert not Account.objects.exists()


def test_every_change_of_a_new_account_is_in_its_history(configured: Callable[..., Run]) -> None:
    configured(setup(), "--create")
    kinds = list(Change.rows.filter(operation="create").values_list("record_type", flat=True))
    counted = {kind: kinds.count(kind) for kind in kinds}
    assert counted == {
        "company": 1,
        "relationship_type": 2,
        "contact_role": 1,
        "category": 2,
        "custom_field": 5,
        "custom_field_template": 1,
    }


def test_other_accounts_keep_their_own(configured: Callable[..., Run]) -> None:
    other = make_account("globex")
    configure(other, Setup({"categories": [{"name": "Apparel", "isActive": False}]}))
    configured(setup(), "--create")
    assert Category.rows.get(account=other).is_active is False


def statements(count: int) -> int:
    """How many statements a set-up with so many entries in each simple list takes."""
    account = make_account(f"acme-{count}")
    kinds: dict[str, Any] = {
        "relationshipTypes": [{"key": f"type {n}", "forwardLabel": "a", "reverseLabel": "b"} for n in range(count)],
        "contactRoles": [{"key": f"role {n}", "label": "a"} for n in range(count)],
        "categories": [{"name": f"category {n}"} for n in range(count)],
        "companies": [{"number": n + 1, "name": f"company {n}"} for n in range(count)],
    }
    with CaptureQueriesContext(connection) as queries:
        configure(account, Setup(kinds))
    return len(queries)


def test_the_number_of_statements_does_not_grow_with_the_lists() -> None:
    assert statements(2) == statements(200)
