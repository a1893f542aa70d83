from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.services import add_company
from tests.kit.cast import Cast, bearer, make_key

ME = "/api/v2/me"


def test_me_tells_who_where_and_what(client: Client, cast: Cast):
    add_company(cast.acme, "Acme Trading")
    body = client.get(ME, headers=cast.viewer.headers).json()
    operations = body.pop("operations")
    assert body == {
        "user": {"id": cast.viewer.user.pk, "name": "Viewer", "email": "viewer@acme.example"},
        "account": {
            "slug": "acme",
            "name": "Acme",
            "policies": {"organizationNamesUnique": True},
            "companies": [{"number": 1, "name": "Acme"}, {"number": 2, "name": "Acme Trading"}],
        },
        "role": "Viewer",
        "reach": "all",
        "permissions": ["read"],
        "key": {"prefix": cast.viewer.key[4:12], "name": "", "scopes": ["all"], "expiresAt": None},
    }
    assert operations == sorted(operations)
    assert "ORGANIZATION.READ" in operations
    assert "ORGANIZATION.UPDATE" not in operations


def test_me_tells_what_the_scopes_leave(client: Client, cast: Cast):
    expires_at = timezone.now() + timedelta(days=1)
    key = make_key(cast.acme, "Owner", ["contact.write", "organization.read"], expires_at=expires_at)
    body = client.get(ME, headers=bearer(key)).json()
    assert body["operations"] == ["CONTACT.CREATE", "CONTACT.DELETE", "CONTACT.UPDATE", "ORGANIZATION.READ"]
    assert body["key"]["scopes"] == ["contact.write", "organization.read"]
    assert body["key"]["expiresAt"].endswith("Z")


def test_me_costs_three_statements(client: Client, cast: Cast, django_assert_num_queries):
    client.get(ME, headers=cast.owner.headers)
    with django_assert_num_queries(3):
        client.get(ME, headers=cast.owner.headers)


def test_nothing_of_another_account_shows(client: Client, cast: Cast):
    assert b"lobex" not in client.get(ME, headers=cast.owner.headers).content


def test_a_parameter_that_does_not_exist_is_refused(client: Client, cast: Cast):
    answer = client.get(f"{ME}?verbose=1", headers=cast.owner.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


def test_a_header_whose_promise_we_can_not_keep_is_refused(client: Client, cast: Cast):
    answer = client.get(ME, headers={**cast.owner.headers, "If-None-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_no_cache_between_may_keep_the_answer(client: Client, cast: Cast):
    answer = client.get(ME, headers=cast.owner.headers)
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "X-API-KEY"} <= {name.strip() for name in answer["Vary"].split(",")}
