from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client, RequestFactory

from api.body import MAX_BODY_BYTES, read_body
from api.errors import Problem


def post(wire: Client, body: bytes = b"{}", content_type: str = "application/json", **options: Any) -> tuple[int, str | None]:
    response = wire.post("/api/v2/echo", body, content_type=content_type, **options)
    if response.status_code != 200:
        assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json().get("code")


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF8"'])
def test_json_in_utf8_is_read(wire: Client, content_type: str) -> None:
    assert post(wire, b'{"a": "\xc3\xbc"}', content_type) == (200, None)


OTHER_TYPES = [
    "",
    "; ;",
    "text/plain",
    "application/xml",
    "application/jsonp",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
]
OTHER_CHARSETS = ["utf-7", "latin-1", "utf-16", ""]


@pytest.mark.parametrize("content_type", OTHER_TYPES + [f"application/json; charset={charset}" for charset in OTHER_CHARSETS], ids=ascii)
def test_anything_else_is_an_unsupported_media_type(wire: Client, content_type: str) -> None:
    assert post(wire, content_type=content_type) == (415, "unsupported_media_type")


@pytest.mark.parametrize("charset", ["\xe9", "x" * 1_000, "utf-8\udcff", "..", '"'], ids=lambda charset: ascii(charset[:9]))
def test_a_charset_nobody_knows_is_refused_too(charset: str) -> None:
    request = RequestFactory().generic("POST", "/api/v2/echo", b"{}", content_type=f"application/json; charset={charset}")
    with pytest.raises(Problem, match="unsupported_media_type"):
        read_body(request)


@pytest.mark.parametrize("encoding", ["br", "x", "deflate", "gzip, gzip", ""])
def test_another_coding_than_gzip_is_refused(wire: Client, encoding: str) -> None:
    assert post(wire, headers={"Content-Encoding": encoding}) == (415, "unsupported_media_type")


def test_ten_mebibytes_are_read_and_one_byte_more_is_not(wire: Client) -> None:
    assert post(wire, b'"' + b"a" * (MAX_BODY_BYTES - 2) + b'"') == (200, None)
    assert post(wire, b'"' + b"a" * (MAX_BODY_BYTES - 1) + b'"') == (413, "body_too_large")


@pytest.mark.parametrize("declared", [str(MAX_BODY_BYTES + 1), "9" * 10_000])
def test_a_declared_length_over_the_limit_is_refused_before_a_byte_is_read(wire: Client, declared: str) -> None:
    assert post(wire, CONTENT_LENGTH=declared) == (413, "body_too_large")


@pytest.mark.parametrize("declared", ["-1", "abc", "1e3", "0x10", "٣", "+2"])
def test_a_length_that_is_no_number_is_refused(wire: Client, declared: str) -> None:
    assert post(wire, CONTENT_LENGTH=declared) == (400, "bad_request")


def test_a_length_that_lies_reads_no_more_than_it_says(wire: Client) -> None:
    assert post(wire, b'{"a": 1}', CONTENT_LENGTH="4") == (400, "malformed_json")


def test_no_body_is_told_to_be_empty(wire: Client) -> None:
    assert post(wire, b"", CONTENT_TYPE="application/json") == (400, "malformed_json")


class Chunks(BytesIO):
    """A stream that hands out a little at a time, as sockets do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 70_000))


def chunked(body: bytes, *, terminated: bool = True) -> bytes:
    environ = {"CONTENT_LENGTH": "", "wsgi.input": Chunks(body), "wsgi.input_terminated": terminated}
    request = RequestFactory().generic("POST", "/api/v2/echo", b"{}", content_type="application/json", **environ)
    return read_body(request)


def test_a_body_without_length_is_read_where_the_server_marks_its_end() -> None:
    assert chunked(b"a" * 200_000) == b"a" * 200_000
    assert len(chunked(b"a" * MAX_BODY_BYTES)) == MAX_BODY_BYTES


def test_a_body_without_length_has_the_same_limit() -> None:
    with pytest.raises(Problem) as raised:
        chunked(b"a" * (MAX_BODY_BYTES + 1))
    assert raised.value.code == "body_too_large"


def test_a_body_without_length_or_end_is_not_waited_for() -> None:
    assert chunked(b"a", terminated=False) == b""
