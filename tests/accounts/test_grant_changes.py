"""One grant, made by hand, replaced by exactly what is said, where it still is what was seen."""

from __future__ import annotations

import pytest

from accounts.errors import RefusedItem
from accounts.grants import (
    change_grant,
)
from tests.accounts.sharing import EVERYONE, MILL, give, held, history, make_guest, named
from tests.kit.cast import Cast

pytestmark = pytest.mark.django_db


def refused(*codes: str) -> object:
    """That this is refused with these codes, in order."""
    return pytest.raises(RefusedItem, check=lambda refusal: [error.code for error in refusal.errors] == list(codes))


def test_a_grant_becomes_exactly_what_is_said_and_tells_it(cast: Cast):
    guest = make_guest(cast.acme)
    give(cast.acme, named(guest), "full")
    give(cast.acme, EVERYONE, "read")
    owner = cast.owner.actor
    assert change_grant(actor=owner, record=MILL, principal=named(guest), permissions=["edit"], seen=["full", "edit", "read"])
    assert held(cast.acme) == [("account", None, 1, "manual"), ("user", guest.user_id, 3, "manual")]
    before, after = history(cast.acme)[-1][2]
    assert [one["permissions"] for one in (*before, *after)] == [["edit", "full", "read"], ["edit", "read"]]
    assert not change_grant(actor=owner, record=MILL, principal=named(guest), permissions=["edit"], seen=["edit", "read"])
    assert len(history(cast.acme)) == 1


@pytest.mark.parametrize("seen", [[], ["read"], ["edit", "read", "share"]])
def test_a_grant_that_is_not_what_was_seen_is_not_changed(cast: Cast, seen: list[str]):
    guest = make_guest(cast.acme)
    give(cast.acme, named(guest), "edit")
    with refused("version_conflict"):
        change_grant(actor=cast.owner.actor, record=MILL, principal=named(guest), permissions=["full"], seen=seen)
    assert held(cast.acme) == [("user", guest.user_id, 3, "manual")]


def test_a_grant_that_was_taken_meanwhile_does_not_come_back(cast: Cast):
    guest = make_guest(cast.acme)
    with refused("version_conflict"):
        change_grant(actor=cast.owner.actor, record=MILL, principal=named(guest), permissions=["full"], seen=["read"])
    assert held(cast.acme) == []


def test_changing_a_grant_takes_the_right_to_share(cast: Cast):
    guest = make_guest(cast.acme)
    give(cast.acme, EVERYONE, "read")
    with refused("share_not_permitted"):
        change_grant(actor=guest, record=MILL, principal=EVERYONE, permissions=["full"], seen=["read"])
    with refused("too_short"):
        change_grant(actor=cast.owner.actor, record=MILL, principal=EVERYONE, permissions=[], seen=["read"])
