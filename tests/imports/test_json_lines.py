"""JSON Lines, read line by line and as strictly as a request."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from imports import lines as lines_module
from imports.json_lines import read_json_lines
from imports.lines import Line, Source, Unreadable


def lines(content: bytes) -> list[Line]:
    return list(read_json_lines(Source(io.BufferedReader(io.BytesIO(content)), "test.jsonl", len(content))))


def test_each_line_is_a_value_and_blank_ones_are_left_out() -> None:
    answer = lines(b'\xef\xbb\xbf{"a": 1.50}\r\n\n  \n[2]\n"three"')
    assert [(line.number, line.item) for line in answer] == [(1, {"a": Decimal("1.50")}), (4, [2]), (5, "three")]
    assert all(line.mistake is None for line in answer)


@pytest.mark.parametrize(
    "bad",
    [b"{", b"nope", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": "\xff"}', b"[" * 33 + b"]" * 33, b'{"a": 1} {"b": 2}', b"[" * 100_000],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(bad: bytes) -> None:
    first, second, third = lines(b'{"n": 1}\n' + bad + b'\n{"n": 3}\n')
    assert (first.item, third.item, third.number) == ({"n": 1}, {"n": 3}, 3)
    assert second.mistake is not None
    assert (second.number, second.mistake.code) == (2, "malformed_json")
    assert "The body" not in second.mistake.message
    second.cells[0].encode()


def test_a_line_without_end_is_cut_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "MAX_LINE_BYTES", 100)
    long, last = lines(b'{"a": "' + b"x" * 1_000 + b'"}\n{"b": 1}\n')
    assert long.mistake is not None
    assert "longer" in long.mistake.message
    assert (last.number, last.item) == (2, {"b": 1})


def test_utf16_is_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        lines('{"a": 1}\n'.encode("utf-16"))
