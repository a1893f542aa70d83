"""gzip in and out: bodies within bounds, answers for whoever wants and may have them so."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from api import compression
from api.body import MAX_BODY_BYTES, read_body
from api.compression import MAX_MEMBERS, MIN_BYTES, GzipAnswers, inflate, prefers_gzip
from api.errors import Problem
from tests.api.test_body import Chunks
from tests.kit.calls import API, assert_problem, get, saved
from tests.kit.cast import Cast, Person, make_cast

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def code_of(packed: bytes, most: int = 1_000) -> str:
    with pytest.raises(Problem) as raised:
        inflate(packed, most)
    return raised.value.code


# --- in ---


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_what_was_packed_comes_out(size: int) -> None:
    body = os.urandom(size)
    assert inflate(gzip.compress(body), size) == body


def test_several_members_are_one_text() -> None:
    packed = b"".join(gzip.compress(part) for part in (b'{"a"', b"", b": 1}"))
    assert inflate(packed, 8) == b'{"a": 1}'
    assert code_of(packed, 7) == "body_too_large"


def test_members_are_counted() -> None:
    assert inflate(gzip.compress(b"x") * MAX_MEMBERS, MAX_MEMBERS) == b"x" * MAX_MEMBERS
    assert code_of(gzip.compress(b"") * (MAX_MEMBERS + 1)) == "malformed_json"


GOOD = gzip.compress(b"[1, 2, 3]" * 20)
BROKEN = {
    "nothing": b"",
    "half a header": GOOD[:5],
    "cut off": GOOD[:-1],
    "the checksum": GOOD[:-8] + bytes(4) + GOOD[-4:],
    "the length": GOOD[:-4] + bytes(4),
    "plain": b"[1, 2, 3]",
    "zlib": zlib.compress(b"[1, 2, 3]"),
    "raw deflate": zlib.compress(b"[1, 2, 3]", wbits=-15),
    "something behind it": GOOD + b"x",
    "zeros behind it": GOOD + bytes(10),
    "a second member cut off": GOOD + GOOD[:-1],
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_whole_gzip_is_malformed(name: str) -> None:
    assert code_of(BROKEN[name]) == "malformed_json"


class Watched:
    """zlib's reader, which tells how much it was asked to make at most, and made."""

    made: int = 0

    def __init__(self, wbits: int) -> None:
        self.reader = zlib.decompressobj(wbits)

    def decompress(self, piece: bytes, most: int) -> bytes:
        assert most > 0  # 0 means without end
        found = self.reader.decompress(piece, most)
        Watched.made += len(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)


@pytest.mark.parametrize("members", [1, 40])
def test_of_a_bomb_no_more_is_made_than_one_byte_too_many(monkeypatch: pytest.MonkeyPatch, members: int) -> None:
    bomb = gzip.compress(bytes(4 * MAX_BODY_BYTES // members), 9) * members
    Watched.made = 0

    class Reading:
        decompressobj, error = Watched, zlib.error

    monkeypatch.setattr(compression, "zlib", Reading)
    assert code_of(bomb, MAX_BODY_BYTES) == "body_too_large"
    assert Watched.made == MAX_BODY_BYTES + 1


def posted(body: bytes, coding: str = "gzip", **environ: Any) -> HttpRequest:
    return RequestFactory().generic("POST", "/", body, content_type="application/json", HTTP_CONTENT_ENCODING=coding, **environ)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", " x-gzip "])
def test_a_body_is_read_inflated_and_asked_again_the_same(coding: str) -> None:
    request = posted(gzip.compress(b"[1]"), coding)
    assert read_body(request) is read_body(request)
    assert read_body(request) == b"[1]"


def test_the_limit_is_that_of_a_plain_body() -> None:
    assert len(read_body(posted(gzip.compress(bytes(MAX_BODY_BYTES))))) == MAX_BODY_BYTES
    for body in (gzip.compress(bytes(MAX_BODY_BYTES + 1)), os.urandom(MAX_BODY_BYTES + 1)):
        with pytest.raises(Problem) as raised:
            read_body(posted(body))
        assert raised.value.code == "body_too_large"


def test_a_body_in_chunks_is_inflated_too() -> None:
    body = os.urandom(300_000)
    stream = Chunks(gzip.compress(body))
    environ = {"CONTENT_LENGTH": "", "wsgi.input": stream, "wsgi.input_terminated": True}
    assert read_body(posted(b"{}", **environ)) == body


def test_who_sends_another_coding_is_told_which_one_is_understood() -> None:
    with pytest.raises(Problem) as raised:
        read_body(posted(b"{}", "br"))
    assert (raised.value.code, raised.value.headers) == ("unsupported_media_type", {"Accept-Encoding": "gzip"})


# --- out ---


@pytest.mark.parametrize("accepted", ["gzip", "x-gzip", "*", "GZIP;q=0.1", "br, gzip;q=1.0, *;q=0", "identity;q=0.5, gzip"])
def test_who_prefers_gzip(accepted: str) -> None:
    assert prefers_gzip(accepted)


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "identity, gzip;q=0.5", "gzip;q=x", "gzip;q=2", "gzippy", ";;,", "\xe9"],
)
def test_who_does_not(accepted: str) -> None:
    assert not prefers_gzip(accepted)


def answered(response: HttpResponseBase, *, path: str = "/api/v2/x", actor: object = None, **headers: str) -> Any:
    """What becomes of a response on its way out."""
    request = RequestFactory().get(path, headers=GZIP | headers)
    request.actor = actor  # type: ignore[attr-defined]
    return GzipAnswers(lambda _: response)(request)


def response_of(size: int = 2_000, kind: str = "application/json", **headers: str) -> HttpResponse:
    return HttpResponse(b"x" * size, content_type=kind, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "application/vnd.oai.openapi+json; version=3.1"])
def test_json_is_compressed_and_its_tag_is_weak(kind: str) -> None:
    answer = answered(response_of(kind=kind, ETag='"7-00"', Content_Length="2000"))
    assert gzip.decompress(answer.content) == b"x" * 2_000
    assert (answer["Content-Encoding"], answer["ETag"], answer["Vary"]) == ("gzip", 'W/"7-00"', "Accept-Encoding")
    assert answer["Content-Length"] == str(len(answer.content))


def test_the_same_answer_is_compressed_to_the_same_bytes() -> None:
    assert answered(response_of()).content == answered(response_of()).content


def test_short_answers_go_as_they_are_and_vary_all_the_same() -> None:
    answer = answered(response_of(MIN_BYTES - 1, ETag='"7-00"'))
    assert (len(answer.content), answer["ETag"], answer["Vary"]) == (MIN_BYTES - 1, '"7-00"', "Accept-Encoding")
    assert "Content-Encoding" not in answer
    assert answered(response_of(MIN_BYTES))["Content-Encoding"] == "gzip"


def test_pages_files_and_streams_are_left_alone() -> None:
    stream = StreamingHttpResponse([b"x" * 2_000], content_type="application/json")
    for response in (response_of(kind="text/html"), response_of(Content_Encoding="br"), stream):
        before = response.get("Content-Encoding")
        assert answered(response).get("Content-Encoding") == before
    assert "Content-Encoding" not in answered(response_of(), path="/organizations")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def owner(client: Client, cast: Cast) -> Person:
    """Of an account with an organization whose answer is longer than 1,000 bytes."""
    saved(client, cast.owner, "organizations", {"type": "F", "name": "Mill", "externalId": "M-1", "generalDescription": "wool " * 199})
    return cast.owner


def test_over_http_the_answer_is_the_same_but_shorter(client: Client, owner: Person) -> None:
    plain = get(client, owner, "organizations")
    packed = client.get(f"{API}organizations", headers=owner.headers | GZIP)
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed["Vary"]
    assert plain["Vary"] == packed["Vary"]
    assert "Content-Encoding" not in plain


def test_head_answers_with_the_headers_of_get(client: Client, owner: Person) -> None:
    sent = owner.headers | GZIP | {"X-Request-ID": "same"}
    shown, asked = (getattr(client, method)(f"{API}organizations", headers=sent) for method in ("get", "head"))
    assert asked.content == b""
    assert dict(asked.headers) == dict(shown.headers)
    assert asked["Content-Encoding"] == "gzip"


def test_browser_sessions_get_nothing_compressed(client: Client, owner: Person) -> None:
    browser = Client()
    browser.force_login(owner.user)
    answer = browser.get(f"{API}organizations", headers=GZIP)
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)
    assert len(answer.content) > MIN_BYTES


def test_the_weak_tag_of_a_compressed_record_is_as_good_as_the_strong_one(client: Client, owner: Person) -> None:
    (row,) = get(client, owner, "organizations").json()["data"]
    path = f"{API}organizations/{row['id']}"
    strong = client.get(path, headers=owner.headers)["ETag"]
    weak = client.get(path, headers=owner.headers | GZIP)["ETag"]
    assert weak == f"W/{strong}"
    for tag in (weak, strong):
        known = client.get(path, headers=owner.headers | GZIP | {"If-None-Match": tag})
        assert (known.status_code, known.content, known["ETag"]) == (304, b"", tag)
    changed = client.patch(path, {"city": "Porto"}, content_type="application/json", headers=owner.headers | {"If-Match": weak})
    assert changed.status_code == 200
    stale = client.patch(path, {"city": "Braga"}, content_type="application/json", headers=owner.headers | GZIP | {"If-Match": weak})
    assert_problem(stale, 412, "precondition_failed")


def test_a_long_problem_is_compressed_too(client: Client, owner: Person) -> None:
    item = {"type": "F", "name": "x", **{f"wrong{number}": 1 for number in range(50)}}
    answer = client.post(f"{API}organizations/upsert", json.dumps(item), content_type="application/json", headers=owner.headers | GZIP)
    assert (answer.status_code, answer["Content-Encoding"]) == (400, "gzip")
    assert json.loads(gzip.decompress(answer.content))["code"] == "unknown_field"


def test_a_packed_batch_is_carried_out_like_any_other(client: Client, owner: Person) -> None:
    item = {"type": "F", "name": "Mill", "externalId": "M-1", "city": "Porto"}
    body = gzip.compress(json.dumps({"organizations": [item]}).encode())
    sent = owner.headers | {"Content-Encoding": "gzip"}
    answer = client.post(f"{API}organizations/upsert", body, content_type="application/json", headers=sent)
    assert (answer.status_code, answer.json()["data"][0]["operationType"]) == (200, "update"), answer.content
    path = f"{API}organizations/{answer.json()['data'][0]['id']}"
    patched = client.patch(path, gzip.compress(b'{"city": "Braga"}'), content_type="application/json", headers=sent)
    assert patched.json()["city"] == "Braga"
