"""A person's own page, and the zone in which pages show times."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.display import zone_of
from accounts.models import Account, User
from tests.kit.cast import make_member, make_user
from tests.kit.signing_in import PASSWORD, with_codes

pytestmark = pytest.mark.django_db
SENT = {"name": "Ann", "time_zone": "Asia/Tokyo", "language": "en", "theme": "dark", "density": "compact"}


@pytest.fixture
def ann(acme: Account) -> User:
    return make_member(acme, "Editor", user=make_user("ann@example.com", name="Ann", password=PASSWORD))


@pytest.fixture
def anns(client: Client, ann: User) -> Client:
    client.force_login(ann)
    return client


def test_what_is_sent_is_saved(anns: Client, ann: User):
    answer = anns.post("/profile", SENT | {"name": "  Ann Ñandú "}, follow=True)
    assert "Your profile is saved" in answer.content.decode()
    ann.refresh_from_db()
    assert (ann.name, ann.time_zone, ann.language, ann.theme, ann.density) == ("Ann Ñandú", "Asia/Tokyo", "en", "dark", "compact")


def test_nothing_else_can_be_sent_along(anns: Client, ann: User):
    other = make_user("ben@example.com", name="Ben")
    forged = {"id": str(other.pk), "email": "eve@example.com", "is_superuser": "on", "is_staff": "on", "is_active": "", "password": "x"}
    anns.post("/profile", SENT | {"name": "Eve"} | forged)
    ann.refresh_from_db()
    other.refresh_from_db()
    assert (ann.name, ann.email, ann.is_superuser, ann.is_staff, ann.is_active) == ("Eve", "ann@example.com", False, False, True)
    assert ann.check_password(PASSWORD)
    assert other.name == "Ben"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Phobos"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "europe/berlin"),
        ("language", "xx"),
        ("theme", "pink"),
        ("density", "dense"),
        ("name", "x" * 202),
        ("name", "a\x00b"),
        ("name", "a\x07b"),
    ],
)
def test_what_is_no_choice_is_refused_beside_its_field(anns: Client, ann: User, field: str, value: str):
    page = anns.post("/profile", SENT | {field: value})
    assert page.status_code == 200
    assert f'id="id_{field}_error"' in page.content.decode()
    ann.refresh_from_db()
    assert (ann.name, ann.time_zone, ann.theme) == ("Ann", "", "auto")


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("time_zone", "Europe/Bérlin", "user_time_zone_like_a_name"),
        ("time_zone", "Europe/<b>", "user_time_zone_like_a_name"),
        ("language", "xx", "user_language_known"),
        ("theme", "pink", "user_theme_known"),
        ("density", "dense", "user_density_known"),
    ],
)
def test_the_database_refuses_them_too(ann: User, field: str, value: str, constraint: str):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        User.objects.filter(pk=ann.pk).update(**{field: value})
    setattr(ann, field, value)
    with pytest.raises(ValidationError):
        ann.full_clean()


def test_a_zone_of_the_machine_is_asked_of_python_too(ann: User):
    ann.time_zone = "Mars/Phobos"
    with pytest.raises(ValidationError) as caught:
        ann.full_clean()
    assert caught.value.error_dict["time_zone"][0].code == "invalid_choice"


def test_a_zone_that_the_machine_has_forgotten_is_utc(anns: Client, ann: User):
    User.objects.filter(pk=ann.pk).update(time_zone="Mars/Phobos")
    assert zone_of("Mars/Phobos").key == "UTC"
    assert anns.get("/profile").status_code == 200


def test_a_zone_under_an_old_name_stays_a_choice(anns: Client, ann: User):
    User.objects.filter(pk=ann.pk).update(time_zone="US/Pacific")
    assert '<option value="US/Pacific" selected>' in anns.get("/profile").content.decode()
    assert anns.post("/profile", SENT | {"time_zone": "US/Pacific"}).status_code == 302


@pytest.mark.parametrize(("zone", "shown"), [("UTC", "1 Jul 2026, 22:30"), ("Asia/Tokyo", "2 Jul 2026, 07:30")])
def test_times_are_shown_in_the_zone_of_the_person(anns: Client, ann: User, zone: str, shown: str):
    User.objects.filter(pk=ann.pk).update(time_zone=zone)
    with time_machine.travel(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)):
        with_codes(ann)
    assert shown in anns.get("/profile").content.decode()


@pytest.mark.parametrize(
    ("stored", "told", "shown"),
    [
        ("", "Asia/Tokyo", "2 Jul 2026, 07:30"),  # the device's
        ("", "", "1 Jul 2026, 22:30"),
        ("", "Mars/Phobos", "1 Jul 2026, 22:30"),
        ("America/Lima", "Asia/Tokyo", "1 Jul 2026, 17:30"),
    ],
)
def test_the_zone_of_the_device_counts_where_none_is_chosen(anns: Client, ann: User, stored: str, told: str, shown: str):
    User.objects.filter(pk=ann.pk).update(time_zone=stored)
    anns.cookies["zone"] = told
    with time_machine.travel(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)):
        with_codes(ann)
    assert shown in anns.get("/profile").content.decode()


def test_the_look_of_the_person_counts_more_than_that_of_the_device(anns: Client, ann: User):
    anns.post("/profile", SENT)
    anns.cookies["theme"], anns.cookies["density"] = "light", "comfortable"
    assert '<html lang="en" data-bs-theme="dark" data-density="compact">' in anns.get("/profile").content.decode()


def test_the_sign_in_looks_as_the_person_has_it(anns: Client):
    anns.post("/profile", SENT)
    anns.post("/sign-out")
    assert '<html lang="en" data-bs-theme="dark" data-density="compact">' in anns.get("/sign-in").content.decode()


def test_the_switch_in_the_menu_is_kept_with_the_person_and_on_the_device(anns: Client, ann: User):
    answer = anns.post("/preferences", {"theme": "dark", "next": "/profile"})
    assert (answer.status_code, answer["Location"], answer.cookies["theme"].value) == (302, "/profile", "dark")
    ann.refresh_from_db()
    assert (ann.theme, ann.density) == ("dark", "comfortable")


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"density": "x" * 300}, {"is_superuser": "1"}, {}])
def test_what_is_no_choice_changes_nothing(anns: Client, ann: User, sent: dict[str, str]):
    answer = anns.post("/preferences", sent | {"next": "https://evil.example/"})
    assert (answer["Location"], dict(answer.cookies)) == ("/", {})
    ann.refresh_from_db()
    assert (ann.theme, ann.density, ann.is_superuser) == ("auto", "comfortable", False)


def test_the_api_stays_in_utc(anns: Client, ann: User, acme: Account):
    User.objects.filter(pk=ann.pk).update(time_zone="Asia/Tokyo")
    body = anns.get("/api/v2/members").content.decode()
    assert "+09:00" not in body


def test_probes_ask_for_no_session(anns: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        anns.get("/livez")


def test_the_profile_costs_the_same_with_and_without_codes(anns: Client, ann: User, django_assert_num_queries):
    with django_assert_num_queries(5):  # session, user, memberships, grants, authenticators
        anns.get("/profile")
    with_codes(ann)
    with django_assert_num_queries(5):
        anns.get("/profile")


def test_the_profile_shows_nobody_else(anns: Client):
    make_user("secret@example.com", name="Secret Person")
    assert "ecret" not in re.sub(r'<code class="secret">', "", anns.get("/profile").content.decode())


def test_a_member_of_no_account_has_a_profile(client: Client):
    client.force_login(make_user())
    assert client.get("/profile").status_code == 200


def test_a_name_is_shown_as_text(client: Client):
    client.force_login(make_user(name="<script>alert(1)</script>"))
    assert b"<script>alert" not in client.get("/profile").content


def test_pages_hold_no_inline_style_or_script_and_every_field_has_a_label(anns: Client):
    for address in ("/profile", "/profile/password", "/confirm/password", "/choose-account"):
        page = anns.get(address).content.decode()
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", page), address
        assert page.count("<h1") == 1
        for name in re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]*\sid="(\w+)"', page):
            assert f'for="{name}"' in page
