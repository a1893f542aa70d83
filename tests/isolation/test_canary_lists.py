"""No list page and no export holds a word of a row that the asker must not see: on the page, in a chip, a choice, a run or a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.canary import SECRET, WORD
from tests.kit.canary_scene import Aviary, aviary_scene
from tests.kit.matrix_standings import FOREIGN, GRANTED, HIDDEN, ROLES
from tests.lists.visiting import LISTS, Visitor


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with aviary_scene(django_db_blocker) as aviary:
        yield aviary


@pytest.fixture
def aviary(kept: Aviary, db: None) -> Aviary:
    return kept


def heard(visitor: Visitor, aviary: Aviary) -> Iterator[tuple[str, str]]:
    """(address, answer): the lists with every column, narrowed by what is not theirs to see, many records at once, and the files."""
    named = [*aviary.planted.ids[HIDDEN], *aviary.planted.ids[FOREIGN]]
    for name in LISTS:
        context = visitor.get(f"/{name}?includeArchived=true").context
        columns = ",".join(column for column, _label, _shown in context["chooser"]) if context and "chooser" in context else ""
        filters = [
            f"{one}={identity}"
            for identity in named[:5]
            for one in ("organizationId", "sourceId", "leadSupplierId", "categoryId", "parentProductId")
        ]
        for query in (f"includeArchived=true&size=200&columns={columns}", "includeArchived=true&q=kx", *filters):
            yield f"/{name}?{query}", visitor.get(f"/{name}?{query}").content.decode()
        for form in ("csv", "ndjson"):
            answer = visitor.get(f"/{name}/export.{form}?includeArchived=true")
            yield f"/{name}/export.{form}", b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
        fields = {"do.customFields.kx": "clear", "do.country": "clear", "do.relationshipStatus": "set", "value.relationshipStatus": "x"}
        for step in ("", "apply"):
            for chosen in ({"scope": "all", "where": "includeArchived=true"}, {"ids": ",".join(named)}):
                answer = visitor.post(f"/{name}/bulk", act="edit", step=step, **chosen, **fields)
                yield f"/{name}/bulk {step} {list(chosen)}", answer.content.decode()


@pytest.mark.parametrize("letter", ROLES)
def test_no_list_holds_a_word_of_what_is_not_seen(aviary: Aviary, letter: str):
    sides = (FOREIGN, HIDDEN, SECRET) if letter in GRANTED else (FOREIGN, SECRET)
    leaks = {}
    for address, text in heard(Visitor(aviary.scene.people[letter]), aviary):
        if found := {word for word in aviary.planted.found(text, sides, address) if WORD.fullmatch(word)}:
            leaks[address] = aviary.planted.told(found)
    assert leaks == {}


def test_whose_rows_they_are_reads_them_so_a_leak_would_be_found(aviary: Aviary):
    text = "".join(answer for _, answer in heard(Visitor(aviary.scene.stranger), aviary))
    read = {aviary.planted.words[word][1] for word in WORD.findall(text) if word in aviary.planted.words}
    for wanted in (
        ("organizations.Organization", "name"),
        ("contacts.Contact", "email"),
        ("organizations.Organization", "city"),
        ("products.Product", "name"),
    ):
        assert wanted in read
