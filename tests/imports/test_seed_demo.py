"""The demo account: believable, the same everywhere, and ready for the API's example."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Q

from accounts.capabilities import names
from accounts.models import Account, Grant, User
from accounts.services import actor_for
from activity.models import Change
from contacts.models import Contact, ContactRole
from customfields.kinds import KINDS
from customfields.models import CustomField
from imports.demo import goods, seeding
from imports.demo.countries import countries
from imports.demo.edges import Chain, Edge
from imports.demo.parties import Party, parties
from imports.demo.people import SHARED
from imports.demo.reset import empty_demo
from imports.demo.seeding import SIZES, Size
from organizations.duplicates import near_names, same_names
from organizations.models import Category, Organization
from products.models import Product, ProductCategory
from relationships.models import Relationship, RelationshipType
from tests.imports.samples import edge, run, write_lines
from tests.kit.cast import make_account

EXAMPLE = edge(
    "ID-123",
    "LC-111",
    leadSupplier=None,
    types=["direct supplier"],
    customFields={"custom1": "2025-01-01", "priority": "high", "notes": "Primary supplier relationship"},
    contacts=[{"email": "joe@example.com"}],
)


def grown(size: Size) -> tuple[list[Party], list[Edge]]:
    """The network of a size, without a database."""
    chain, edges = Chain(), []
    for party in parties(size.organizations):
        edges += list(chain.join(party))
    return chain.parties, edges + list(chain.fill(size.relationships - len(edges)))


@pytest.fixture(scope="module")
def medium() -> tuple[list[Party], list[Edge]]:
    return grown(SIZES["medium"])


def test_every_size_is_as_large_as_it_says(medium: tuple[list[Party], list[Edge]]) -> None:
    organizations, edges = medium
    assert (len(organizations), len(edges)) == (2_000, 12_000)
    assert len({party.external_id for party in organizations}) == 2_000
    assert len({(party.trade.type, party.name.casefold()) for party in organizations}) == 2_000
    assert len({one.ends for one in edges}) == 12_000


def test_a_larger_demo_only_adds_to_a_smaller_one(medium: tuple[list[Party], list[Edge]]) -> None:
    small, _ = grown(SIZES["small"])
    assert medium[0][: len(small)] == small


def test_the_example_pair_is_never_tied(medium: tuple[list[Party], list[Edge]]) -> None:
    _, edges = medium
    assert not [one for one in edges if set(one.ends) == {"ID-123", "LC-111"}]
    assert len([one for one in edges if "LC-111" in one.ends]) >= 3
    assert len([one for one in edges if "ID-123" in one.ends]) >= 100


def test_the_network_has_three_tiers_in_many_countries(medium: tuple[list[Party], list[Edge]]) -> None:
    organizations, edges = medium
    assert {party.trade.type for party in organizations} == {"B", "R", "S", "F", "I"}
    assert {party.country.code for party in organizations} == set(countries())
    below = {one.ends for one in edges}
    tiers = {(one.source.trade.tier, one.target.trade.tier) for one in edges}
    assert {(0, 1), (1, 2), (2, 3)} <= tiers
    assert len(below) == len(edges)


def test_no_domain_of_the_demo_can_exist(medium: tuple[list[Party], list[Edge]]) -> None:
    people = [person for party in medium[0] for person in party.people]
    assert all(person.email.isascii() and person.email.endswith((".example", "joe@example.com")) for person in people)


@pytest.fixture
def demo(db: None) -> Account:
    """The small demo."""
    answer = run("seed_demo")
    assert answer.error is None
    return Account.objects.get(slug="demo")


def test_the_demo_is_configured_and_filled(demo: Account) -> None:
    assert Organization.rows.count() == 120
    assert Relationship.rows.count() == 450
    assert set(CustomField.rows.values_list("data_type", flat=True)) == set(KINDS)
    assert set(CustomField.rows.values_list("record_type", flat=True)) == {"organization", "relationship", "contact", "product"}
    assert set(Organization.rows.values_list("type", flat=True)) == {"B", "R", "S", "F", "I"}
    assert Organization.rows.values("country").distinct().count() >= 20
    assert Organization.rows.filter(template__name="Factory audit").exists()
    assert Relationship.rows.filter(lead_supplier__isnull=False).exists()
    assert set(Contact.rows.values_list("role", flat=True)) == set(ContactRole.rows.values_list("key", flat=True))
    used = set(RelationshipType.rows.filter(uses__isnull=False).values_list("key", flat=True))
    assert used == set(RelationshipType.rows.filter(is_active=True).values_list("key", flat=True))
    assert not Category.rows.filter(organizations__isnull=True).exists()
    assert not ProductCategory.rows.filter(products__isnull=True).exists()


def test_the_demo_has_duplicates_to_be_found(demo: Account) -> None:
    actor = actor_for(User.objects.get(email="demo@relata.example"), demo, channel="command")
    assert [len(find(actor).pairs) for find in (same_names, near_names)] == [1, 1]


def test_the_demo_has_a_catalogue_of_styles_and_their_colours(demo: Account) -> None:
    styles = Product.rows.filter(parent__isnull=True)
    assert styles.count() == 40
    assert Product.rows.filter(parent__isnull=False).count() >= 50
    assert not Product.rows.filter(parent__parent__isnull=False).exists()
    assert set(styles.values_list("product_type", flat=True)) == {"DEFAULT", "ADDON"}
    assert set(Product.rows.values_list("status", flat=True)) == {"DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"}
    assert not Product.rows.filter(linked_integrations=[]).exists()
    assert not Product.rows.filter(custom_fields={}).exists()


def test_a_larger_catalogue_only_adds_to_a_smaller_one() -> None:
    small, large = (list(goods.styles(count)) for count in (40, 400))
    assert large[:40] == small
    assert len({style.name for style in large}) == 400


def test_all_of_it_is_in_the_history(demo: Account) -> None:
    for record_type, model in (("organization", Organization), ("contact", Contact), ("relationship", Relationship), ("product", Product)):
        recorded = Change.rows.filter(record_type=record_type, operation="create", channel="command")
        assert recorded.count() == model.rows.count()


def test_the_second_time_nothing_changes(demo: Account) -> None:
    before = Change.rows.count()
    answer = run("seed_demo")
    assert answer.lines[:4] == [
        "organizations: 120 items, 120 unchanged, 0 failed.",
        f"contacts: {Contact.rows.count()} items, {Contact.rows.count()} unchanged, 0 failed.",
        "relationships: 450 items, 450 unchanged, 0 failed.",
        f"products: {Product.rows.count()} items, {Product.rows.count()} unchanged, 0 failed.",
    ]
    assert Change.rows.count() == before


def pair() -> Q:
    return Q(source__external_id="ID-123", target__external_id="LC-111") | Q(source__external_id="LC-111", target__external_id="ID-123")


def test_what_people_made_of_the_demo_stays_when_it_is_started_again(demo: Account) -> None:
    brand = Organization.rows.filter(account=demo, external_id="ID-123")
    brand.update(city="Savar")
    run("seed_demo", "--keep")
    assert brand.get().city == "Savar"
    Grant.rows.filter(account=demo, object_kind="relationship").delete()  # as when filling it was interrupted
    run("seed_demo", "--keep")
    assert brand.get().city != "Savar"


def test_the_example_of_the_api_creates_and_stays_what_its_sender_made_of_it(demo: Account, tmp_path: Path) -> None:
    assert not Relationship.rows.filter(pair()).exists()
    file = write_lines(tmp_path / "example.jsonl", EXAMPLE)
    assert run("upsert", "relationships", file).lines[-1] == "1 item, 1 created, 0 failed."
    assert run("upsert", "relationships", file).lines[-1] == "1 item, 1 unchanged, 0 failed."
    run("seed_demo")
    assert Relationship.rows.get(pair()).version == 1


def test_reset_starts_afresh_and_records_what_went(demo: Account, tmp_path: Path) -> None:
    run("upsert", "relationships", write_lines(tmp_path / "example.jsonl", EXAMPLE))
    CustomField(account=demo, record_type="organization", key="mine", label="Mine", data_type="text", required=True).save()
    contacts, products = Contact.rows.count(), Product.rows.count()
    assert run("seed_demo").error is None  # a field that is newly required is judged on create and when an item touches it
    answer = run("seed_demo", "--reset")
    assert answer.error is None
    assert answer.lines[0].startswith(f"Deleted: {products} product, 451 relationship, {contacts} contact, 120 organization, ")
    assert (Organization.rows.count(), Relationship.rows.count(), Product.rows.count()) == (120, 450, products)
    assert not Relationship.rows.filter(pair()).exists()
    assert not CustomField.rows.filter(key="mine").exists()
    assert Change.rows.filter(operation="delete", record_type="relationship").count() == 451
    assert Account.objects.get(slug="demo") == demo


def test_only_the_demo_account_can_be_emptied(db: None) -> None:
    with pytest.raises(ValueError, match="demo"):
        empty_demo(make_account("acme"))


def test_reset_leaves_other_accounts_alone(demo: Account, acme: Account) -> None:
    kinds = RelationshipType.rows.filter(account=acme).count()
    run("seed_demo", "--reset")
    assert RelationshipType.rows.filter(account=acme).count() == kinds == 2


def test_a_demo_that_no_longer_fits_says_how_to_mend_it(demo: Account) -> None:
    # Yes or no, as the demo has it, identifies nothing.
    CustomField.rows.filter(account=demo, key="isExclusive").update(data_type="text", is_identifier=True, identifier_scope="account")
    answer = run("seed_demo")
    assert answer.error is not None
    assert answer.error.endswith("Start afresh with --reset.")


def test_the_password_is_the_callers(demo: Account) -> None:
    user = User.objects.get_by_natural_key("demo@relata.example")
    assert not user.has_usable_password()
    answer = run("seed_demo", "--password", "correct horse battery")
    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    assert "correct horse" not in answer.output
    stored = user.password
    run("seed_demo", "--password", "correct horse battery")
    user.refresh_from_db()
    assert user.password == stored


def test_the_sizes_grow_into_each_other(demo: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(seeding.SIZES, "medium", Size(200, 800, 50))
    answer = run("seed_demo", "--size", "medium")
    assert answer.lines[0] == "organizations: 200 items, 80 created, 120 unchanged, 0 failed."
    assert " updated" not in answer.output


def test_a_viewer_reads_all_and_a_partner_what_is_shared(demo: Account) -> None:
    seen = {}
    for name in ("viewer", "partner"):
        actor = actor_for(User.objects.get(email=f"{name}@relata.example"), demo, channel="api")
        rows = Organization.objects.visible_to(actor).order_by("external_id")
        seen[name] = [(row.external_id, names(row.mask)) for row in rows]
    assert len(seen["viewer"]) == 120
    assert {tuple(permissions) for _, permissions in seen["viewer"]} == {("read",)}
    assert seen["partner"] == [("ID-123", ["edit", "read"]), ("LC-111", ["read"])]
    elsewhere = Relationship.objects.visible_to(actor).exclude(Q(source__external_id__in=SHARED) | Q(target__external_id__in=SHARED))
    assert [names(edge.mask) for edge in elsewhere] == [["relationship-edit", "relationship-read"]]
