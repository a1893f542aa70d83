"""A new password by e-mail: the same answer to everybody, and a link to one person."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Account, User
from tests.kit.cast import make_member, make_user
from tests.kit.signing_in import PASSWORD, sign_in, signed_in_as, text_of, with_codes

pytestmark = pytest.mark.django_db
NEW = "wholly different words"


class BrokenBackend(EmailBackend):
    """A mail server that refuses."""

    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"ann@example.com": (550, b"no such mailbox ann@example.com")})


@pytest.fixture
def ann(acme: Account) -> User:
    return make_member(acme, "Editor", user=make_user("Ann@example.com", name="Ann", password=PASSWORD))


def ask(email: str, **extra: str) -> Client:
    client = Client(**extra)
    answer = client.post("/password/forgotten", {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, "/password/forgotten/sent")
    return client


def link() -> str:
    """The path of the link in the last mail."""
    return re.search(r"http://testserver(/password/new/\S+)", mail.outbox[-1].body)[1]


def choose(client: Client, path: str, password: str = NEW):
    """Follow the link and send the form behind it."""
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def test_the_whole_walk(client: Client, ann: User):
    ask("ann@EXAMPLE.com")
    assert mail.outbox[0].to == ["Ann@example.com"]
    assert choose(client, link())["Location"] == "/password/new"
    assert sign_in(Client(), "ann@example.com").status_code == 200
    assert sign_in(Client(), "ann@example.com", NEW).status_code == 302


def test_an_unknown_address_gets_a_mail_and_the_same_page(ann: User):
    pages, statements = [], []
    for email, address in (("ann@example.com", "192.0.2.1"), ("nobody@example.com", "192.0.2.2")):
        with CaptureQueriesContext(connection) as queries:
            client = ask(email, REMOTE_ADDR=address)
        statements.append([query["sql"].split(" ", 1)[0] for query in queries.captured_queries])
        pages.append(text_of(client.get("/password/forgotten/sent")))
    assert pages[0] == pages[1]
    assert statements[0] == statements[1]
    assert [message.subject for message in mail.outbox] == ["Choose a password for Relata"] * 2
    assert "/password/new/" in mail.outbox[0].body
    assert "/password/new/" not in mail.outbox[1].body
    assert mail.outbox[1].to == ["nobody@example.com"]


def test_who_is_switched_off_gets_no_link(ann: User):
    User.objects.filter(pk=ann.pk).update(is_active=False)
    ask("ann@example.com")
    assert "/password/new/" not in mail.outbox[0].body


def test_the_link_goes_to_the_address_of_the_user_and_not_to_the_one_typed():
    """straße.example and strasse.example are two domains and one case_key."""
    make_user("mike@strasse.example", password=PASSWORD)
    ask("mike@straße.example")
    assert mail.outbox[0].to == ["mike@strasse.example"]


def test_a_member_without_password_chooses_the_first_one(client: Client):
    make_user("new@example.com")
    ask("new@example.com")
    choose(client, link())
    assert sign_in(Client(), "new@example.com", NEW).status_code == 302


def test_a_link_works_once(client: Client, ann: User):
    ask("ann@example.com")
    path = link()
    choose(client, path)
    assert "good no more" in Client().get(path).content.decode()
    choose(Client(), path, "yet another set of words")
    assert sign_in(Client(), "ann@example.com", NEW).status_code == 302


def test_a_link_works_for_a_day(ann: User):
    ask("ann@example.com")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "good no more" in Client().get(link()).content.decode()


def test_a_link_is_dead_once_its_user_has_signed_in(ann: User):
    ask("ann@example.com")
    sign_in(Client(), "ann@example.com")
    assert "good no more" in Client().get(link()).content.decode()


@pytest.mark.parametrize(
    "path", ["/password/new/1-x", "/password/new/zzzzzzzzzzzzzzzzzzz-x-y", "/password/new/1-set-password", "/password/new/0-a-b"]
)
def test_a_link_that_is_none_of_ours_is_dead(client: Client, ann: User, path: str):
    assert "good no more" in client.get(path).content.decode()
    assert "good no more" in client.post(path, {"password1": NEW, "password2": NEW}).content.decode()


def test_the_page_behind_the_link_does_not_name_it(client: Client, ann: User):
    ask("ann@example.com")
    page = client.get(link(), follow=True)
    assert page.redirect_chain[0][0].endswith("-set-password")
    assert link().rpartition("-")[2] not in page.content.decode()


def test_a_weak_password_is_refused_with_the_reason(client: Client, ann: User):
    ask("ann@example.com")
    assert "too short" in choose(client, link(), "short").content.decode()
    assert "good no more" not in client.get(link(), follow=True).content.decode()


def test_a_new_password_ends_all_sessions_and_the_lockout_but_not_the_codes(client: Client, ann: User):
    elsewhere = Client()
    sign_in(elsewhere, "ann@example.com")
    for _ in range(5):
        sign_in(client, "ann@example.com", "wrong")
    assert sign_in(client, "ann@example.com").status_code == 429
    with_codes(ann)
    ask("ann@example.com")
    choose(client, link())
    assert elsewhere.get("/").status_code == 302
    assert sign_in(client, "ann@example.com", NEW)["Location"] == "/sign-in/code"
    assert signed_in_as(client) is None


def test_a_link_of_another_user_signs_the_present_one_out(client: Client, ann: User):
    client.force_login(make_user("ben@example.com"))
    ask("ann@example.com")
    choose(client, link())
    assert signed_in_as(client) is None
    assert sign_in(Client(), "ann@example.com", NEW).status_code == 302


def test_a_host_name_of_somebody_else_gets_into_no_mail(client: Client, ann: User):
    assert client.post("/password/forgotten", {"email": "ann@example.com"}, headers={"Host": "evil.example"}).status_code == 400
    answer = client.post("/password/forgotten", {"email": "ann@example.com"}, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 302
    assert len(mail.outbox) == 1
    assert "evil" not in mail.outbox[0].body


def test_one_address_gets_few_mails(ann: User):
    for number in range(3):
        ask("ann@example.com", REMOTE_ADDR=f"192.0.2.{number + 1}")
    answer = Client(REMOTE_ADDR="192.0.2.9").post("/password/forgotten", {"email": "ANN@example.com"})
    assert answer.status_code == 429
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "email", ["", "ann", "a\x00b@example.com", "x" * 400 + "@example.com", "a@b.c\nBcc: eve@evil.example", "a@" + "́" * 40 + "b.example"]
)
def test_what_is_no_address_gets_no_mail(client: Client, email: str):
    assert client.post("/password/forgotten", {"email": email}).status_code in (200, 302)
    assert all("evil" not in "".join(message.recipients()) for message in mail.outbox)


def test_a_mail_server_that_fails_is_told_to_the_person_and_not_in_the_log(client: Client, ann: User, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    pages = [client.post("/password/forgotten", {"email": email}) for email in ("ann@example.com", "nobody@example.com")]
    assert [page.status_code for page in pages] == [503, 503]
    assert text_of(pages[0]) == text_of(pages[1])
    assert "SMTPRecipientsRefused" in caplog.text
    assert "ann@" not in caplog.text.lower()


def test_an_installation_without_mail_says_so(client: Client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = client.get("/password/forgotten").content.decode()
    assert "sends no e-mail" in page
    assert '<input type="email"' not in page
