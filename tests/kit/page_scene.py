"""The scene of the staff pages: what the canaries see, and what pages name besides: runs, views, pairs told apart, an archived one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.capabilities import mask_of
from accounts.models import ApiKey, Role, User
from accounts.roles import ALL, VERBS, operations
from organizations.insp_id import insp_id
from organizations.models import DistinctPair, Organization
from tests.kit.canary_scene import Aviary, make_aviary
from tests.kit.cast import Person, make_person
from tests.kit.chain import save
from tests.kit.granting import share
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, MISSING, OWN, RECORD_KINDS, ROLES, Scene
from tests.kit.numbers import unmistakable_ids
from tests.kit.page_lines import ARCHIVED, MERGED, STUB
from tests.kit.pages import at
from tests.kit.scenes import kept_for_module
from upserts.models import BulkRun, SavedView

# A key of the API that may only create opens no page: its owner does. Two more have roles for some record types alone, which is
# where a page leads on to what its reader may not open.
NARROW = {"N": ("Namer", ("ORGANIZATION",)), "C": ("Clerk", ("CONTACT", "RELATIONSHIP"))}
READERS = {letter: name for letter, name in ROLES.items() if letter != "B"} | {letter: name for letter, (name, _) in NARROW.items()}
PAGE_STANDINGS = (OWN, HIDDEN, STUB, ARCHIVED, MERGED, FOREIGN, MISSING)
LISTS = {"organizations": "organization", "contacts": "contact", "relationships": "relationship", "products": "product"}
OLD = {"externalId": "OLD-1", "name": "Old", "type": "S", "company": 1}


@dataclass(frozen=True, slots=True)
class PageScene:
    """Whose browser is whose, and what everything is called: `scene.values` as in the matrix of the API, with more standings.

    `stub` is an organization that granted members know by an edge alone, and that edge; `merged` stands for one that they don't see.
    """

    aviary: Aviary
    browsers: dict[str, Client]

    @property
    def scene(self) -> Scene:
        return self.aviary.scene

    def person(self, letter: str) -> Person:
        return self.scene.people[letter]

    def has(self, kind: str, standing: str, letter: str) -> bool:
        return (kind, standing) in self.scene.values or (kind, f"{standing} {letter}") in self.scene.values

    def mask(self, kind: str, standing: str, letter: str) -> int | None:
        """What the asker holds of this, the way that the scene was made. None: it does not see it."""
        first, actor = kind.partition(" ")[0], self.person(letter).actor
        if standing in (FOREIGN, MISSING) or (letter in GRANTED and first in RECORD_KINDS and self._is_unseen(first, standing)):
            return None
        if first not in RECORD_KINDS:
            return actor.role_mask if self._sees_row(kind, standing, letter) else None
        if letter not in GRANTED:
            return actor.role_mask
        if standing == STUB:
            return mask_of(["relationship-edit"])
        return mask_of(["full" if letter == "F" else "edit"])

    def _is_unseen(self, kind: str, standing: str) -> bool:
        return standing in (HIDDEN, MERGED) or (standing == STUB and kind == "organization")

    def _sees_row(self, kind: str, standing: str, letter: str) -> bool:
        if standing == HIDDEN:
            return (kind == "key" and letter in "OV") or (kind == "pair" and letter not in GRANTED)
        return standing == OWN


@contextmanager
def page_scene(blocker: DjangoDbBlocker) -> Iterator[PageScene]:
    with kept_for_module(blocker), unmistakable_ids():
        yield make_page_scene()


def make_page_scene() -> PageScene:
    aviary = make_aviary()
    scene = aviary.scene
    for letter in NARROW:
        _add_narrow(scene, letter)
    scene.values["partner", OWN] = scene.people["P"].user.pk
    share(scene.people["P"], "relationship", scene.values["relationship", OWN], "relationship-read")
    _name_stubs(aviary)
    _archive(scene)
    for name, record_type in LISTS.items():
        _add_runs(scene, name, record_type)
        _add_views(aviary, name, record_type)
    _tell_apart(scene)
    return PageScene(aviary, {letter: at(scene.people[letter]) for letter in READERS})


def _add_narrow(scene: Scene, letter: str) -> None:
    """A member who may do everything with the records of some types, and nothing with others; with a key of its own."""
    name, resources = NARROW[letter]
    account = scene.people["O"].account
    Role(account=account, name=name, operations=sorted(operations(resources, VERBS)), reach=ALL, mask=mask_of(["full"])).save()
    scene.people[letter] = make_person(account, name, f"{name.lower()}@acme.example")
    User.objects.filter(pk=scene.people[letter].user.pk).update(password="as if there were one")
    scene.values["key", f"{OWN} {letter}"] = ApiKey.rows.get(account=account, user=scene.people[letter].user).pk


def _name_stubs(aviary: Aviary) -> None:
    values = aviary.scene.values
    values["organization", STUB], values["organization", MERGED] = aviary.stubs[0], aviary.merged
    values["relationship", STUB] = aviary.edge
    for standing in (STUB, MERGED):
        values["organization insp", standing] = insp_id(values["organization", standing])


def _archive(scene: Scene) -> None:
    """One that everybody sees, out of use."""
    (old,) = save(scene.people["O"].actor, "organizations", OLD)
    Organization.rows.filter(pk=old).update(status="archived")
    for letter in GRANTED:
        share(scene.people[letter], "organization", old, "full" if letter == "F" else "edit")
    scene.values["organization", ARCHIVED], scene.values["organization insp", ARCHIVED] = old, insp_id(old)


def _owners(scene: Scene) -> dict[str, tuple[Any, int]]:
    """By standing (and letter): account and user of something that is one member's own."""
    mine = {f"{OWN} {letter}": (person.account, person.user.pk) for letter, person in scene.people.items() if letter in READERS}
    guest = scene.values["guest", HIDDEN]
    return mine | {HIDDEN: (scene.people["O"].account, guest), FOREIGN: (scene.stranger.account, scene.stranger.user.pk)}


def _note(scene: Scene, kind: str, standing: str, pk: int) -> None:
    scene.values[kind, standing] = pk
    scene.values[kind, MISSING] = pk + 500_000


def _add_runs(scene: Scene, name: str, record_type: str) -> None:
    """What everybody has done to many of their records: nothing came of it."""
    for standing, (account, user) in _owners(scene).items():
        run = BulkRun.rows.create(account=account, user_id=user, record_type=record_type, action="edit", at=timezone.now())
        _note(scene, f"{name} run", standing, run.pk)


def _add_views(aviary: Aviary, name: str, record_type: str) -> None:
    scene = aviary.scene
    for standing, (account, user) in _owners(scene).items():
        view = SavedView.rows.create(account=account, owner_id=user, record_type=record_type, name=f"{name} {standing}")
        _note(scene, f"{name} view", standing, view.pk)
        if standing in (HIDDEN, FOREIGN):
            aviary.planted.plant(standing, SavedView.rows.filter(pk=view.pk), keep=("record_type", "query"))


def _tell_apart(scene: Scene) -> None:
    accounts = {OWN: scene.people["O"].account, HIDDEN: scene.people["O"].account, FOREIGN: scene.stranger.account}
    for standing, account in accounts.items():
        ends = sorted(scene.values[f"organization{mark}", standing] for mark in ("", " target"))
        pair = DistinctPair.rows.create(account=account, first_id=ends[0], second_id=ends[1], decided_at="2026-01-01T00:00Z")
        _note(scene, "pair", standing, pair.pk)
