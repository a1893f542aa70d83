from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import API, NO_IDS, assert_problem, assert_refused_parameter, get, rows, statements
from tests.kit.cast import bearer, make_key
from tests.reading.conftest import Scene

RECORDS = ["organizations", "contacts", "relationships"]
# By the resource whose id stands in the path.
DETAILS = [*((name, f"{name}/{{}}") for name in RECORDS), ("organizations", "organizations/{}/relationships")]


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_reads_as_in_its_list(client: Client, scene: Scene, name: str):
    listed = rows(client, scene.cast.viewer, name, limit=2)[1]
    answer = get(client, scene.cast.viewer, f"{name}/{listed['id']}")
    assert (answer.status_code, answer.json()) == (200, listed)


@pytest.mark.parametrize(("name", "pattern"), DETAILS)
def test_missing_foreign_and_impossible_ids_get_the_same_404(client: Client, scene: Scene, name: str, pattern: str):
    foreign = scene.foreign.of(name)[0]
    assert get(client, scene.cast.stranger, pattern.format(foreign)).status_code == 200
    headers = scene.cast.owner.headers | {"X-Request-ID": "same"}
    expected = client.get(API + pattern.format(foreign), headers=headers)
    assert_problem(expected, 404, "not_found")
    for other in NO_IDS:
        answer = client.get(API + pattern.format(other), headers=headers)
        assert (answer.status_code, answer.content) == (404, expected.content), other
        assert dict(answer.headers) == dict(expected.headers)


@pytest.mark.parametrize(("name", "pattern"), DETAILS)
def test_a_partner_gets_the_404_of_a_missing_record(client: Client, scene: Scene, name: str, pattern: str):
    seen, missing = (get(client, scene.partner, pattern.format(id_)) for id_ in (scene.chain.of(name)[0], 2**62))
    assert assert_problem(seen, 404, "not_found") == assert_problem(missing, 404, "not_found")


@pytest.mark.parametrize(("name", "pattern"), DETAILS)
def test_nobody_reads_without_a_key_or_with_one_for_something_else(client: Client, scene: Scene, name: str, pattern: str):
    address = API + pattern.format(scene.chain.of(name)[0])
    assert_problem(client.get(address), 401, "not_authenticated")
    headers = bearer(make_key(scene.cast.acme, "Owner", ["product.all"]))
    assert_problem(client.get(address, headers=headers), 403, "permission_denied")


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_no_parameters_yet(client: Client, scene: Scene, name: str):
    answer = get(client, scene.cast.viewer, f"{name}/{scene.chain.of(name)[0]}", fields="id")
    assert_refused_parameter(answer, "fields", "unknown_parameter")


@pytest.mark.parametrize("name", RECORDS)
def test_other_methods_answer_a_problem_and_head_no_body(client: Client, scene: Scene, name: str):
    address, headers = f"{API}{name}/{scene.chain.of(name)[0]}", scene.cast.owner.headers
    assert_problem(client.post(address, headers=headers), 405, "method_not_allowed")
    head = client.head(address, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert client.head(f"{API}{name}/{2**62}", headers=headers).status_code == 404


def test_an_organization_with_60_relationships_takes_as_many_statements_as_one_with_one(client: Client, scene: Scene):
    hub, leaf = scene.chain.organizations[:2]
    assert (
        statements(client, scene.cast.viewer, f"organizations/{hub}") == statements(client, scene.cast.viewer, f"organizations/{leaf}") <= 8
    )
