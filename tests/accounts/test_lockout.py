"""Who tries passwords waits; whose they are does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.kit.cast import make_user
from tests.kit.signing_in import PASSWORD, sign_in, signed_in_as, text_of

pytestmark = pytest.mark.django_db
TRIES = 5
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"


@pytest.fixture
def ann() -> User:
    return make_user("ann@example.com", password=PASSWORD)


def try_out(email: str, address: str = HERE, times: int = TRIES) -> list[int]:
    """The status of each wrong password."""
    return [sign_in(Client(REMOTE_ADDR=address), email, "wrong").status_code for _ in range(times)]


def test_the_fifth_wrong_password_locks_and_the_right_one_does_not_help(ann: User):
    assert try_out("ann@example.com") == [200, 200, 200, 200, 429]
    client = Client(REMOTE_ADDR=HERE)
    answer = sign_in(client, "ann@example.com")
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert signed_in_as(client) is None


def test_an_unknown_user_is_locked_out_with_the_same_page(ann: User):
    with time_machine.travel(timezone.now(), tick=False):
        try_out("ann@example.com")
        try_out("nobody@example.com")
        known, unknown = (sign_in(Client(REMOTE_ADDR=HERE), email) for email in ("ann@example.com", "nobody@example.com"))
    assert text_of(known) == text_of(unknown)
    assert "example.com" not in text_of(known)
    assert known["Retry-After"] == unknown["Retry-After"]


def test_the_same_person_signs_in_from_another_address(ann: User):
    try_out("ann@example.com")
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE), "ann@example.com").status_code == 302


def test_another_person_signs_in_from_the_same_address(ann: User):
    make_user("ben@example.com", password=PASSWORD)
    try_out("ann@example.com")
    assert sign_in(Client(REMOTE_ADDR=HERE), "ben@example.com").status_code == 302


@pytest.mark.parametrize("spelling", ["ANN@example.com", " ann@Example.com ", "Ann@EXAMPLE.COM"])
def test_other_capitals_are_no_new_tries(ann: User, spelling: str):
    try_out("ann@example.com", times=TRIES - 1)
    assert try_out(spelling, times=1) == [429]


def test_other_browsers_are_no_new_tries(ann: User):
    for number in range(TRIES):
        answer = Client(REMOTE_ADDR=HERE, headers={"User-Agent": f"browser {number}"}).post(
            "/sign-in", {"login": "ann@example.com", "password": "wrong"}
        )
    assert answer.status_code == 429


def test_addresses_of_one_ipv6_network_are_one(ann: User):
    for number in range(TRIES - 1):
        try_out("ann@example.com", f"2001:db8:1:2::{number + 1}", times=1)
    assert try_out("ann@example.com", "2001:db8:1:2:ffff::1", times=1) == [429]
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1"), "ann@example.com").status_code == 302


def test_a_header_that_no_trusted_proxy_wrote_is_no_new_address(ann: User):
    for number in range(TRIES):
        answer = Client(REMOTE_ADDR=HERE, headers={"X-Forwarded-For": f"203.0.113.{number}"}).post(
            "/sign-in", {"login": "ann@example.com", "password": "wrong"}
        )
    assert answer.status_code == 429


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_a_sender_without_address_is_counted_as_well(ann: User, address: str):
    assert try_out("ann@example.com", address)[-1] == 429


def test_trying_on_does_not_make_it_longer(ann: User):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        try_out("ann@example.com")
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        answer = sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com", "wrong")
        assert "Try again in one minute." in answer.content.decode()
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com").status_code == 302


def test_a_right_password_in_between_starts_the_count_anew(ann: User):
    try_out("ann@example.com", times=TRIES - 1)
    sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com")
    assert try_out("ann@example.com", times=1) == [200]


def test_the_operator_unlocks(ann: User, capsys):
    try_out("ann@example.com")
    call_command("axes_reset_username", "ann@example.com")
    assert sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com").status_code == 302


def test_many_addresses_together_are_slowed_down(ann: User):
    """Two addresses with five tries each are let try; then nobody is, for five minutes, from anywhere."""
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        try_out("ann@example.com", HERE)
        try_out("ann@example.com", ELSEWHERE)
        answer = sign_in(Client(REMOTE_ADDR="203.0.113.1"), "ann@example.com")
        assert "Too many wrong tries" in answer.content.decode()
        unknown = [sign_in(Client(REMOTE_ADDR=f"203.0.113.{one}"), "nobody@example.com") for one in range(2, 13)]
        assert text_of(unknown[-1]).replace("nobody", "ann") == text_of(answer)
    with time_machine.travel(start + timedelta(minutes=5, seconds=1), tick=False):
        assert sign_in(Client(REMOTE_ADDR="203.0.113.1"), "ann@example.com").status_code == 302


def test_what_is_kept_of_a_try_holds_no_secret_and_goes_when_it_counts_no_more(ann: User):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com", "a wrong secret", next="/profile?token=x")
    kept = AccessAttempt.objects.get()
    assert "a wrong secret" not in kept.post_data
    assert "ann@example.com" not in kept.post_data
    assert "token" not in kept.post_data
    sign_in(Client(REMOTE_ADDR=ELSEWHERE), "ben@example.com", "wrong")
    assert not AccessAttempt.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("login", ["a\x00b@example.com", "x" * 300, "", "ann", "ﬁ" * 200 + "@example.com"])
def test_nonsense_is_no_failure_of_ours(login: str):
    assert {sign_in(Client(REMOTE_ADDR=HERE), login, "wrong").status_code for _ in range(7)} <= {200, 429}


def test_confirming_with_wrong_passwords_locks_as_well(ann: User):
    client = Client(REMOTE_ADDR=HERE)
    sign_in(client, "ann@example.com")
    statuses = [client.post("/confirm/password", {"password": "wrong"}).status_code for _ in range(TRIES)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(Client(REMOTE_ADDR=HERE), "ann@example.com").status_code == 429
