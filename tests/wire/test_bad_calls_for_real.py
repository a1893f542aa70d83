"""Bad calls over real sockets: granian's parser reads the request before ours does."""

from __future__ import annotations

from organizations.models import Organization
from tests.kit.calls import API, PROBLEM
from tests.kit.corpus import CALLS, JSON, MAX_BODY_BYTES, batch
from tests.kit.server import Server
from tests.kit.worlds import World


def test_a_real_server_refuses_bad_calls_alike(committed_world: World, server: Server) -> None:
    with server.caller(committed_world.owner) as caller:
        for call in CALLS:
            query = f"?{call.query}" if call.query else ""
            headers = {**call.headers, **({} if call.content_type is None else {"Content-Type": call.content_type})}
            answer = caller.send(call.method, f"{API}organizations/upsert{query}", call.body("organizations"), headers)
            assert (answer.status, answer.headers["content-type"]) == (call.status, PROBLEM), (call.name, answer)
            body = answer.json()
            assert (body["code"], body["requestId"]) == (call.code, answer.headers["x-request-id"]), call.name
    assert not Organization.objects.visible_to(committed_world.owner.actor).exists()


def test_a_chunked_body_is_read_and_limited_like_any_other(committed_world: World, server: Server) -> None:
    with server.caller(committed_world.owner) as caller:
        for body, status in ((batch("organizations"), 200), (b"[", 400), (b" " * (MAX_BODY_BYTES + 1), 413)):
            chunks = iter([body[start : start + 65_536] for start in range(0, len(body), 65_536)])
            assert caller.send("POST", f"{API}organizations/upsert", chunks, {"Content-Type": JSON}).status == status
