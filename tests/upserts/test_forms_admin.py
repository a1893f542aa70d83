"""The recipe of desk/model_forms.py with a stock ModelAdmin, which the project itself does not register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from accounts.platforms import session_actor
from activity.models import Change
from desk.forms import RecordForm, forms_by_resource
from desk.model_forms import model_form
from organizations.models import Organization
from relationships.models import Relationship
from tests.kit.cast import Person
from tests.kit.chain import save
from tests.kit.samples import SAMPLES
from tests.kit.worlds import World
from tests.upserts.form_kit import Page, record_of

SITE = admin.AdminSite(name="admin")


def with_pickers(form: RecordForm) -> None:
    for name in ("source", "target"):
        if name in form.fields:
            form.fields[name].use(AutocompleteSelect(Relationship._meta.get_field(name), SITE))


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """As the module's docstring has it."""

    resource: str
    search_fields = ("external_id",)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if not hasattr(request, "record_form"):
            actor = session_actor(request, channel="admin")
            request.record_form = model_form(forms_by_resource[self.resource], actor, obj, request.POST or None, prepare=with_pickers)
        return request.record_form

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        return self.get_form(request, obj).fieldsets_of_request

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        form.save()

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        pass

    def has_view_permission(self, *args: Any) -> bool:
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def log_addition(self, request: Any, obj: Any, message: Any) -> None:
        pass

    log_change = log_addition

    def get_queryset(self, request: Any) -> Any:
        return self.model.objects.visible_to(session_actor(request, channel="admin"))


class OrganizationAdmin(RecordAdmin):
    resource = "organizations"


class RelationshipAdmin(RecordAdmin):
    resource = "relationships"


SITE.register(Organization, OrganizationAdmin)
SITE.register(Relationship, RelationshipAdmin)
urlpatterns = [path("admin/", SITE.urls)]


@pytest.fixture
def admin_pages() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def ask(person: Person, model: Any, identity: int | None = None, data: Any = None) -> HttpResponse:
    """The answer of the add or change page, rendered."""
    request: Any = (RequestFactory().get if data is None else RequestFactory().post)("/admin/", data)
    request.user, request.session, request.csrf_processing_done = person.user, SessionStore(), True
    request._dont_enforce_csrf_checks = True
    request._messages = FallbackStorage(request)
    answer = SITE._registry[model].changeform_view(request, None if identity is None else str(identity))
    return answer.render() if hasattr(answer, "render") else answer


def typed(answer: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a page of the admin, changed."""
    sent: dict[str, Any] = {}
    for name, value in Page(answer.content.decode()).sent:
        sent.setdefault(name, []).append(value)
    return {**sent, **changes}


def test_the_admin_shows_changes_and_tells_history(world: World, owner: Person, admin_pages: None) -> None:
    (identity,) = save(owner.actor, "organizations", SAMPLES["organizations"].item(0))
    page = ask(owner, Organization, identity)
    assert page.status_code == 200
    assert "Custom fields" in page.content.decode()
    answer = ask(owner, Organization, identity, typed(page, name="Renamed", **{"customFields.spend": "99.90"}))
    assert answer.status_code == 302
    found = record_of(owner, "organizations", identity)
    assert (found["name"], found["customFields"]["spend"], found["version"]) == ("Renamed", "99.90", 2)
    last = Change.objects.visible_to(owner.actor).order_by("sequence").last()
    assert last.channel == "admin"
    assert last.changes == {"name": ["Factory 0", "Renamed"], "customFields.spend": ["12.50", "99.90"]}


def test_the_admin_adds_a_record(world: World, owner: Person, admin_pages: None) -> None:
    page = ask(owner, Organization)
    answer = ask(owner, Organization, None, typed(page, type="S", name="Gamma Mill"))
    assert answer.status_code == 302, answer.content.decode()
    assert Organization.objects.visible_to(owner.actor).get(name="Gamma Mill").version == 1


def test_refusals_of_the_engine_stand_at_their_fields_and_nothing_is_written(world: World, owner: Person, admin_pages: None) -> None:
    (identity,) = save(owner.actor, "organizations", SAMPLES["organizations"].item(0))
    before = Change.objects.visible_to(owner.actor).count()
    data = typed(ask(owner, Organization, identity), name="", website="example.com")
    page = ask(owner, Organization, identity, data)
    assert page.status_code == 200
    text = page.content.decode()
    assert "This field may not be empty." in text
    assert "Did you mean: https://example.com?" in text
    assert Change.objects.visible_to(owner.actor).count() == before


def test_a_viewer_is_refused_by_the_engine_too(world: World, owner: Person, admin_pages: None) -> None:
    (identity,) = save(owner.actor, "organizations", SAMPLES["organizations"].item(0))
    page = ask(world.cast.viewer, Organization, identity, typed(ask(owner, Organization, identity), name="Mine"))
    assert "Your role does not allow this" in page.content.decode()
    assert record_of(owner, "organizations", identity)["name"] == "Factory 0"


def test_a_stale_page_overwrites_nothing(world: World, owner: Person, admin_pages: None) -> None:
    (identity,) = save(owner.actor, "organizations", SAMPLES["organizations"].item(0))
    data = typed(ask(owner, Organization, identity), name="Mine")
    save(owner.actor, "organizations", {"id": identity, "city": "Braga"})
    page = ask(owner, Organization, identity, data)
    assert "Stored now: Braga" in page.content.decode()
    assert record_of(owner, "organizations", identity)["city"] == "Braga"


def test_the_admins_own_picker_shows_the_chosen_record_alone(world: World, owner: Person, admin_pages: None) -> None:
    SAMPLES["relationships"].prepare(owner, 2)
    item = SAMPLES["relationships"].item(0)
    page = ask(owner, Relationship)
    source, target = save(owner.actor, "organizations", {"externalId": "PARENT-0"}, {"externalId": "PARENT-1"})
    wrong = ask(owner, Relationship, None, typed(page, source=str(source), target="987654321", types=item["types"]))
    text = wrong.content.decode()
    assert "admin-autocomplete" in text
    assert [key for key in Page(text).options["source"] if key] == [str(source)]
    assert "Organization not found." in text
    for garbage in ("abc", "9" * 40, "\x00"):
        assert ask(owner, Relationship, None, typed(page, source=garbage, target=garbage)).status_code == 200
    answer = ask(owner, Relationship, None, typed(page, source=str(source), target=str(target), types=item["types"]))
    assert answer.status_code == 302


def test_a_record_out_of_sight_has_no_form(world: World, owner: Person, rf: RequestFactory) -> None:
    (foreign,) = save(world.cast.stranger.actor, "organizations", {"type": "S", "name": "Foreign"})
    with pytest.raises(LookupError):
        model_form(forms_by_resource["organizations"], owner.actor, Organization(pk=foreign))
