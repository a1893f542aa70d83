"""Bad input, collected: calls that are refused as a whole, and the JSON that Python's own encoder would not write.

Each entry says what must be answered. tests/wire sends them through the test client and to a real server.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.kit.samples import items

JSON = "application/json"
MAX_BODY_BYTES = 10 * 1024 * 1024
NUL, LONE_SURROGATE = "\x00", "\ud800"
Make = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class BadCall:
    """An upsert call that is refused as a whole. `body` is made for a resource; `headers` come on top of the key."""

    name: str
    status: int
    code: str
    body: Make
    query: str = ""
    content_type: str | None = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"

    def __str__(self) -> str:
        return self.name


def raw(literal: str) -> str:
    """Stands inside a value for a piece of JSON that is to be written as it is: 1e400, NaN, a number of 4,000 digits."""
    return f"\ue000{literal}\ue000"


def encode(value: object) -> bytes:
    """JSON in ASCII: NUL and lone surrogates as escapes, raw() pieces as they are."""
    return re.sub(r'"\\ue000(.*?)\\ue000"', r"\1", json.dumps(value)).encode()


def batch(resource: str, *wrong: object) -> bytes:
    """A good item, and these."""
    return encode({resource: [*items(resource, 1), *wrong]})


def with_member(text: str) -> Make:
    """A batch of one good item with one more member or several, given as JSON text."""
    return lambda resource: batch(resource)[:-3] + f", {text}".encode() + b"}]}"


def nested(depth: int, opening: str = "[", closing: str = "]") -> Make:
    """A batch that is so many levels deep: its good item is the third, what an unknown member of it holds the rest."""
    return with_member(f'"nest": {opening * (depth - 3)}1{closing * (depth - 3)}')


def padded(size: int) -> Make:
    """A good batch, brought to a size in bytes by white space."""
    return lambda resource: batch(resource).ljust(size)


def as_it_is(body: bytes) -> Make:
    return lambda resource: body


def _no_json() -> Iterator[BadCall]:
    def broken(name: str, body: bytes | Make) -> BadCall:
        return BadCall(name, 400, "malformed_json", as_it_is(body) if isinstance(body, bytes) else body)

    yield broken("no body", b"")
    yield broken("white space only", b" \r\n\t")
    yield broken("a word", b"hello")
    yield broken("cut off", lambda resource: batch(resource)[:-1])
    yield broken("two values", lambda resource: batch(resource) * 2)
    yield broken("single quotes", lambda resource: batch(resource).replace(b'"', b"'"))
    yield broken("a comma too many", lambda resource: batch(resource)[:-2] + b",]}")
    yield broken("a comment", lambda resource: b"/* */" + batch(resource))
    yield broken("a form", b"organizations=1&name=x")
    yield broken("byte order mark only", b"\xef\xbb\xbf")
    yield broken("no UTF-8", lambda resource: batch(resource).replace(b'"', b'"\xff', 1))
    yield broken("overlong UTF-8", lambda resource: batch(resource).replace(b'"', b'"\xc0\xaf', 1))
    yield broken("a surrogate in UTF-8", lambda resource: batch(resource).replace(b'"', b'"\xed\xa0\x80', 1))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield broken(encoding, lambda resource, encoding=encoding: batch(resource).decode().encode(encoding))  # type: ignore[misc]
    for literal in ("NaN", "Infinity", "-Infinity", "1e", "01", "+1", ".5", "0x10", "True", "undefined"):
        yield broken(f"the literal {literal}", with_member(f'"ifVersion": {literal}'))
    for text in ("\x00", "\n", "\x1f"):
        yield broken(f"a bare {text!r} in a text", with_member(f'"clientRef": "a{text}b"'))
    yield broken("half an escape", with_member(r'"clientRef": "\u00"'))


def _twice() -> Iterator[BadCall]:
    def twice(name: str, body: Make) -> BadCall:
        return BadCall(f"{name} twice", 400, "malformed_json", body)

    yield twice("the wrapper", lambda resource: batch(resource)[:-1] + b"," + batch(resource)[1:])
    yield twice("a member of an item", with_member('"clientRef": "a", "clientRef": "a"'))
    yield twice("a member spelled with an escape", with_member(r'"clientRef": "a", "\u0063lientRef": "b"'))
    yield twice("a custom field", with_member('"fieldActions": {"customFields": "append", "customFields": "replace"}'))
    yield twice("a key of a deep object", with_member('"contacts": [{"email": "a@b.example", "email": "a@b.example"}]'))
    yield twice("a member of a bare item", as_it_is(b'{"name": "a", "name": "a"}'))


def _deep() -> Iterator[BadCall]:
    def deep(name: str, body: Make) -> BadCall:
        return BadCall(f"depth {name}", 400, "malformed_json", body)

    for depth in (33, 10_000, 1_000_000):
        yield deep(f"{depth:,}, lists", nested(depth))
        yield deep(f"{depth:,}, objects", nested(depth, '{"a":', "}"))
        yield deep(f"{depth:,}, never closed", as_it_is(b"[" * depth))


def _misshapen() -> Iterator[BadCall]:
    def misshapen(name: str, text: str, code: str = "invalid_body") -> BadCall:
        return BadCall(name, 400, code, lambda resource: text.replace("WRAPPER", resource).encode())

    for text in ("[]", "[{}]", "1", '"x"', "null", "true"):
        yield misshapen(f"the body {text}", text)
    for text in ("{}", "null", '"x"', "1", "true"):
        yield misshapen(f"the wrapper with {text}", f'{{"WRAPPER": {text}}}')
    yield misshapen("something next to the wrapper", '{"WRAPPER": [{}], "atomic": true}')
    yield misshapen("NUL next to the wrapper", r'{"WRAPPER": [{}], "\u0000": 1}')
    yield misshapen("half a surrogate pair next to the wrapper", r'{"WRAPPER": [{}], "\ud800": 1}')
    yield misshapen("an empty batch", '{"WRAPPER": []}', "empty_batch")
    yield BadCall("1,001 items", 400, "too_many_items", lambda resource: encode({resource: [{}] * 1_001}))
    yield BadCall("100,000 items", 400, "too_many_items", lambda resource: encode({resource: [{}] * 100_000}))


def _large() -> Iterator[BadCall]:
    yield BadCall("10 MiB + 1", 413, "body_too_large", padded(MAX_BODY_BYTES + 1))
    yield BadCall("11 MiB that are no JSON", 413, "body_too_large", as_it_is(b"[" * 11 * 1024 * 1024))
    yield BadCall("10 MiB that are no JSON", 400, "malformed_json", as_it_is(b"[" * MAX_BODY_BYTES))


def _idempotency_keys() -> Iterator[BadCall]:
    for number, key in enumerate(("", "x" * 256, "\xe9", "a\tb")):
        yield BadCall(f"Idempotency-Key {number}", 400, "invalid_parameter", batch, headers={"Idempotency-Key": key})


def _packed() -> Iterator[BadCall]:
    def packed(name: str, status: int, code: str, body: Make) -> BadCall:
        return BadCall(f"gzip: {name}", status, code, body, headers={"Content-Encoding": "gzip"})

    yield packed("10 MiB + 1", 413, "body_too_large", lambda resource: gzip.compress(padded(MAX_BODY_BYTES + 1)(resource)))
    yield packed("a bomb of 200 MiB", 413, "body_too_large", as_it_is(gzip.compress(bytes(200 * 1024 * 1024))))
    yield packed("half a million empty members", 400, "malformed_json", as_it_is(gzip.compress(b"") * 500_000))
    yield packed("nothing", 400, "malformed_json", as_it_is(b""))
    yield packed("no gzip", 400, "malformed_json", batch)
    yield packed("cut off", 400, "malformed_json", lambda resource: gzip.compress(batch(resource))[:-1])
    yield packed("damaged", 400, "malformed_json", lambda resource: gzip.compress(batch(resource))[:-8] + bytes(8))
    yield packed("something behind it", 400, "malformed_json", lambda resource: gzip.compress(batch(resource)) + b"x")
    yield packed("packed twice", 400, "malformed_json", lambda resource: gzip.compress(gzip.compress(batch(resource))))


def _parameters() -> Iterator[BadCall]:
    def asked(query: str, code: str = "invalid_parameter") -> BadCall:
        return BadCall(f"?{query[:40]}", 400, code, batch, query=query)

    for name in ("dryrun", "limit", "format", "%00", "%ED%A0%80", "a" * 5_000):
        yield asked(f"{name}=true", "unknown_parameter")
    for value in ("TRUE", "True", "1", "yes", "", "null", "true%00", "true,true", "%ff"):
        yield asked(f"dryRun={value}")
        yield asked(f"atomic={value}")
    for query in ("dryRun=true&dryRun=true", "atomic=true&atomic=false", "mode=upsert&mode=upsert", "revive=true&revive=true"):
        yield asked(query)
    for query in ("mode=Upsert", "mode=", "mode=delete", "revive=maybe", "fieldActions=customFields:explode", "fieldActions=customFields"):
        yield asked(query)
    for query in ("fieldActions=", "fieldActions=name:append", "fieldActions=:", "fieldActions=%00:append", f"mode={'x' * 5_000}"):
        yield asked(query)
    yield asked("&".join(f"p{number}=1" for number in range(1_001)), "bad_request")


def _headers() -> Iterator[BadCall]:
    def typed(content_type: str | None) -> BadCall:
        return BadCall(f"content type {content_type}", 415, "unsupported_media_type", batch, content_type=content_type)

    def sent(status: int, code: str, body: Make = batch, **headers: str) -> BadCall:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return BadCall(", ".join(f"{name}: {value[:20]}" for name, value in names.items()), status, code, body, headers=names)

    for content_type in (None, "text/plain", "application/xml", "application/jsonp", "application/json-patch+json", "text/json", ";"):
        yield typed(content_type)
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data"):
        yield typed(content_type)
    for charset in ("utf-7", "utf-16", "latin-1", '"utf-7"', "", "rot13", "x" * 300):
        yield typed(f"{JSON}; charset={charset}")
    for encoding in ("deflate", "br", "x", "gzip, identity", "gzip, gzip", "\xff"):
        yield sent(415, "unsupported_media_type", lambda resource: gzip.compress(batch(resource)), Content_Encoding=encoding)
    yield sent(400, "invalid_parameter", If_Match='"1-0"')
    yield sent(400, "invalid_parameter", If_None_Match="*")
    for slug in ("globex", "nobody", "", "ACME", "../acme", "x" * 3_000):
        yield sent(403, "permission_denied", X_Platform_Id=slug)
    for key in ("Bearer x", "Bearer", "Basic b3duZXI6eA==", "Bearer \xff", "Bearer rel_00000000_" + "0" * 40):
        yield sent(401, "not_authenticated", Authorization=key)
    yield sent(401, "not_authenticated", X_API_KEY="another key than the bearer's")
    for accepted in ("text/html", "application/xml"):
        yield sent(406, "not_acceptable", Accept=accepted)


def _methods() -> Iterator[BadCall]:
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"):
        yield BadCall(f"method {method}", 405, "method_not_allowed", batch, method=method)


CALLS = [
    *_no_json(),
    *_twice(),
    *_deep(),
    *_misshapen(),
    *_large(),
    *_packed(),
    *_parameters(),
    *_headers(),
    *_idempotency_keys(),
    *_methods(),
]
