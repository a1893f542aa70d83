"""No page of the admin holds a word of what its reader does not see: every row out of sight carries words that stand nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from accounts.models import Grant, User
from activity.models import Change
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship, RelationshipContact
from tests.backoffice.forms import address, staff_client
from tests.backoffice.records import MODELS
from tests.isolation.test_canary import sides
from tests.kit.canary_scene import Aviary
from tests.kit.matrix_standings import ROLES

# Manager and Integration reach all that Owner and Editor reach.
WHO = [letter for letter in ROLES if letter not in "MI"]
# So many rows of a type that the reader sees, and so many that it does not.
SEEN, UNSEEN = 4, 12


@pytest.mark.parametrize("letter", WHO)
def test_no_page_of_the_admin_holds_a_word_of_what_is_not_seen(aviary: Aviary, letter: str):
    browser = staff_client(User.objects.get(pk=aviary.scene.people[letter].user.pk))  # anew: the scene wrote words into users
    mine = granted_to(aviary, letter)
    leaks, answers = {}, Counter[int]()
    for page, said in pages(aviary, letter):
        answer = browser.get(page)
        browser.cookies.pop("messages", None)  # what a page says of its own address is not for the next one to say
        answers[answer.status_code] += 1
        text = "".join(chunk.decode() for chunk in answer.streaming_content) if answer.streaming else answer.content.decode()
        if found := aviary.planted.found(text, sides(letter), said or page) - mine:
            leaks[page] = aviary.planted.told(found)
    assert leaks == {}
    assert answers[HTTPStatus.OK] > 20, answers


def pages(aviary: Aviary, letter: str) -> Iterator[tuple[str, str]]:
    """Every list, search and suggestion, forms of records, their history and what a merge would do; those of rows out of sight, too."""
    unseen = set[str]().union(*(aviary.planted.ids[side] for side in sides(letter)))
    yield "/admin/", ""
    yield "/admin/find?q=kx", ""
    for model in (*MODELS.values(), Change, Grant):
        url = address(model, "changelist")
        yield from ((f"{url}?{query}", "") for query in ("", "q=kx", "q=kx@", "all="))
        for row in rows_of(model, unseen):
            yield from ((address(model, page, row), str(row)) for page in ("change", "history", "delete"))
    for row in map(str, rows_of(Organization, unseen)[:UNSEEN]):
        for query in (f"organization={row}", f"source={row}", f"target={row}"):
            model = Contact if query.startswith("organization") else Relationship
            yield f"{address(model, 'changelist')}?{query}", row
        yield f"{address(Organization, 'merge', aviary.stubs[0])}?from={row}", row
    for model, field in ((Contact, "organization"), (Relationship, "source"), (RelationshipContact, "contact"), (Grant, "principal")):
        where = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field}"
        yield from ((f"/admin/autocomplete/?{where}&term={term}", "") for term in ("", "kx"))


def granted_to(aviary: Aviary, letter: str) -> set[str]:
    """The records on which somebody holds a grant, if only one that shows nothing of them: of its own grants everybody is told."""
    principals = aviary.scene.people[letter].actor.principals
    return {str(pk) for pk in Grant.rows.filter(principal_id__in=principals).values_list("object_id", flat=True)}


def rows_of(model: Any, unseen: Collection[str]) -> list[int]:
    """Some of those that are out of sight, and the newest others."""
    rows = list(model._base_manager.order_by("-pk").values_list("pk", flat=True))
    hidden = [row for row in rows if str(row) in unseen]
    return hidden[:UNSEEN] + [row for row in rows if str(row) not in unseen][:SEEN]
