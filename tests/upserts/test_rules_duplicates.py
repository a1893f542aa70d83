"""Items of one batch that claim one unique key: every one of them fails and names all its partners; the others go on (rule 3)."""

from __future__ import annotations

from itertools import permutations

from django.test import Client

from accounts.models import Account
from tests.kit.calls import Item, mistakes, refusal, saved, upserted
from tests.kit.cast import Person
from tests.kit.chain import external
from tests.kit.samples import SAMPLES
from tests.upserts.ledger import history


def partners(results: list[Item]) -> dict[int, list[int]]:
    """The partners of every item that failed so, by index."""
    return {
        result["index"]: error["params"]["indexes"]
        for result in results
        for error in result.get("errors", ())
        if error["code"] == "duplicate_in_batch"
    }


def organization(key: str | None, name: str, kind: str = "F") -> Item:
    return {"type": kind, "name": name} | ({"externalId": key} if key else {})


def test_one_external_id_twice(client: Client, owner: Person) -> None:
    batch = [organization("A", "One"), organization("B", "Two"), organization("A", "Three")]
    found = upserted(client, owner, "organizations", batch)
    assert [result["status"] for result in found] == [409, 201, 409]
    assert partners(found) == {0: [2], 2: [0]}
    assert mistakes(found[0]) == [("duplicate_in_batch", "externalId")]


def test_every_partner_is_named(client: Client, owner: Person) -> None:
    """0 and 2 share an external id, 2 and 4 a name: 2 has two partners, 0 and 4 one each."""
    batch = [
        organization("A", "One"),
        organization("X", "Other"),
        organization("A", "Two"),
        organization("Y", "Else"),
        organization("B", "TWO"),
    ]
    found = upserted(client, owner, "organizations", batch)
    assert partners(found) == {0: [2], 2: [0, 4], 4: [2]}
    assert [result["status"] for result in found] == [409, 201, 409, 201, 409]


def test_three_of_a_name(client: Client, owner: Person) -> None:
    found = upserted(client, owner, "organizations", [organization(key, "Mill") for key in ("A", "B", "C")])
    assert partners(found) == {0: [1, 2], 1: [0, 2], 2: [0, 1]}
    assert {mistakes(result)[0][1] for result in found} == {"name"}


def test_one_name_of_two_types_is_no_duplicate(client: Client, owner: Person) -> None:
    saved(client, owner, "organizations", organization("A", "Mill", "F"), organization("B", "Mill", "S"))


def test_names_may_repeat_while_the_policy_is_off(client: Client, owner: Person) -> None:
    Account.objects.filter(pk=owner.account.pk).update(organization_names_unique=False)
    found = saved(client, owner, "organizations", organization("A", "Mill"), organization("B", "Mill"), organization(None, "Mill"))
    assert {result["operationType"] for result in found} == {"create"}
    again = saved(client, owner, "organizations", organization("A", "Mill"), organization("B", "Mill"))
    assert [(result["operationType"], result["matchedBy"]) for result in again] == [("unchanged", "externalId")] * 2


def test_one_record_by_id_and_by_external_id(client: Client, owner: Person) -> None:
    (made,) = saved(client, owner, "organizations", organization("A", "Mill"))
    found = upserted(client, owner, "organizations", [{"id": made["id"], "city": "Porto"}, {"externalId": "A", "city": "Faro"}])
    assert partners(found) == {0: [1], 1: [0]}
    assert history(owner, "organization", made["id"])[1:] == []


def test_one_pair_by_internal_and_external_ids(client: Client, owner: Person) -> None:
    """Judged on resolved ids (rule 2)."""
    source, target = saved(client, owner, "organizations", organization("S-1", "Mill"), organization("B-1", "Brand", "B"))
    rest = {"types": ["maker"], "relationshipStatus": "active"}
    by_id = {"source": {"value": str(source["id"])}, "target": {"kind": "internal", "value": f"000{target['id']}"}, **rest}
    by_key = {"source": external("S-1"), "target": external(" B-1 "), **rest}
    found = upserted(client, owner, "relationships", [by_id, by_key])
    assert [result["status"] for result in found] == [409, 409]
    assert partners(found) == {0: [1], 1: [0]}


def test_one_email_in_an_organization_ignoring_case(client: Client, owner: Person) -> None:
    SAMPLES["contacts"].prepare(owner, 1)
    joe, again = (
        {"organization": external("PARENT-0"), "firstName": "Joe", "email": email} for email in ("joe@x.example", "JOE@X.example")
    )
    elsewhere = {**joe, "organization": external("PARENT-1")}
    found = upserted(client, owner, "contacts", [joe, elsewhere, again])
    assert [result["status"] for result in found] == [409, 201, 409]
    assert partners(found) == {0: [2], 2: [0]}
    assert mistakes(found[0]) == [("duplicate_in_batch", "email")]


def test_two_primary_contacts_of_one_organization(client: Client, owner: Person) -> None:
    SAMPLES["contacts"].prepare(owner, 1)
    people = [
        {"organization": external("PARENT-0"), "firstName": name, "email": f"{name}@x.example", "isPrimary": True}
        for name in ("joe", "eve")
    ]
    found = upserted(client, owner, "contacts", people)
    assert partners(found) == {0: [1], 1: [0]}


def test_an_item_that_would_be_adopted_and_the_record_itself(client: Client, owner: Person) -> None:
    """The same contact by its external id and, with a new one, by its e-mail."""
    SAMPLES["contacts"].prepare(owner, 1)
    joe = {"organization": external("PARENT-0"), "firstName": "Joe", "email": "joe@x.example"}
    saved(client, owner, "contacts", {**joe, "externalId": "C-1"})
    found = upserted(client, owner, "contacts", [{**joe, "externalId": "C-1", "lastName": "M"}, {**joe, "externalId": "C-2"}])
    assert partners(found) == {0: [1], 1: [0]}


# Judged against the state before the batch: what another item gives up is still taken.


def test_a_name_that_another_item_gives_up_is_still_taken(client: Client, owner: Person) -> None:
    saved(client, owner, "organizations", organization("A", "Mill"), organization("B", "Dye"))
    found = upserted(client, owner, "organizations", [{"externalId": "A", "name": "Ink"}, {"externalId": "B", "name": "Mill"}])
    assert found[0]["operationType"] == "update"
    refusal(found[1], 409, "duplicate_data", "name")


def test_two_records_can_not_swap_their_external_ids(client: Client, owner: Person) -> None:
    first, second = saved(client, owner, "organizations", organization("A", "Mill"), organization("B", "Dye"))
    found = upserted(client, owner, "organizations", [{"id": first["id"], "externalId": "B"}, {"id": second["id"], "externalId": "A"}])
    assert [result["status"] for result in found] == [409, 409]
    assert [mistakes(result) for result in found] == [[("external_id_taken", "externalId")]] * 2


def test_items_do_not_see_each_other(client: Client, owner: Person) -> None:
    """A contact can't refer to an organization that another call makes later, nor an item to a record of its own batch (rule 9)."""
    found = upserted(client, owner, "organizations", [organization("A", "Mill"), {"type": "F", "name": "Dye", "externalId": "B"}])
    assert [result["operationType"] for result in found] == ["create", "create"]
    renamed = upserted(
        client, owner, "organizations", [{"externalId": "A", "name": "Ink"}, {"type": "F", "name": "Ink", "externalId": "C"}]
    )
    assert partners(renamed) == {0: [1], 1: [0]}


def test_an_item_that_fails_by_itself_claims_nothing(client: Client, owner: Person) -> None:
    found = upserted(client, owner, "organizations", [organization("A", "Mill"), {**organization("A", "Dye"), "colour": "red"}])
    assert [result["status"] for result in found] == [201, 400]


def test_the_order_of_items_does_not_change_what_becomes_of_them(client: Client, owner: Person) -> None:
    """X shares its external id with Y and its name with Z; W is alone."""
    batch = {
        "W": organization("W", "Alone"),
        "X": organization("K", "Name"),
        "Y": organization("K", "Else"),
        "Z": organization("L", "Name"),
    }
    outcomes = set()
    for words in permutations(batch):
        found = upserted(client, owner, "organizations", [batch[word] for word in words], dryRun=True)
        became = {word: (result["status"], *mistakes(result)) for word, result in zip(words, found, strict=True)}
        named = {word: sorted(words[index] for index in partners(found).get(position, ())) for position, word in enumerate(words)}
        assert named == {"W": [], "X": ["Y", "Z"], "Y": ["X"], "Z": ["X"]}
        outcomes.add(tuple(sorted(became.items())))
    assert len(outcomes) == 1, outcomes
