from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

MEMBERS = {"type", "title", "status", "detail", "code", "requestId", "errors"}


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The body, after a look at what every problem has in common."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body.keys() >= MEMBERS
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["requestId"] == response.headers["X-Request-ID"]
    assert "secret" not in response.content.decode()
    return body


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("problem", 422, "atomic_batch_failed"),
        ("item", 400, "organization_not_found"),
        ("missing", 404, "not_found"),
        ("denied", 403, "permission_denied"),
        ("busy", 503, "retry_later"),
        ("database", 503, "retry_later"),
        ("suspicious", 400, "bad_request"),
        ("too-big", 413, "body_too_large"),
        ("bad", 400, "bad_request"),
        ("broken", 400, "bad_request"),
        ("rest-missing", 404, "not_found"),
        ("rest-denied", 403, "permission_denied"),
        ("rest-csrf", 403, "csrf_failed"),
        ("rest-parse", 400, "malformed_json"),
        ("rest-throttled", 429, "rate_limited"),
        ("rest-invalid", 400, "invalid_parameter"),
        ("fault", 500, "internal_error"),
    ],
)
@pytest.mark.parametrize("debug", [False, True])
def test_every_failure_of_a_view_is_a_problem(wire: Client, name: str, status: int, code: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        problem(wire.get(f"/api/v2/fail/{name}"), status, code)


def test_a_problem_may_carry_members_and_headers_of_its_own(wire: Client) -> None:
    response = wire.get("/api/v2/fail/problem")
    assert response.json()["summary"] == {"failed": 1}
    assert response.headers["X-Extra"] == "1"


def test_a_failed_bare_item_is_a_problem_with_its_errors(wire: Client) -> None:
    body = wire.get("/api/v2/fail/item").json()
    assert body["index"] == 0
    assert body["errors"][0]["pointer"] == "/target"


def test_a_missing_record_tells_nothing_but_that(wire: Client) -> None:
    ours, rest = (wire.get(f"/api/v2/fail/{name}", headers={"X-Request-ID": "same"}).content for name in ("missing", "rest-missing"))
    assert ours == rest
    assert b"17" not in ours


def test_waiting_times_are_whole_seconds(wire: Client) -> None:
    assert wire.get("/api/v2/fail/rest-throttled").headers["Retry-After"] == "2"
    assert wire.get("/api/v2/fail/busy").headers["Retry-After"] == "1"


def test_a_tree_of_messages_becomes_a_list(wire: Client) -> None:
    errors = wire.get("/api/v2/fail/rest-invalid").json()["errors"]
    assert [(error["field"], error["message"]) for error in errors] == [
        ("filter.country", "No such country."),
        ("q", "Too short."),
        ("q", "Too odd."),
    ]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v2", "/api/v2/nothing", "/api/v1/contacts/", "/api/%00", "/api/v2/%ED%A0%80", "/api/v2/echo/"]
)
def test_an_unknown_address_below_api_answers_json(wire: Client, path: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        problem(wire.get(path), 404, "not_found")


def test_an_unknown_page_answers_a_page(wire: Client) -> None:
    response = wire.get("/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")
    assert wire.get("/apiary").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("debug", [False, True])
def test_a_bad_host_answers_json(wire: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug, ALLOWED_HOSTS=["relata.example"]):
        problem(wire.get("/api/v2/echo", headers={"host": "evil.example"}), 400, "bad_request")


def test_a_csrf_failure_answers_json(wire: Client) -> None:
    with override_settings(CSRF_FAILURE_VIEW="api.views.csrf_failure"):
        problem(wire.post("/api/v2/plain"), 403, "csrf_failed")
        assert wire.post("/page").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_outside_rest_framework_answers_json(wire: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        problem(wire.get("/api/v2/plain?fault=1"), 500, "internal_error")


def test_too_many_parameters_answer_json(wire: Client) -> None:
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=10):
        problem(wire.get("/api/v2/plain?" + "&".join(f"a{number}=1" for number in range(20))), 400, "bad_request")


def test_a_wrong_method_says_which_are_right(wire: Client) -> None:
    response = wire.delete("/api/v2/echo")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_an_accept_header_without_json_can_still_read_why(wire: Client) -> None:
    problem(wire.get("/api/v2/echo", headers={"accept": "text/csv"}), 406, "not_acceptable")


def test_success_is_left_alone(wire: Client) -> None:
    response = wire.get("/api/v2/echo", headers={"X-Request-ID": "mine"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json() == {"name": "\ufffd", "requestId": "mine"}


@pytest.mark.parametrize("sent", ["a", "A-z_0.9", "x" * 64])
def test_a_sane_request_id_is_kept(wire: Client, sent: str) -> None:
    assert wire.get("/livez", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a\r\nSet-Cookie: x", "é", "<b>", "a\n"])
def test_any_other_request_id_is_replaced(wire: Client, sent: str) -> None:
    made = wire.get("/livez", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert len(made) == 32
    assert made != wire.get("/livez").headers["X-Request-ID"]
