from __future__ import annotations

from django.test import Client

from tests.openapi.conftest import Description, Linked
from tests.upserts.twins import merge

PATH = "/organizations/{id}/merge"


def test_a_merge_answers_as_described(client: Client, linked: Linked, description: Description):
    brand, first, second = linked.chain.organizations
    owner, viewer = linked.cast.owner, linked.cast.viewer
    answers = [
        merge(client, owner, first, second, "?dryRun=true"),
        merge(client, owner, first, {}),
        merge(client, owner, first, brand),
        merge(client, owner, first, 2**62),
        merge(client, viewer, first, second),
        merge(client, linked.cast.editor, first, second),
        merge(client, owner, 2**62, second),
        merge(client, owner, first, second, if_match='"9-0123456789abcdef"'),
        merge(client, owner, first, second, idempotency_key="merge"),
        merge(client, owner, second, first, idempotency_key="merge"),
        merge(client, owner, brand, first),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 400, 400, 403, 403, 404, 412, 200, 422, 400]
    client.delete(f"/api/v2/organizations/{first}", headers=owner.headers)
    answers.append(merge(client, owner, first, brand))
    answers.append(client.post(f"/api/v2/organizations/{first}/merge", "{}", content_type="text/plain", headers=owner.headers))
    for answer in answers:
        description.assert_described(PATH, "post", answer)


def test_what_was_merged_reads_as_described(client: Client, linked: Linked, description: Description):
    _, first, second = linked.chain.organizations
    assert merge(client, linked.cast.owner, first, second).status_code == 200
    answer = client.get(f"/api/v2/organizations/{second}", headers=linked.cast.owner.headers)
    assert answer["Content-Location"].endswith(f"/organizations/{first}")
    headers = description.root["paths"]["/organizations/{id}"]["get"]["responses"]["200"]["headers"]
    assert "Content-Location" in headers
    description.assert_described("/organizations/{id}", "get", answer)
