"""Two accounts in which everything that can be named stands four times: where one sees it, hidden, in the other account, nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Account, ApiKey, Principal
from accounts.principals import FEW_GRANTS
from organizations.insp_id import insp_id
from tests.kit.cast import Person, make_account, make_key, make_person
from tests.kit.granting import make_partner, share
from tests.kit.matrix_filling import Filling
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, MARKS, MISSING, OWN, RECORD_KINDS, ROLES, Scene, address, word
from tests.kit.numbers import unmistakable_ids
from tests.kit.scenes import kept_for_module
from upserts.models import Receipt


@contextmanager
def matrix_scene(blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The scene, for the length of a module."""
    with kept_for_module(blocker), unmistakable_ids():
        yield make_scene()


def make_scene() -> Scene:
    acme, globex = make_account("acme"), make_account("umbra")
    owner, stranger = make_person(acme, "Owner", "owner@acme.example"), make_person(globex, "Owner", "stranger@umbra.example")
    people = {letter: make_person(acme, name, f"{name.lower()}@acme.example") for letter, name in ROLES.items() if letter in "MEVPI"}
    people |= {"O": owner, "F": make_partner(acme, "founder@acme.example", "CREATE", "READ", "UPDATE", "DELETE", "SHARE")}
    people["H"] = make_person(acme, "Partner", "heavy@acme.example")
    blind = make_key(acme, user=owner.user, scopes=[f"{kind}.create" for kind in (*RECORD_KINDS, "product")])
    people["B"] = Person(owner.user, acme, owner.actor, blind)
    scene = Scene({letter: people[letter] for letter in ROLES}, stranger)
    for person, side in ((owner, OWN), (stranger, FOREIGN)):
        Filling(scene, person, side).fill()
    _name_what_is_missing(scene)
    _share_what_is_seen(scene)
    _set_traps(scene)
    _add_keys(scene, acme)
    _add_receipts(scene)
    return scene


def _name_what_is_missing(scene: Scene) -> None:
    """For everything that stands in the other account, a name of the same form that nothing has."""
    for kind, standing in list(scene.values):
        if standing == FOREIGN:
            value = scene.values[kind, FOREIGN]
            scene.values[kind, MISSING] = value + 500_000 if isinstance(value, int) else _unused(kind, len(value))
    scene.values["contact email", MISSING] = address(MISSING)
    scene.values["email", MISSING] = "nobody1@people.example"
    scene.values["organization insp", MISSING] = insp_id(scene.values["organization", MISSING])


def _unused(kind: str, length: int) -> str:
    """A word of that length that nothing is called."""
    return (word(kind, MISSING) + word(MISSING, kind))[:length]


def _share_what_is_seen(scene: Scene) -> None:
    for letter in GRANTED:
        for mark in MARKS:
            share(scene.people[letter], "organization", scene.values[f"organization{mark}", OWN], "full" if letter == "F" else "edit")


def _set_traps(scene: Scene) -> None:
    """Grants that must show nothing: of the other kind under the same id, without a bit that shows, to somebody else."""
    hidden, edge = scene.values["organization", HIDDEN], scene.values["relationship", HIDDEN]
    for letter in GRANTED:
        person = scene.people[letter]
        for kind, object_id in (("relationship", hidden), ("organization", edge)):
            share(person, kind, object_id, "full")
        for kind, object_id in (("organization", hidden), ("relationship", edge)):
            share(person, kind, object_id, "request-onboard")
        # Shows the edges of an organization that has none.
        share(person, "organization", scene.values["organization spare", HIDDEN], "relationship-edit")
    guest = make_partner(scene.people["O"].account, "guest@acme.example")
    share(guest, "organization", hidden, "full")
    scene.values["guest", HIDDEN] = guest.user.pk
    _fill_with_grants(scene.people["H"])


def _fill_with_grants(person: Person) -> None:
    """More grants than an array should hold, on organizations that are nowhere."""
    whose = Principal.rows.get(account=person.account, user=person.user)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_grant (account_id, principal_id, object_kind, object_id, mask, cause, created_at) "
            "SELECT %s, %s, 'organization', n, 7, 'import', now() FROM generate_series(1, %s) AS n",
            [person.account.pk, whose.pk, FEW_GRANTS + 1],
        )


def _add_keys(scene: Scene, account: Account) -> None:
    """A second key for everybody; and a key of somebody else."""
    for letter, person in scene.people.items():
        make_key(account, user=person.user, scopes=["organization.read"])
        mine = ApiKey.rows.filter(account=account, user=person.user, scopes=["organization.read"]).latest("pk")
        scene.values["key", f"{OWN} {letter}"] = mine.pk
    scene.values["key", HIDDEN] = ApiKey.rows.get(account=account, user=scene.values["guest", HIDDEN]).pk


def _add_receipts(scene: Scene) -> None:
    """Everybody has used an Idempotency-Key: the asker, somebody else of the account, somebody of the other one."""
    guest = scene.values["guest", HIDDEN]
    users = {OWN: [person.user.pk for person in scene.people.values()], HIDDEN: [guest], FOREIGN: [scene.stranger.user.pk]}
    accounts = {OWN: scene.people["O"].account, HIDDEN: scene.people["O"].account, FOREIGN: scene.stranger.account}
    for standing, named in users.items():
        scene.values["receipt", standing] = word("receipt", standing)
        answer = {"fingerprint": bytes(32), "status": 200, "body": b"{}", "created_at": timezone.now()}
        Receipt.rows.bulk_create(
            Receipt(account=accounts[standing], user_id=user, key=word("receipt", standing), **answer) for user in dict.fromkeys(named)
        )
    scene.values["receipt", MISSING] = word("receipt", MISSING)
