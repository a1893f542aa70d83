"""Saved views: kept, loaded, shared, opened with, changed and deleted, each by whose they are."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activity.models import Change
from tests.lists.conftest import Scene
from tests.lists.visiting import LISTS, Visitor
from upserts.models import BulkRun, ListPreference, SavedView

QUERY = "type=F&customFields.grade=A&sort=country,-name&columns=name,country"


def keep(visitor: Visitor, name: str = "Factories", **fields: str) -> SavedView:
    answer = visitor.post("/organizations/views", do="save", name=name, query=QUERY, **fields)
    assert answer.status_code == 200
    return SavedView.rows.get(owner=visitor.person.user, name=name)


def test_a_view_keeps_filters_order_and_columns_together(visitor: Visitor):
    view = keep(visitor)
    assert view.query == QUERY
    answer = visitor.get(f"/organizations?view={view.pk}", follow=False)
    assert answer["Location"] == f"/organizations?{QUERY}&view={view.pk}"
    context = visitor.page(f"/organizations?view={view.pk}")
    assert context["view"] == view
    assert context["state"].sort == (("country", False), ("name", True))
    assert [str(one.label) for one in context["headings"]] == ["Name", "Country"]


def test_saving_under_the_same_name_replaces_the_view(visitor: Visitor):
    view = keep(visitor)
    visitor.post("/organizations/views", do="save", name="Factories", query="type=B")
    view.refresh_from_db()
    assert view.query == "type=B"
    assert SavedView.rows.count() == 1


def test_a_list_opens_with_the_members_own_default(scene: Scene, visitor: Visitor):
    view = keep(visitor, is_default="true", is_shared="true")
    assert visitor.get("/organizations", follow=False)["Location"].endswith(f"view={view.pk}")
    assert Visitor(scene.person("editor")).get("/organizations", follow=False).status_code == 200
    assert visitor.get("/organizations?view=all", follow=False).status_code == 200
    visitor.post("/organizations/views", do="no_default", query="")
    assert visitor.get("/organizations", follow=False).status_code == 200


def test_a_shared_view_of_a_colleague_can_be_opened_with_but_not_changed(scene: Scene, visitor: Visitor):
    view = keep(visitor, is_shared="true")
    editor = Visitor(scene.person("editor"))
    assert view in editor.page("/organizations")["views"].views
    editor.post("/organizations/views", do="default", view=view.pk)
    assert editor.get("/organizations", follow=False)["Location"].endswith(f"view={view.pk}")
    for act in ("change", "delete"):
        assert editor.post("/organizations/views", do=act, view=view.pk, name="Mine").status_code == 403
    view.refresh_from_db()
    assert view.name == "Factories"


@pytest.mark.parametrize("act", ["change", "delete", "default"])
def test_private_foreign_and_missing_views_are_not_found(scene: Scene, visitor: Visitor, act: str):
    private = keep(visitor)
    foreign = keep(Visitor(scene.world.cast.stranger), is_shared="true")
    editor = Visitor(scene.person("editor"))
    for identity in (private.pk, foreign.pk, 10**18, 10**30, "x", ""):
        assert editor.post("/organizations/views", do=act, view=identity, name="Mine").status_code == 404
    assert editor.page("/organizations")["views"].views == []
    assert editor.get(f"/organizations?view={private.pk}").context["view"] is None
    assert SavedView.rows.filter(name="Factories").count() == 2


def test_a_view_belongs_to_its_list(visitor: Visitor):
    view = keep(visitor)
    assert visitor.post("/contacts/views", do="delete", view=view.pk).status_code == 404


def test_a_view_is_renamed_shared_and_deleted_and_nobody_opens_with_it_any_more(scene: Scene, visitor: Visitor):
    view = keep(visitor, is_default="true")
    visitor.post("/organizations/views", do="change", view=view.pk, name="Works", is_shared="true")
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Works", True)
    editor = Visitor(scene.person("editor"))
    editor.post("/organizations/views", do="default", view=view.pk)
    visitor.post("/organizations/views", do="delete", view=view.pk)
    assert not SavedView.rows.exists()
    assert set(ListPreference.rows.values_list("default_view", flat=True)) == {None}
    assert editor.get("/organizations", follow=False).status_code == 200


def test_who_may_not_change_records_shares_no_view_but_keeps_its_own(scene: Scene):
    viewer = Visitor(scene.person("viewer"))
    assert viewer.post("/organizations/views", do="save", name="All", query="", is_shared="true").status_code == 403
    assert viewer.post("/organizations/views", do="save", name="All", query="").status_code == 200
    assert SavedView.rows.get().is_shared is False


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_view_without_a_usable_name_is_refused_in_words(visitor: Visitor, name: str):
    answer = visitor.post("/organizations/views", do="save", name=name, query=QUERY)
    assert (answer.status_code, SavedView.rows.count()) == (200, 0)
    assert "notice error" in answer.content.decode()


def test_two_views_can_not_have_one_name(visitor: Visitor):
    first = keep(visitor)
    keep(visitor, "Works")
    answer = visitor.post("/organizations/views", do="change", view=first.pk, name="Works")
    assert "You have a view of this name already." in answer.content.decode()


def test_a_view_that_would_be_too_long_is_refused_in_words(visitor: Visitor):
    answer = visitor.post("/organizations/views", do="save", name="Long", query="&".join(f"externalId={'x' * 200}{n}" for n in range(60)))
    assert "holds at most 4,000 characters" in answer.content.decode()
    assert not SavedView.rows.exists()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "fields", [{}, {"do": "x"}, {"do": "delete"}, {"do": "save"}, {"do": "size"}, {"query": "%00=&a\nb=1\r\nSet-Cookie: x=1"}]
)
def test_no_form_is_an_error(visitor: Visitor, name: str, fields: dict[str, str]):
    assert visitor.post(f"/{name}/views", **fields).status_code in (200, 404)


def test_views_and_preferences_have_no_history(visitor: Visitor):
    before = Change.rows.count()
    view = keep(visitor, is_shared="true", is_default="true")
    visitor.post("/organizations/views", do="delete", view=view.pk)
    assert Change.rows.count() == before


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("savedview_name_once", lambda scene: [SavedView(**_mine(scene), owner=scene.owner.user, name="A") for _ in range(2)]),
        ("savedview_has_a_name", lambda scene: [SavedView(**_mine(scene), owner=scene.owner.user, name="")]),
        ("savedview_query_short", lambda scene: [SavedView(**_mine(scene), owner=scene.owner.user, name="A", query="x" * 4_001)]),
        ("listpreference_once", lambda scene: [ListPreference(**_mine(scene), user=scene.owner.user) for _ in range(2)]),
        ("listpreference_page_size_offered", lambda scene: [ListPreference(**_mine(scene), user=scene.owner.user, page_size=7)]),
        ("bulkrun_action_known", lambda scene: [BulkRun(**_mine(scene), user=scene.owner.user, action="x", at="2026-01-01T00:00Z")]),
        ("bulkrun_undo_undoes", lambda scene: [BulkRun(**_mine(scene), user=scene.owner.user, action="undo", at="2026-01-01T00:00Z")]),
    ],
)
def test_each_rule_on_one_row_is_the_databases_and_says_so_kindly(scene: Scene, name: str, make):
    *before, last = make(scene)
    for row in before:
        row.save()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        last.save()
    with pytest.raises(ValidationError) as refusal:
        last.validate_constraints()
    assert refusal.value.messages[0].endswith(".")


def _mine(scene: Scene) -> dict[str, object]:
    return {"account": scene.owner.account, "record_type": "organization"}
