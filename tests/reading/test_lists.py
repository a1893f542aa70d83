from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import all_rows, assert_problem, assert_refused_parameter, get, rows, statements
from tests.kit.cast import bearer, make_key
from tests.reading.conftest import Scene

RECORDS = ["organizations", "contacts", "relationships"]
LISTS = [*RECORDS, "organizations/{brand}/relationships?direction=incoming"]


@pytest.fixture(params=LISTS)
def path(request: pytest.FixtureRequest, scene: Scene) -> str:
    return scene.path(request.param)


def ask(path: str, **query: object) -> tuple[str, dict[str, object]]:
    """The path without its own parameters, and these together with the query."""
    bare, _, own = path.partition("?")
    return bare, dict(pair.split("=") for pair in own.split("&") if pair) | query


@pytest.mark.parametrize("limit", [7, 60, 61, 122])
def test_pages_visit_every_row_once(client: Client, scene: Scene, path: str, limit: int):
    bare, query = ask(path, limit=limit)
    expected = scene.chain.relationships if "relationships" in bare else None
    found = [row["id"] for row in all_rows(client, scene.cast.viewer, bare, **query)]
    assert found == sorted(set(found))
    assert len(found) == (60 if expected else 61 * 2 if bare == "contacts" else 61)
    assert set(found) >= set(expected or scene.chain.of(bare))


def test_a_page_says_its_limit_and_the_last_one_has_no_next(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    body = get(client, scene.cast.viewer, bare, **query).json()
    assert set(body) == {"data", "page", "links"}
    assert (body["page"]["limit"], len(body["data"])) == (50, 50)
    assert body["page"]["next"] in body["links"]["next"].replace("%3A", ":")
    last = get(client, scene.cast.viewer, bare, **query, limit=500).json()
    assert (last["page"], last["links"]) == ({"limit": 500, "next": None}, {"next": None})


def test_the_total_counts_all_pages_and_only_when_asked_for(client: Client, scene: Scene, path: str):
    bare, query = ask(path, limit=2, total="true")
    body = get(client, scene.cast.viewer, bare, **query).json()
    assert body["page"]["total"] == {"organizations": 61, "contacts": 122}.get(bare, 60)


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1e2", "1.0", "abc", "", "true", "9" * 40])
def test_a_limit_out_of_bounds_is_refused(client: Client, scene: Scene, path: str, limit: str):
    bare, query = ask(path, limit=limit)
    assert_refused_parameter(get(client, scene.cast.viewer, bare, **query), "limit")


def test_an_unknown_parameter_is_refused_by_name(client: Client, scene: Scene, path: str):
    bare, query = ask(path, limits=2)
    error = assert_refused_parameter(get(client, scene.cast.viewer, bare, **query), "limits", "unknown_parameter")
    assert error["params"]["suggestions"] == ["limit"]


@pytest.mark.parametrize("header", ["Idempotency-Key", "If-Match", "If-None-Match"])
def test_a_header_that_is_not_supported_yet_is_refused(client: Client, scene: Scene, path: str, header: str):
    bare, query = ask(path)
    answer = client.get(f"/api/v2/{bare}", query, headers=scene.cast.viewer.headers | {header: "*"})
    assert_refused_parameter(answer, header)


def cursor_of(client: Client, scene: Scene, path: str, **query: object) -> str:
    bare, sent = ask(path, limit=2, **query)
    found: str = get(client, scene.cast.viewer, bare, **sent).json()["page"]["next"]
    return found


@pytest.mark.parametrize(
    "cursor", ["x", "", "a:b:c", "\x00", "é" * 50, "x" * 4_001, "WzIsMl0:1xUW4A:sbVtMJwmZMggPOMdmIjloaNZjbXcnLsZFJf1t3RKOLg"]
)
def test_a_cursor_that_nobody_gave_out_is_refused(client: Client, scene: Scene, path: str, cursor: str):
    bare, query = ask(path, cursor=cursor)
    assert_refused_parameter(get(client, scene.cast.viewer, bare, **query), "cursor")


def test_a_cursor_serves_the_list_it_was_given_out_for_and_no_other(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    cursor = cursor_of(client, scene, path)
    assert get(client, scene.cast.owner, bare, **query, cursor=cursor).status_code == 200  # another member, another limit: the same list
    others = ["companies", *(scene.path(other) for other in LISTS if scene.path(other) != path)]
    for other in others:
        elsewhere, own = ask(other, cursor=cursor)
        assert_refused_parameter(get(client, scene.cast.viewer, elsewhere, **own), "cursor")


def test_a_cursor_is_bound_to_the_filters(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    query["direction" if "/" in bare else "q"] = "both" if "/" in bare else "works"
    assert_refused_parameter(get(client, scene.cast.viewer, bare, **query, cursor=cursor_of(client, scene, path)), "cursor")


@pytest.mark.parametrize("name", RECORDS)
def test_a_cursor_of_another_account_is_refused(client: Client, scene: Scene, name: str):
    cursor = get(client, scene.cast.stranger, name, limit=2).json()["page"]["next"]
    assert_refused_parameter(get(client, scene.cast.viewer, name, limit=2, cursor=cursor), "cursor")


@pytest.mark.parametrize("name", RECORDS)
def test_a_list_holds_the_rows_of_the_callers_account_only(client: Client, scene: Scene, name: str):
    mine = {row["id"] for row in all_rows(client, scene.cast.viewer, name)}
    theirs = {row["id"] for row in all_rows(client, scene.cast.stranger, name)}
    assert set(scene.chain.of(name)) <= mine
    assert set(scene.foreign.of(name)) <= theirs
    assert not mine & theirs


@pytest.mark.parametrize("name", ["organizations", "contacts"])
def test_external_ids_may_be_repeated_and_mean_the_callers_records(client: Client, scene: Scene, name: str):
    prefix = "joe-" if name == "contacts" else ""
    keys = [f"{prefix}S-2", f"{prefix}S-1", f"{prefix}s-3", f"{prefix}nobody"]
    assert [row["externalId"] for row in rows(client, scene.cast.viewer, name, externalId=keys)] == [f"{prefix}S-1", f"{prefix}S-2"]
    assert rows(client, scene.cast.viewer, name, externalId=keys[:1])[0]["id"] in scene.chain.of(name)
    assert_refused_parameter(get(client, scene.cast.viewer, name, externalId=["x"] * 101), "externalId")
    assert_refused_parameter(get(client, scene.cast.viewer, name, externalId="a\x00b"), "externalId")


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("text", ["%", "_", "\\", "nobody anywhere", "';--"])
def test_a_search_takes_its_text_literally(client: Client, scene: Scene, name: str, text: str):
    assert rows(client, scene.cast.viewer, name, q=text) == []


@pytest.mark.parametrize("name", RECORDS)
def test_a_search_text_is_sent_once_and_not_empty(client: Client, scene: Scene, name: str):
    for text in ("", "  ", "a\x00", ["a", "b"], "x" * 1_001):
        assert_refused_parameter(get(client, scene.cast.viewer, name, q=text), "q")


def test_every_role_that_reaches_all_reads(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    cast = scene.cast
    for person, permissions in (
        (cast.owner, ["edit", "full", "read"]),
        (cast.integration, ["edit", "full", "read"]),
        (cast.editor, ["edit", "read"]),
        (cast.viewer, ["read"]),
    ):
        assert rows(client, person, bare, **query, limit=1)[0]["permissions"] == permissions


@pytest.mark.parametrize("name", RECORDS)
def test_a_partner_sees_nothing_until_it_is_granted_something(client: Client, scene: Scene, name: str):
    body = get(client, scene.partner, name, total="true").json()
    assert (body["data"], body["page"]["total"]) == ([], 0)


@pytest.mark.parametrize("name", RECORDS)
def test_a_key_without_the_scope_reads_nothing(client: Client, scene: Scene, name: str):
    others = [f"{other.removesuffix('s')}.all" for other in RECORDS if other != name]
    headers = bearer(make_key(scene.cast.acme, "Owner", others))
    assert_problem(client.get(f"/api/v2/{name}", headers=headers), 403, "permission_denied")


def test_no_key_reads_nothing(client: Client, scene: Scene, path: str):
    answer = client.get(f"/api/v2/{path}")
    assert_problem(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_page_of_50_takes_as_many_statements_as_one_of_2(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    few, many = (statements(client, scene.cast.viewer, bare, **query, limit=limit) for limit in (2, 50))
    assert few == many
    assert many <= 8


def test_other_methods_answer_a_problem(client: Client, scene: Scene, path: str):
    for method in (client.put, client.patch, client.delete):
        answer = method(f"/api/v2/{path}", headers=scene.cast.owner.headers)
        assert_problem(answer, 405, "method_not_allowed")
        assert "GET" in answer["Allow"]


def test_head_answers_what_get_would_without_the_body(client: Client, scene: Scene, path: str):
    full = client.get(f"/api/v2/{path}", headers=scene.cast.viewer.headers)
    head = client.head(f"/api/v2/{path}", headers=scene.cast.viewer.headers)
    assert (head.status_code, head.content) == (200, b"")
    assert (head["Content-Type"], head["Content-Length"]) == (full["Content-Type"], full["Content-Length"])
    assert_problem(client.get("/api/v2/nowhere", headers=scene.cast.viewer.headers), 404, "not_found")


def test_no_cache_may_show_an_answer_to_anybody_else(client: Client, scene: Scene, path: str):
    answer = client.get(f"/api/v2/{path}", headers=scene.cast.viewer.headers)
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "X-API-KEY", "X-Platform-Id"} <= set(answer["Vary"].split(", "))


def test_the_format_can_not_be_chosen_by_a_parameter(client: Client, scene: Scene, path: str):
    bare, query = ask(path)
    for kind in ("json", "xml"):
        assert_refused_parameter(get(client, scene.cast.viewer, bare, **query, format=kind), "format", "unknown_parameter")


def test_a_signed_in_browser_reads_too_and_caches_are_told(client: Client, scene: Scene, path: str):
    client.force_login(scene.cast.viewer.user)
    answer = client.get(f"/api/v2/{path}")
    assert answer.status_code == 200
    assert "Cookie" in answer["Vary"].split(", ")
