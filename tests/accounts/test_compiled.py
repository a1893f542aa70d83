"""Querysets that are compiled once for each kind of actor."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.compiled import ActorRows, Among, _stranger_like
from accounts.models import Account
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.accounts.sharing import make_guest, named
from tests.kit.cast import Cast, make_actor
from tests.kit.chain import Chain, make_chain
from tests.kit.granting import make_partner, share

MODELS = [Organization, Contact, Relationship]


def with_masks(model: Any) -> ActorRows:
    return ActorRows(lambda actor: model.objects.visible_to(actor).filter(Among("id")).values_list("id", "mask"))


def directly(model: Any, actor: Actor) -> list[tuple[int, int]]:
    return sorted(model.objects.visible_to(actor).values_list("id", "mask"))


def everything(model: Any) -> list[int]:
    """The ids of all accounts' rows."""
    return sorted(model.objects.across_accounts().values_list("id", flat=True))


@pytest.fixture
def chains(cast: Cast) -> tuple[Chain, Chain]:
    """Three suppliers in acme, two in globex."""
    return make_chain(cast.owner, 3), make_chain(cast.stranger, 2)


@pytest.fixture
def actors(cast: Cast, chains: tuple[Chain, Chain]) -> list[Actor]:
    """All kinds, most of them twice: in another account, under another user, with other grants."""
    mine, theirs = chains
    partners = [make_partner(cast.acme, "one@partner.example"), make_partner(cast.acme, "two@partner.example")]
    partners.append(make_partner(cast.globex, "three@partner.example"))
    share(partners[0], "organization", mine.organizations[1], "edit")
    share(partners[1], "relationship", mine.relationships[2], "relationship-read")
    share(partners[2], "organization", theirs.organizations[2], "full")
    found = [person.actor for person in (cast.owner, cast.stranger, cast.editor, cast.viewer)]
    found += [person.actor for person in partners]
    found += [replace(partners[0].actor, has_many_grants=True), replace(partners[2].actor, has_many_grants=True)]
    found += [make_actor(cast.globex, "Viewer"), make_actor(cast.acme, "Partner"), replace(make_actor(cast.acme, "Partner"), principals=())]
    found += [replace(actor, key_id=1, scopes=frozenset({"organization.read"})) for actor in found]
    return found


@pytest.mark.parametrize("model", MODELS)
def test_everybody_gets_what_the_queryset_gives_them(actors: list[Actor], model: Any):
    rows = with_masks(model)
    ids = everything(model)
    for actor in [*actors, *reversed(actors)]:
        assert sorted(rows.of(actor, ids)) == directly(model, actor)
    compiled = rows._compiled.cache_info()
    assert compiled.misses < len(actors) < compiled.hits + compiled.misses


def test_only_the_rows_that_were_asked_for(cast: Cast, chains: tuple[Chain, Chain]):
    mine, theirs = chains
    rows = with_masks(Organization)
    asked = [mine.organizations[2], theirs.organizations[0], 2**62]
    assert rows.of(cast.owner.actor, asked) == [(mine.organizations[2], 7)]
    assert rows.of(cast.owner.actor, []) == []


def test_it_is_one_statement_and_none_for_who_can_see_nothing(cast: Cast, chains: tuple[Chain, Chain], django_assert_num_queries):
    rows, nobody = with_masks(Organization), replace(make_actor(cast.acme, "Partner"), principals=())
    for actor, statements in ((cast.owner.actor, 1), (nobody, 0)):
        with django_assert_num_queries(statements):
            rows.of(actor, chains[0].organizations)


def test_nothing_of_an_actor_but_its_kind_is_compiled(acme: Account):
    guest = make_guest(acme)
    assert named(guest).id == guest.user_id
    one = replace(guest, key_id=5, scopes=frozenset({"all"}), request_id="r", role_name="Guest")
    other = replace(
        one, account_id=77, account_slug="s", user_id=8, user_name="n", key_id=9, request_id="q", role_name="R", principals=(1, 2)
    )
    assert _stranger_like(one) == _stranger_like(other)
    kind = {"organization_names_unique", "operations", "reach", "role_mask", "scopes", "channel", "has_many_grants"}
    for field in fields(Actor):
        same = getattr(_stranger_like(one), field.name) == getattr(one, field.name)
        assert same == (field.name in kind), f"{field.name}: part of an actor's kind, or its own?"


def test_a_queryset_that_names_no_account_is_refused(cast: Cast):
    rows = ActorRows(lambda actor: Organization.objects.across_accounts().filter(Among("id")).values_list("id"))
    with pytest.raises(AssertionError):
        rows.of(cast.owner.actor, [1])
