"""JSON Lines → lines: one JSON value each, read as strictly as the body of a request."""

from __future__ import annotations

from collections.abc import Iterator

from api.decoding import decode
from api.errors import Problem
from api.text import encodable
from imports.lines import MAX_LINE_BYTES, Line, Mistake, Source, Unreadable, byte_lines

COLUMNS = ("item",)


def read_json_lines(source: Source) -> Iterator[Line]:
    """Every line that is not blank. UTF-8 only. Raises Unreadable for UTF-16; a bad line carries its mistake."""
    if source.is_utf16():
        raise Unreadable(f"{source.name} is UTF-16; JSON Lines are UTF-8. Save it as UTF-8.")
    for number, line, whole in byte_lines(source.stream):
        text = line.strip()
        if not text:
            continue
        cells = (encodable(text.decode("utf-8", "replace")),)
        if not whole:
            yield Line(number, cells[:0], mistake=Mistake("malformed_json", f"The line is longer than {MAX_LINE_BYTES:,} bytes."))
            continue
        try:
            yield Line(number, cells, decode(text))
        except Problem as problem:
            yield Line(number, cells, mistake=Mistake(problem.code, problem.detail.replace("The body", "The line")))
