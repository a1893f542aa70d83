"""Creating and changing an organization on its pages, as a browser without scripts does it, and in place."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import ApiKey
from activity.models import Change
from organizations.models import Organization
from tests.kit.cast import Person, make_key
from tests.kit.pages import asked, at, fill_in, links_of, open_page, statements, text_of
from tests.kit.worlds import World, make_world
from tests.kit.writing import written

pytestmark = pytest.mark.django_db
NEW = "/organizations/new"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def mill(client: Client, world: World):
    return written(client, world.owner, "post", "organizations", {"type": "F", "name": "Arden Mill", "externalId": "ID-1", "city": "Izmir"})


def page_of(record, below: str = "") -> str:
    return f"/organizations/{record['inspId']}{below}"


def last_change(person: Person) -> Change:
    return Change.objects.visible_to(person.actor).latest("sequence")


def test_a_new_one_is_created_by_the_engine_through_the_page(world: World):
    client = at(world.cast.editor)
    answer = fill_in(client, NEW, {"type": "S", "name": "  Gämma Mill ", "country": "DE", "customFields.grade": "A"})
    stored = Organization.rows.get(name="Gämma Mill")
    assert (answer.status_code, stored.type, stored.country, stored.custom_fields) == (302, "S", "DE", {"grade": "A"})
    page = open_page(client, answer["Location"])
    assert "Created Gämma Mill." in page
    change = last_change(world.owner)
    assert (change.record_id, change.operation, change.channel, change.user_id) == (stored.pk, "create", "page", world.cast.editor.user.pk)


def test_what_looks_like_it_is_shown_before_anything_is_created(world: World, mill):
    client = at(world.owner)
    first = fill_in(client, NEW, {"type": "F", "name": "Arden Mills Ltd."})
    page = first.content.decode()
    assert first.status_code == 422
    assert "Looks like an existing record" in page
    assert page_of(mill) in links_of(page)
    assert "Create anyway" in page
    assert 'value="Arden Mills Ltd."' in page
    assert Organization.rows.filter(account=world.cast.acme).count() == 1
    second = client.post(NEW, {"type": "F", "name": "Arden Mills Ltd.", "seen": str(mill["id"])})
    assert second.status_code == 302
    assert Organization.rows.filter(account=world.cast.acme).count() == 2


def test_having_seen_another_one_is_not_having_seen_this(world: World, mill):
    assert at(world.owner).post(NEW, {"type": "F", "name": "Arden Mills", "seen": f"{mill['id'] + 1},x,"}).status_code == 422


def test_suggestions_come_while_one_types_and_name_only_what_is_visible(client: Client, world: World, mill):
    written(client, world.cast.stranger, "post", "organizations", {"type": "F", "name": "Arden Mill Theirs"})
    part = at(world.cast.editor).get(NEW, {"name": "arden mil"}, headers=asked("similar")).content.decode()
    assert "<html" not in part
    assert "Arden Mill" in part
    assert "Theirs" not in part
    assert f'name="seen" value="{mill["id"]}"' in part


def test_refusals_stand_at_their_fields_and_what_was_typed_stays(world: World, mill):
    client = at(world.owner)
    sent = {"type": "F", "name": "", "website": "javascript:alert(1)", "externalId": "ID-1", "city": "Bursa"}
    answer = client.post(NEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_website"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="Bursa"' in page
    taken = client.post(NEW, {"type": "F", "name": "Nobody else", "externalId": "ID-1"}).content.decode()
    assert page_of(mill) in links_of(taken)


def test_a_chosen_template_brings_its_fields_and_writes_nothing(world: World, mill):
    client = at(world.owner)
    template = str(world.template.pk)
    for path in (NEW, page_of(mill, "/edit")):
        assert "Auditor" not in open_page(client, path)
        answer = client.post(path, {"type": "F", "name": "Typed", "template": template, "refresh": "1"})
        assert answer.status_code == 200
        assert "Auditor" in text_of(answer.content.decode())
        assert 'value="Typed"' in answer.content.decode()
        part = client.post(path, {"template": template, "refresh": "1"}, headers=asked("fields")).content.decode()
        assert "<html" not in part
        assert "Auditor" in part
    assert Organization.rows.get(pk=mill["id"]).template_id is None
    saved = fill_in(client, page_of(mill, "/edit"), {"template": template, "customFields.auditor": "Vera", "customFields.score": "7"})
    assert saved.status_code == 302
    assert Organization.rows.get(pk=mill["id"]).custom_fields == {"auditor": "Vera", "score": 7}


def test_only_what_was_changed_is_written(world: World, mill):
    client = at(world.cast.editor)
    answer = fill_in(client, page_of(mill, "/edit"), {"city": "Bursa"})
    assert answer["Location"] == page_of(mill)
    assert "Saved." in open_page(client, page_of(mill))
    assert last_change(world.owner).changes == {"city": ["Izmir", "Bursa"]}
    fill_in(client, page_of(mill, "/edit"))
    assert "Nothing had changed." in open_page(client, page_of(mill))
    assert Organization.rows.get(pk=mill["id"]).version == 2


def test_somebody_else_s_change_is_not_overwritten_unseen(client: Client, world: World, mill):
    browser, edit = at(world.owner), page_of(mill, "/edit")
    written(client, world.owner, "patch", f"organizations/{mill['id']}", {"city": "Bursa"})
    stale = {"type": "F", "name": "Arden Mill", "city": "Ankara", "ifVersion": "1"}
    answer = browser.post(edit, stale)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this since you opened it" in page
    assert "Stored now: Bursa" in page
    assert 'value="Ankara"' in page
    assert Organization.rows.get(pk=mill["id"]).city == "Bursa"
    assert browser.post(edit, stale | {"ifVersion": "2"}).status_code == 302
    assert Organization.rows.get(pk=mill["id"]).city == "Ankara"


def test_one_field_is_a_page_without_scripts(world: World, mill):
    client = at(world.cast.editor)
    answer = fill_in(client, page_of(mill, "/fields/city"), {"city": "Bursa"})
    assert answer["Location"] == page_of(mill)
    assert "Saved: City." in open_page(client, page_of(mill))
    assert last_change(world.owner).changes == {"city": ["Izmir", "Bursa"]}


def test_one_field_is_edited_in_its_place(world: World, mill):
    client, path, place = at(world.cast.editor), page_of(mill, "/fields/city"), asked("fact-city")
    shown = client.get(path, headers=place).content.decode()
    assert "<html" not in shown
    assert 'hx-target="#fact-city"' in shown
    assert 'name="ifVersion" value="1"' in shown
    left = client.get(f"{path}?value", headers=place).content.decode()
    assert "Izmir" in left
    assert "<form" not in left
    saved = client.post(path, {"city": "Bursa", "ifVersion": "1"}, headers=place)
    page = saved.content.decode()
    assert saved.status_code == 200
    assert saved["HX-Trigger"] == '{"record-saved": {"before": 1, "after": 2}}'
    assert "Bursa" in page
    assert 'id="record-head" hx-swap-oob="true"' in page
    assert "version 2" in page
    assert "Saved: City." in page


def test_a_refused_field_stays_open_with_its_reason(world: World, mill):
    client, path = at(world.owner), page_of(mill, "/fields/name")
    answer = client.post(path, {"name": " ", "ifVersion": "1"}, headers=asked("fact-name"))
    assert answer.status_code == 422
    assert "<form" in answer.content.decode()
    assert "field-error" in answer.content.decode()
    stale = client.post(page_of(mill, "/fields/city"), {"city": "Bursa", "ifVersion": "7"}, headers=asked("fact-city")).content.decode()
    assert "Somebody changed this" in stale
    assert 'name="ifVersion" value="1"' in stale


def test_a_template_chosen_in_its_place_shows_the_page_anew(world: World, mill):
    sent = {"template": str(world.template.pk), "ifVersion": "1"}
    answer = at(world.owner).post(page_of(mill, "/fields/template"), sent, headers=asked("fact-template"))
    assert answer["HX-Redirect"] == page_of(mill)


def test_an_object_is_edited_as_a_whole(world: World, mill):
    client, path = at(world.owner), page_of(mill, "/fields/contactPerson")
    answer = fill_in(client, path, {"contactPerson.name": "Ann Lee", "contactPerson.email": "ann@arden.example"})
    assert answer.status_code == 302
    assert "ann@arden.example" in open_page(client, page_of(mill))
    lonely = fill_in(client, path, {"contactPerson.name": ""})
    assert lonely.status_code == 422


def test_a_filled_key_is_changed_by_a_full_holder_only(world: World, mill):
    sent = {"externalId": "ID-2", "ifVersion": "1"}
    answer = at(world.cast.editor).post(page_of(mill, "/fields/externalId"), sent)
    assert answer.status_code == 422
    assert "full permission" in text_of(answer.content.decode())
    assert at(world.owner).post(page_of(mill, "/fields/externalId"), sent).status_code == 302


@pytest.mark.parametrize("value", ["\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "x" * 10_000, "<b>", "1e400"])
def test_nothing_that_is_typed_is_a_fault_of_ours(world: World, mill, value: str):
    client = at(world.owner)
    for name in ("city", "website", "latitude", "customFields.spend", "customFields.auditedOn", "country", "category", "company"):
        answer = client.post(page_of(mill, f"/fields/{name}"), {name: value, "ifVersion": value})
        assert answer.status_code in (302, 422)
    assert client.post(NEW, dict.fromkeys(("type", "name", "template", "seen", "category"), value)).status_code == 422
    assert client.get(NEW, {"name": value, "country": value, "type": value, "template": value}).status_code == 200


def test_archived_it_is_read_and_not_changed_until_it_is_restored(client: Client, world: World, mill):
    browser = at(world.owner)
    question = open_page(browser, page_of(mill, "/archive"))
    assert "You can restore it at any time" in question
    assert fill_in(browser, page_of(mill, "/archive"))["Location"] == page_of(mill)
    assert last_change(world.owner).operation == "archive"
    page = open_page(browser, page_of(mill))
    assert "Arden Mill is archived. Restore undoes it." in page
    assert not {page_of(mill, "/edit"), page_of(mill, "/merge"), page_of(mill, "/fields/city")} & links_of(page)
    assert page_of(mill, "/restore") in links_of(page)
    assert browser.post(page_of(mill, "/edit"), {"city": "Bursa"}).status_code == 403
    assert page_of(mill, "/restore") not in links_of(open_page(at(world.cast.viewer), page_of(mill)))
    assert browser.post(page_of(mill, "/restore")).status_code == 302
    assert last_change(world.owner).operation == "restore"
    assert page_of(mill, "/edit") in links_of(open_page(browser, page_of(mill)))


def test_history_tells_who_did_what_through_what(client: Client, world: World, mill):
    key = make_key(world.cast.acme, user=world.cast.integration.user)
    ApiKey.rows.filter(user=world.cast.integration.user).update(name="ERP nightly")
    written(client, key, "patch", f"organizations/{mill['id']}", {"category": world.category.pk, "customFields": {"certified": True}})
    fill_in(at(world.cast.editor), page_of(mill, "/edit"), {"country": "TR"})
    said = text_of(open_page(at(world.cast.viewer), page_of(mill, "/activity")))
    for text in (
        "Editor changed Country Türkiye",
        "Page",
        "Integration changed",
        "Category Textiles",
        "Certified Yes",
        "API · key ERP nightly",
    ):
        assert text in said, text
    assert said.index("Editor changed") < said.index("Integration changed") < said.index("Owner created")


def test_forms_cost_the_same_for_few_and_many_custom_fields(world: World, mill):
    client = at(world.owner)
    paths = (NEW, page_of(mill, "/edit"), page_of(mill, "/fields/city"))
    before = [statements(client, path) for path in paths]
    from_one = type(world.template_fields["auditor"])
    from_one.rows.bulk_create(
        [
            from_one(account=world.cast.acme, record_type="organization", key=f"more{number}", label="More", data_type="text")
            for number in range(50)
        ]
    )
    assert [statements(client, path) for path in paths] == before
