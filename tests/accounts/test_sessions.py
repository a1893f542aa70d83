"""The API in a signed-in browser."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.kit.cast import Cast, make_member, make_user

ME = "/api/v2/me"
pytestmark = pytest.mark.django_db


def signed_in(user: object, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def test_the_only_membership_is_the_account(cast: Cast):
    body = signed_in(cast.viewer.user).get(ME).json()
    assert (body["account"]["slug"], body["role"], body["key"]) == ("acme", "Viewer", None)


def test_several_memberships_need_a_choice(cast: Cast):
    make_member(cast.globex, "Viewer", user=cast.owner.user)
    client = signed_in(cast.owner.user)
    answer = client.get(ME)
    assert (answer.status_code, answer.json()["code"]) == (400, "platform_required")
    assert client.get(ME, headers={"X-Platform-Id": "globex"}).json()["role"] == "Viewer"
    client.post("/choose-account", {"account": "acme"})
    assert client.get(ME).json()["role"] == "Owner"
    assert client.get(ME, headers={"X-Platform-Id": "globex"}).json()["account"]["slug"] == "globex"


def test_an_account_one_does_not_belong_to_is_403_like_one_that_does_not_exist(cast: Cast):
    client = signed_in(cast.owner.user)
    foreign, missing, empty = (client.get(ME, headers={"X-Platform-Id": slug}) for slug in ("globex", "nowhere", ""))
    bodies = [{**answer.json(), "requestId": ""} for answer in (foreign, missing, empty)]
    assert foreign.status_code == 403
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_chosen_account_that_was_left_is_forgotten(cast: Cast):
    make_member(cast.globex, user=cast.owner.user)
    client = signed_in(cast.owner.user)
    client.post("/choose-account", {"account": "globex"})
    cast.owner.user.memberships.filter(account=cast.globex).delete()
    assert client.get(ME).json()["account"]["slug"] == "acme"


def test_a_user_without_any_account_may_do_nothing():
    answer = signed_in(make_user()).get(ME)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.urls("tests.accounts.probe")
@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_a_session_write_without_csrf_token_is_a_403_in_json(cast: Cast, content_type: str):
    client = signed_in(cast.owner.user, enforce_csrf_checks=True)
    answer = client.post("/api/v2/open", b"{not json", content_type=content_type)
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "csrf_failed"


@pytest.mark.urls("tests.accounts.probe")
def test_a_session_write_with_csrf_token_passes(cast: Cast):
    client = signed_in(cast.owner.user, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = token = "a" * 32
    answer = client.post("/api/v2/open", json.dumps({}), content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200, answer.content


@pytest.mark.urls("tests.accounts.probe")
def test_a_key_needs_no_csrf_token(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/api/v2/open", b"{}", content_type="application/json", headers=cast.owner.headers).status_code == 200


@pytest.mark.urls("tests.accounts.probe")
def test_a_session_costs_three_statements(cast: Cast, django_assert_num_queries):
    client = signed_in(cast.owner.user)
    with django_assert_num_queries(3):  # session, user, memberships
        client.get("/api/v2/open")
