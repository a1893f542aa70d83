"""The scene of the matrix with words in everything that is hidden, and an edge whose ends are known by their stubs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Membership, User
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.canary import Planted, plant_everywhere
from tests.kit.chain import external, save
from tests.kit.granting import share
from tests.kit.matrix_scene import make_scene
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, MARKS, OWN, Scene
from tests.kit.numbers import unmistakable_ids
from tests.kit.scenes import kept_for_module

MERGED = {"externalId": "MERGED-1", "name": "Merged", "type": "S", "company": 1}
STUB = {"externalId": "STUB-A", "name": "Stub A", "type": "F", "company": 1}
FAR = {"externalId": "STUB-B", "name": "Stub B", "type": "F", "company": 1}
LISTED, UNLISTED = "listed@stub.example", "unlisted@stub.example"


@dataclass(frozen=True, slots=True)
class Aviary:
    """`edge` is visible to granted members, and of its two ends (`stubs`) no more than it shows.

    `merged` was merged into a hidden organization, before they got their grant on it.
    """

    scene: Scene
    planted: Planted
    stubs: list[int]
    merged: int
    edge: int
    unlisted: str


@contextmanager
def aviary_scene(blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with kept_for_module(blocker), unmistakable_ids():
        yield make_aviary()


def make_aviary() -> Aviary:
    scene = make_scene()
    stubs, edge = _make_stubs(scene)
    merged = _merge_away(scene)
    planted = Planted()
    _plant_users(scene, planted)
    stub_rows = {
        Organization: (Q(pk__in=stubs), ("name", "external_id", "name_key")),
        Contact: (Q(email=LISTED), ("first_name", "last_name", "email", "email_key", "phone_number", "role")),
    }
    for model, (which, kept) in stub_rows.items():
        planted.plant(HIDDEN, model.rows.filter(which), keep=kept)
    plant_everywhere(planted, foreign=scene.stranger.account.pk, hidden=_hidden(scene))
    # What the stub and the edge show is no secret.
    shown = {str(pk) for pk in (*stubs, *Contact.rows.filter(email=LISTED).values_list("pk", flat=True))}
    planted.ids[HIDDEN] -= shown
    unlisted = Contact.rows.get(organization_id=stubs[0], is_primary=True).email
    return Aviary(scene, planted, stubs, merged, edge, unlisted)


def _make_stubs(scene: Scene) -> tuple[list[int], int]:
    """Two organizations and the edge between them, which granted members may edit."""
    owner = scene.people["O"].actor
    people = {
        "contacts": [{"email": LISTED, "firstName": "Lou"}],
        "contactPerson": {"name": "Una Known", "email": UNLISTED},
    }
    stubs = save(owner, "organizations", STUB | people, FAR)
    item = {
        "source": external("STUB-A"),
        "target": external("STUB-B"),
        "types": [scene.values["type", OWN]],
        "relationshipStatus": "active",
        "contacts": [{"email": LISTED}],
    }
    (edge,) = save(owner, "relationships", item)
    for letter in GRANTED:
        share(scene.people[letter], "relationship", edge, "relationship-edit")
    return stubs, edge


def _merge_away(scene: Scene) -> int:
    """An organization that is seen and stands for one that is not."""
    (merged,) = save(scene.people["O"].actor, "organizations", MERGED)
    Organization.rows.filter(pk=merged).update(status="archived", merged_into=scene.values["organization", HIDDEN])
    for letter in GRANTED:
        share(scene.people[letter], "organization", merged, "full")
    return merged


def _plant_users(scene: Scene, planted: Planted) -> None:
    """Members of the other account, and those of this one whom nobody meets on a record."""
    theirs = Membership.rows.filter(account=scene.stranger.account).values("user_id")
    planted.plant(FOREIGN, User.objects.filter(pk__in=theirs), keep=("password",))
    planted.plant(HIDDEN, User.objects.filter(_strangers_at_home(scene, "pk")), keep=("password",))


def _strangers_at_home(scene: Scene, column: str) -> Q:
    """The guest and the bystander."""
    return Q((f"{column}__in", [scene.values["user", OWN], scene.values["guest", HIDDEN]]))


def _hidden(scene: Scene) -> dict[str, Any]:
    """Label of the model → which rows of the own account a granted member must not meet."""
    organizations = [scene.values[f"organization{mark}", HIDDEN] for mark in MARKS]
    edges = list(Relationship.rows.filter(source_id__in=organizations).values_list("pk", flat=True))
    contacts = list(
        Contact.rows.filter(Q(organization_id__in=organizations) | Q(organization__external_id="STUB-A", is_primary=True)).values_list(
            "pk", flat=True
        )
    )
    told = (("organization", organizations), ("relationship", edges), ("contact", contacts))
    changes = Q(record_type__in=["member", "team", "role", "api_key"])
    for record_type, ids in told:
        changes |= Q(record_type=record_type, record_id__in=ids)
    strangers = _strangers_at_home(scene, "user_id")
    return {
        "organizations.Organization": Q(pk__in=organizations),
        "contacts.Contact": Q(pk__in=contacts),
        "relationships.Relationship": Q(pk__in=edges),
        "relationships.RelationshipTypeUse": Q(relationship_id__in=edges),
        "accounts.Team": Q(),
        "accounts.TeamMember": Q(),
        "accounts.Role": Q(is_built_in=False) & ~Q(name="founder@acme.example"),
        "accounts.ApiKey": strangers,
        "accounts.Membership": strangers,
        "accounts.Principal": Q(kind="team") | strangers,
        "accounts.Grant": Q(principal__user_id=scene.values["guest", HIDDEN]),
        "activity.Change": changes,
        "upserts.Receipt": strangers,
    }
