"""Bad calls over real sockets: granian's parser reads the request before ours does."""

from __future__ import annotations

import pytest

from organizations.models import Organization
from tests.kit.calls import API, PROBLEM
from tests.kit.corpus import CALLS, JSON, MAX_BODY_BYTES, BadCall, batch
from tests.kit.server import Answer, Caller, Server
from tests.kit.worlds import World


def make_call(caller: Caller, call: BadCall, *, pause_s: float = 0) -> Answer:
    query = f"?{call.query}" if call.query else ""
    headers = {**call.headers, **({} if call.content_type is None else {"Content-Type": call.content_type})}
    path = f"{API}organizations/upsert{query}"
    return caller.send(call.method, path, call.body("organizations"), headers, pause_s=pause_s)


def test_a_real_server_refuses_bad_calls_alike(committed_world: World, server: Server) -> None:
    for call in CALLS:
        with server.caller(committed_world.owner) as caller:
            answer = make_call(caller, call)
        assert (answer.status, answer.headers["content-type"]) == (call.status, PROBLEM), (call.name, answer)
        body = answer.json()
        assert (body["code"], body["requestId"]) == (call.code, answer.headers["x-request-id"]), call.name
    assert not Organization.objects.visible_to(committed_world.owner.actor).exists()


def test_a_chunked_body_is_read_and_limited_like_any_other(committed_world: World, server: Server) -> None:
    with server.caller(committed_world.owner) as caller:
        for body, status in ((batch("organizations"), 200), (b"[", 400), (b" " * (MAX_BODY_BYTES + 1), 413)):
            chunks = iter([body[start : start + 65_536] for start in range(0, len(body), 65_536)])
            assert caller.send("POST", f"{API}organizations/upsert", chunks, {"Content-Type": JSON}).status == status


SLOWLY = [call for call in CALLS if call.name in ("?limit=true", "content type text/plain", "method PUT", 'If-Match: "1-0"')]


@pytest.mark.parametrize("call", SLOWLY, ids=str)
def test_a_refusal_leaves_the_connection_usable(committed_world: World, server: Server, call: BadCall) -> None:
    """Clients send the headers first and the body then, keep the connection, and repeat no POST by themselves.

    So a call may be refused while its body is still on its way, and must not make the next one fail.
    """
    with server.caller(committed_world.owner) as caller:
        assert make_call(caller, call, pause_s=0.2).status == call.status
        assert caller.upsert("organizations", [{}]).status == 207
