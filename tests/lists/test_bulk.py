"""Many records changed at once: each with its own verdict, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from activity.models import Change
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.calls import get, saved
from tests.lists.conftest import Scene
from tests.lists.visiting import LISTS, Visitor
from upserts.models import BulkRun


def ids_of(scene: Scene, name: str, count: int = 60) -> str:
    return ",".join(map(str, scene.ids[name][:count]))


def run(visitor: Visitor, name: str, act: str = "edit", **fields: Any) -> Any:
    """The context of the page that tells what became of a run."""
    answer = visitor.post(f"/{name}/bulk", act=act, step="apply", **fields)
    assert answer.status_code == 200, answer.content
    assert "run" in answer.context, answer.content
    return answer.context


def undo(visitor: Visitor, context: Any) -> Any:
    answer = visitor.post(context["undo_url"])
    assert answer.status_code == 200
    return answer.context


def test_ticked_rows_are_asked_about_and_then_edited_each_with_its_verdict(scene: Scene, visitor: Visitor):
    ids = scene.ids["organizations"]
    Organization.rows.filter(pk=ids[0]).update(country="FR")
    asked = visitor.post("/organizations/bulk", act="edit", id=ids[:2], ids=f"{ids[2]},{ids[3]}", where="type=F").context
    assert (asked["count"], len(asked["sample"])) == (4, 4)
    told = run(visitor, "organizations", ids=asked["ids"], **{"do.country": "set", "value.country": "FR"})
    assert (told["changed"], told["run"].unchanged, told["refused"]) == (3, 1, 0)
    assert set(Organization.rows.filter(country="FR").values_list("pk", flat=True)) == set(ids[:4])


def test_all_that_match_are_edited_across_pages_and_taken_back(scene: Scene, visitor: Visitor):
    before = dict(Organization.rows.filter(account=scene.owner.account).values_list("pk", "country"))
    matching = [identity for identity, country in before.items() if country == "PT"]
    assert len(matching) > 50
    asked = visitor.post("/organizations/bulk", act="edit", scope="all", where="country=PT&size=25").context
    assert asked["count"] == len(matching)
    fields = {
        "do.country": "set",
        "value.country": "FR",
        "do.category": "set",
        "value.category": str(scene.world.category.pk),
        "do.customFields.grade": "set",
        "value.customFields.grade": "B",
        "do.customFields.labels": "add",
        "value.customFields.labels": ["eco"],
        "do.customFields.notes": "clear",
    }
    stored = {row.pk: row.custom_fields for row in Organization.rows.filter(pk__in=matching)}
    told = run(visitor, "organizations", ids=asked["ids"], **fields)
    assert (told["changed"], told["refused"]) == (len(matching), 0)
    row = Organization.rows.get(pk=scene.ids["organizations"][0])
    assert (row.country, row.category_id, row.custom_fields["grade"], "notes" in row.custom_fields) == (
        "FR",
        scene.world.category.pk,
        "B",
        False,
    )
    assert row.custom_fields["labels"] == ["bio", "fair", "eco"]
    back = undo(visitor, told)
    assert (back["changed"], back["refused"], back["may_undo"]) == (len(matching), 0, False)
    assert dict(Organization.rows.filter(account=scene.owner.account).values_list("pk", "country")) == before
    assert {row.pk: row.custom_fields for row in Organization.rows.filter(pk__in=matching)} == stored
    assert visitor.page(f"/organizations/bulk/{told['run'].pk}")["taken_back"].pk == back["run"].pk


def test_an_undo_leaves_newer_edits_alone_and_names_them(client: Client, scene: Scene, visitor: Visitor):
    ids = scene.ids["organizations"][:3]
    told = run(visitor, "organizations", ids=",".join(map(str, ids)), **{"do.country": "set", "value.country": "FR"})
    saved(client, scene.owner, "organizations", {"id": ids[1], "city": "Lyon"})
    back = undo(visitor, told)
    assert (back["changed"], back["refused"]) == (2, 1)
    (refused,) = back["refusals"]
    assert refused.name == "Factory 1"
    assert "version" in refused.reasons[0]
    assert Organization.rows.get(pk=ids[1]).country == "FR"
    assert Organization.rows.get(pk=ids[0]).country == "PT"


def test_a_run_is_taken_back_once(scene: Scene, visitor: Visitor):
    told = run(visitor, "organizations", ids=ids_of(scene, "organizations", 2), **{"do.country": "set", "value.country": "FR"})
    undo(visitor, told)
    history = Change.rows.count()
    answer = visitor.post(told["undo_url"])
    assert "taken back already" in answer.content.decode()
    assert Change.rows.count() == history
    undone = BulkRun.rows.get(undoes=told["run"])
    assert "can’t be taken back" in visitor.post(f"/organizations/bulk/{undone.pk}/undo").content.decode().replace("&#x27;", "’")


def test_archived_organizations_come_back_by_undo(scene: Scene, visitor: Visitor):
    told = run(visitor, "organizations", "archive", ids=ids_of(scene, "organizations", 5))
    assert told["changed"] == 5
    assert Organization.rows.filter(pk__in=scene.ids["organizations"], status="archived").count() == 5
    assert undo(visitor, told)["changed"] == 5
    assert not Organization.rows.filter(status="archived").exists()
    run(visitor, "organizations", "archive", ids=ids_of(scene, "organizations", 2))
    restored = run(visitor, "organizations", "restore", ids=ids_of(scene, "organizations", 3))
    assert (restored["changed"], restored["run"].unchanged) == (2, 1)


def test_types_join_and_leave_relationships_and_the_last_one_stays(scene: Scene, visitor: Visitor):
    ids = ids_of(scene, "relationships", 10)
    before = {
        row.pk: sorted(row.types.values_list("key", flat=True)) for row in Relationship.rows.filter(pk__in=scene.ids["relationships"][:10])
    }
    (types,) = {tuple(keys) for keys in before.values()}
    told = run(
        visitor,
        "relationships",
        ids=ids,
        **{
            "do.types": "add",
            "value.types": ["maker", "direct supplier"],
            "do.relationshipStatus": "set",
            "value.relationshipStatus": "inactive",
        },
    )
    assert told["changed"] == 10
    row = Relationship.rows.get(pk=scene.ids["relationships"][0])
    assert {"maker", "direct supplier"} <= set(row.types.values_list("key", flat=True))
    undo(visitor, told)
    assert sorted(row.types.values_list("key", flat=True)) == sorted(types)
    taken = run(visitor, "relationships", ids=ids, **{"do.types": "take", "value.types": list(types)})
    assert (taken["changed"], taken["refused"]) == (0, 10)
    assert taken["refusals"][0].reasons


def test_a_lead_supplier_is_set_by_key_code_or_name_and_taken_back(scene: Scene, visitor: Visitor):
    before = dict(Relationship.rows.values_list("pk", "lead_supplier_id"))
    for text in ("ORG-5", "Factory 5"):
        told = run(
            visitor, "relationships", ids=ids_of(scene, "relationships", 3), **{"do.leadSupplier": "set", "value.leadSupplier": text}
        )
        assert told["changed"] == 3
        assert Relationship.rows.get(pk=scene.ids["relationships"][0]).lead_supplier_id == scene.ids["organizations"][5]
        undo(visitor, told)
        assert dict(Relationship.rows.values_list("pk", "lead_supplier_id")) == before
    for text in ("nobody", "a\x00b", str(scene.foreign["organizations"][5])):
        answer = visitor.post(
            "/relationships/bulk",
            act="edit",
            step="apply",
            ids=ids_of(scene, "relationships", 3),
            **{"do.leadSupplier": "set", "value.leadSupplier": text},
        )
        assert answer.status_code == 422
        assert "field-error" in answer.content.decode()


def test_contacts_are_edited_and_removed_for_good(scene: Scene, visitor: Visitor):
    ids = ids_of(scene, "contacts", 4)
    told = run(visitor, "contacts", ids=ids, **{"do.role": "set", "value.role": "quality", "do.type": "set", "value.type": "billing"})
    assert told["changed"] == 4
    undo(visitor, told)
    removed = run(visitor, "contacts", "remove", ids=ids)
    assert (removed["changed"], removed["may_undo"]) == (4, False)
    assert not Contact.rows.filter(pk__in=scene.ids["contacts"][:4]).exists()
    assert visitor.post(removed["undo_url"]).status_code == 200
    assert not Contact.rows.filter(pk__in=scene.ids["contacts"][:4]).exists()


def test_statements_of_a_run_do_not_depend_on_the_records(scene: Scene, visitor: Visitor, django_assert_max_num_queries: Any):
    fields = {"act": "edit", "step": "apply", "do.country": "set"}
    counts = []
    for count, country in ((2, "FR"), (60, "IT")):
        with django_assert_max_num_queries(60) as caught:
            visitor.client.post("/organizations/bulk", fields | {"ids": ids_of(scene, "organizations", count), "value.country": country})
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_run_goes_to_the_engine_a_thousand_at_a_time(scene: Scene, visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desk.bulk.MAX_ITEMS", 25)
    told = run(visitor, "organizations", ids=ids_of(scene, "organizations"), **{"do.country": "set", "value.country": "FR"})
    assert (told["changed"], len(told["run"].batches)) == (60, 3)
    assert undo(visitor, told)["changed"] == 60


@pytest.mark.parametrize("fields", [{"scope": "all"}, {"ids": "1,2,3,4,5"}])
def test_more_than_a_run_takes_is_refused_kindly(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]):
    monkeypatch.setattr("desk.selection.MAX_SELECTED", 4)
    answer = visitor.post("/organizations/bulk", act="archive", step="apply", **fields)
    assert "Narrow the list, or export it" in answer.content.decode()
    assert not BulkRun.rows.exists()


@pytest.mark.parametrize("name", LISTS)
def test_a_viewer_gets_403_for_a_forged_post(scene: Scene, name: str):
    viewer = Visitor(scene.person("viewer"))
    before = Change.rows.count()
    fields = {"do.country": "set", "value.country": "FR", "do.relationshipStatus": "clear", "do.role": "clear"}
    for act in ("edit", "archive", "restore", "remove", "x", ""):
        assert viewer.post(f"/{name}/bulk", act=act, step="apply", ids=ids_of(scene, name), **fields).status_code == 403
    assert viewer.post(f"/{name}/bulk/1/undo").status_code == 403
    assert Change.rows.count() == before


def test_an_editor_may_not_remove_and_its_archiving_is_refused_record_by_record(scene: Scene):
    editor = Visitor(scene.person("editor"))
    assert editor.post("/contacts/bulk", act="remove", step="apply", ids=ids_of(scene, "contacts", 2)).status_code == 403
    told = run(editor, "organizations", "archive", ids=ids_of(scene, "organizations", 2))
    assert (told["changed"], told["refused"]) == (0, 2)


def test_a_partner_changes_only_what_it_may_and_meets_nothing_else(scene: Scene):
    partner = Visitor(scene.partner)
    told = run(partner, "organizations", ids=ids_of(scene, "organizations", 5), **{"do.country": "set", "value.country": "FR"})
    assert (told["changed"], told["refused"]) == (1, 1)
    assert [one.name for one in told["refusals"]] == ["Factory 0"]
    assert set(Organization.rows.filter(country="FR").values_list("pk", flat=True)) == {scene.ids["organizations"][1]}


@pytest.mark.parametrize("name", LISTS)
def test_records_of_another_account_are_neither_found_nor_changed(scene: Scene, visitor: Visitor, name: str):
    before = Change.rows.count()
    foreign = ",".join(map(str, scene.foreign[name][:3]))
    answer = visitor.post(f"/{name}/bulk", act="remove" if name != "organizations" else "archive", step="apply", ids=foreign)
    assert "Choose at least one record." in answer.content.decode()
    assert Change.rows.count() == before


def test_a_run_is_its_members_own(scene: Scene, visitor: Visitor):
    told = run(visitor, "organizations", ids=ids_of(scene, "organizations", 2), **{"do.country": "set", "value.country": "FR"})
    path = f"/organizations/bulk/{told['run'].pk}"
    for other in (scene.person("editor"), scene.world.cast.stranger):
        assert Visitor(other).get(path).status_code == 404
        assert Visitor(other).post(f"{path}/undo").status_code == 404
    assert visitor.get(f"/contacts/bulk/{told['run'].pk}").status_code == 404
    assert visitor.get(f"/organizations/bulk/{10**30}").status_code == 404
    assert Organization.rows.filter(country="FR").count() == 2


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"act": "edit"},
        {"act": "edit", "ids": "x,,1e3,-1,٣," + "9" * 40},
        {"act": "edit", "id": ["a", "\x00", "0"]},
        {"act": "edit", "scope": "all", "where": "q=%00&cursor=x"},
        {"act": "edit", "scope": "all", "where": "country=Atlantis&updatedSince=x"},
        {"act": "edit", "scope": "all", "step": "apply"},
        {"act": "edit", "scope": "all", "step": "apply", "do.country": "set", "value.country": "\x00"},
        {"act": "edit", "scope": "all", "step": "apply", "do.country": "set", "value.country": "Atlantis"},
        {"act": "edit", "scope": "all", "step": "apply", "do.category": "set", "value.category": "9" * 40},
        {"act": "edit", "scope": "all", "step": "apply", "do.company": "set", "value.company": "x"},
        {"act": "edit", "scope": "all", "step": "apply", "do.types": "set", "value.types": ["\x00", "nonsense"]},
        {"act": "edit", "scope": "all", "step": "apply", "do.types": "clear", "do.role": "add", "value.role": "x"},
        {"act": "edit", "scope": "all", "step": "apply", "do.customFields.spend": "set", "value.customFields.spend": "a lot"},
        {"act": "edit", "scope": "all", "step": "apply", "do.customFields.labels": "take", "value.customFields.labels": "x"},
        {"act": "edit", "scope": "all", "step": "apply", "do.leadSupplier": "set", "value.leadSupplier": "x" * 5_000},
    ],
)
def test_no_form_is_an_error_and_what_is_wrong_changes_nothing(visitor: Visitor, name: str, fields: dict[str, Any]):
    before = Change.rows.count()
    assert visitor.post(f"/{name}/bulk", **fields).status_code in (200, 422)
    assert Change.rows.count() == before


def test_what_the_engine_refuses_is_told_with_its_reason(visitor: Visitor, scene: Scene):
    fields = {"do.customFields.spend": "set", "value.customFields.spend": "a lot"}
    told = run(visitor, "organizations", ids=ids_of(scene, "organizations", 2), **fields)
    assert (told["changed"], told["refused"], len(told["refusals"])) == (0, 2, 2)
    assert all(one.reasons[0] for one in told["refusals"])


def test_a_run_is_told_by_history_as_one_batch_from_a_page(client: Client, visitor: Visitor, scene: Scene):
    told = run(visitor, "organizations", ids=ids_of(scene, "organizations", 3), **{"do.country": "set", "value.country": "FR"})
    changes = Change.rows.filter(batch_id=told["run"].batches[0])
    assert set(changes.values_list("channel", "operation", "user_id")) == {("page", "update", scene.owner.user.pk)}
    assert [row["recordId"] for row in get(client, scene.owner, "events", limit=500).json()["data"][-3:]] == scene.ids["organizations"][:3]
