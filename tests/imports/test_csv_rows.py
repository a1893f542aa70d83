"""CSV as spreadsheets write it: every encoding, delimiter and accident has its row and its line number."""

from __future__ import annotations

import csv
import io

import pytest

from imports import csv_rows
from imports.csv_rows import Row, delimiter_of, read_rows
from imports.lines import Source, Unreadable


def rows(content: bytes) -> list[Row]:
    return list(read_rows(Source(io.BufferedReader(io.BytesIO(content)), "test.csv", len(content))))


def cells(content: bytes) -> list[list[str]]:
    return [row.cells for row in rows(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_the_byte_order_mark_says_how_to_read(encoding: str) -> None:
    text = "name,city\nŁódź Süd,東京\n"
    if encoding.endswith("-bom"):
        content = ("\ufeff" + text).encode(encoding.removesuffix("-bom"))
    else:
        content = text.encode(encoding)
    assert cells(content) == [["name", "city"], ["Łódź Süd", "東京"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_out(delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(["a", "b"]), delimiter.join(["1", "2"]), ""])
    assert cells(text.encode()) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(("header", "expected"), [('"a;b;c",d', ","), ('"a,b,c";d', ";"), ("a", ","), ("", ",")])
def test_a_delimiter_inside_quotes_does_not_count(header: str, expected: str) -> None:
    assert delimiter_of(header) == expected


def test_quotes_line_breaks_and_delimiters_inside_cells_survive() -> None:
    assert cells(b'a,b\n"1,2","say ""hi""\nthere"\n') == [["a", "b"], ["1,2", 'say "hi"\nthere']]


def test_a_row_is_numbered_by_the_line_it_begins_on() -> None:
    assert [row.number for row in rows(b'a\n"1\n2\n3"\n4\n\n5\n')] == [1, 2, 5, 7]


def test_blank_rows_are_left_out() -> None:
    assert cells(b"a,b\n,\n\n1,2\n;\n") == [["a", "b"], ["1", "2"], [";"]]


def test_bytes_that_are_no_utf8_spoil_their_row_only() -> None:
    good, bad, last = rows("a\nS\xfcd\nNord\n".encode("latin-1"))
    assert (good.mistake, last.cells, last.mistake) == (None, ["Nord"], None)
    assert bad.mistake is not None
    assert (bad.number, bad.mistake.code) == (2, "malformed_row")
    assert "UTF-8" in bad.mistake.message
    bad.cells[0].encode()


def test_a_stray_quote_spoils_its_row_only() -> None:
    answer = rows(b'a,b\n"1"2,3\n4,5\n')
    assert [(row.number, row.mistake is None) for row in answer] == [(1, True), (2, False), (3, True)]


def test_a_quote_that_is_never_closed_does_not_take_the_whole_file_into_memory() -> None:
    limit = csv.field_size_limit()
    content = b'a\n"' + b"x" * 100 + b"\n" + b"1\n" * limit
    answer = rows(content)
    assert answer[1].mistake is not None
    assert answer[1].number == 2
    assert answer[-1].mistake is None
    assert answer[-1].cells == ["1"]


def test_a_line_without_end_is_cut_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_LINE", 50)
    header, long, last = rows(b"a,b\n" + b"x," * 1000 + b"\n1,2\n")
    assert long.mistake is not None
    assert (long.number, long.cells) == (2, [])
    assert (header.mistake, last.cells, last.number) == (None, ["1", "2"], 3)


def test_utf16_that_breaks_off_ends_the_file_with_a_sentence() -> None:
    with pytest.raises(Unreadable, match="breaks off"):
        rows("a\nb\n".encode("utf-16") + b"\x00")


def test_an_empty_file_has_no_rows() -> None:
    assert rows(b"") == []
    assert rows(b"\xef\xbb\xbf\n\n") == []
