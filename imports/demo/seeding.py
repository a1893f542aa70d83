"""Filling the demo account, through the same engine as everybody else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from accounts.actor import Actor
from accounts.models import Account, User
from accounts.services import actor_for, add_member, create_account, create_user, find_user
from customfields.models import CustomFieldTemplate
from imports.account_setup import Setup, configure
from imports.demo import goods, items
from imports.demo.countries import FOLDER
from imports.demo.edges import Chain
from imports.demo.parties import parties
from imports.upsert_file import forget_statements
from imports.verdicts import Tally
from organizations.models import Category
from products.models import Product
from upserts import registry
from upserts.batch import MAX_ITEMS, Batch, Options
from upserts.services import upsert

SLUG = "demo"
EMAIL = "demo@relata.example"
USER_NAME = "Dana Demo"


class SeedRefused(Exception):
    """The engine refused demo data: somebody has changed the demo account so that it no longer fits. The message says what."""


@dataclass(frozen=True)
class Size:
    """How much demo data there is. `relationships` is how many there are at least, `styles` how many products without their colours."""

    organizations: int
    relationships: int
    styles: int


SIZES = {"small": Size(120, 450, 40), "medium": Size(2_000, 12_000, 400), "large": Size(20_000, 200_000, 4_000)}


def ensure_account() -> tuple[Account, User]:
    """The demo account, configured, and its Owner, made where they are missing. The user signs in once it has a password."""
    account = Account.objects.filter(slug=SLUG).first()
    setup = Setup(json.loads((FOLDER / "account.json").read_text(encoding="utf-8")))
    if account is None:
        account = create_account(SLUG, setup.name or SLUG)
    configure(account, setup)
    user = find_user(EMAIL) or create_user(EMAIL, name=USER_NAME)
    if not user.is_staff:  # may enter the admin, with the rights of its role
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    if not user.memberships.filter(account=account).exists():
        add_member(account, user)
    return account, user


def seed(account: Account, user: User, size: Size, tell: Callable[[str, Tally, int], None]) -> None:
    """Upsert the demo's records; what is there already stays as it is, the second time all of it.

    `tell` hears after every batch of a record type how far it got and how many items there will be about. Raises SeedRefused.
    """
    network, edges = Chain(), []
    for party in parties(size.organizations):
        edges.append(list(network.join(party)))
    tied = sum(map(len, edges))
    actor = actor_for(user, account, channel="command")
    words = _words(actor)
    people = sum(len(party.people) for party in network.parties)
    catalogue = list(goods.styles(size.styles))
    about_products = sum(1 + len(style.codes) for style in catalogue)
    wanted: tuple[tuple[str, Iterable[items.Item], int], ...] = (
        ("organizations", (items.organization(party, words) for party in network.parties), size.organizations),
        ("contacts", (item for party in network.parties for item in items.contacts(party)), people),
        (
            "relationships",
            (items.relationship(edge) for edge in chain(chain.from_iterable(edges), network.fill(size.relationships - tied))),
            max(size.relationships, tied),
        ),
        ("products", map(goods.product, catalogue), about_products),
        ("products", _variants(catalogue, actor), about_products),
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    for name, source, about in wanted:
        tally = tallies[name]
        for chunk in _chunks(source):
            _send(name, chunk, actor, tally)
            tell(name, tally, about)
            forget_statements()


def _words(actor: Actor) -> items.Words:
    template = CustomFieldTemplate.objects.visible_to(actor).get(record_type="organization", name="Factory audit")
    return items.Words(dict(Category.objects.visible_to(actor).values_list("name", "id")), template.pk)


def _variants(catalogue: Iterable[goods.Style], actor: Actor) -> Iterator[items.Item]:
    """Products that name their parent by id: what is asked for first is asked when the parents are there."""
    ids = dict(Product.objects.visible_to(actor).filter(parent__isnull=True).values_list("external_id", "id"))
    for style in catalogue:
        yield from goods.variants(style, ids)


def _chunks(source: Iterable[items.Item]) -> Iterator[list[items.Item]]:
    rest = iter(source)
    while chunk := list(islice(rest, MAX_ITEMS)):
        yield chunk


def _send(name: str, chunk: list[items.Item], actor: Actor, tally: Tally) -> None:
    outcome = upsert(Batch(registry.get(name), chunk, Options(answer="minimal")), actor=actor)
    if outcome.failed:
        result = next(result for result in outcome.results() if "errors" in result)
        error = result["errors"][0]
        raise SeedRefused(f"The demo's {name} no longer fit: {error['code']} at {error['field']}: {error['message']}")
    summary = outcome.summary()
    summary.pop("total")
    tally.ends.update(summary)
