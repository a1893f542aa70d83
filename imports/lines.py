"""A file as it comes in: one line after the other, never all of it in memory."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

# One JSON item is a line of at most 10 MiB, as large as a whole request may be (api.md).
MAX_LINE_BYTES = 10 * 1024 * 1024
PEEKED_BYTES = 4096
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):
    """The file can't be used at all. The message is a sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a line is no item. `code` is `malformed_json` or `malformed_row`."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a file. `number` counts physical lines from 1; `cells` is the line as it was written, for the report.

    `mistake` None: the line could be read, and `item` is what it says (any JSON value).
    """

    number: int
    cells: Sequence[str]
    item: object = None
    mistake: Mistake | None = field(default=None)


class Source:
    """An open file that is read once. `total` is its size in bytes, None where nobody knows (a pipe)."""

    def __init__(self, stream: io.BufferedReader, name: str, total: int | None) -> None:
        self.stream = stream
        self.name = name
        self.total = total
        self._text: io.TextIOWrapper | None = None

    @property
    def start(self) -> bytes:
        """The first bytes, still to be read."""
        return self.stream.peek(PEEKED_BYTES)[:PEEKED_BYTES]

    @property
    def done(self) -> int | None:
        """How many bytes have been taken from the file so far; None for a pipe."""
        return self.stream.tell() if self.total is not None else None

    def as_text(self, encoding: str, errors: str) -> io.TextIOWrapper:
        """The file decoded, line ends as they are. Kept here: a wrapper that is forgotten closes the file below it."""
        self._text = io.TextIOWrapper(self.stream, encoding=encoding, errors=errors, newline="")
        return self._text

    def let_go(self) -> None:
        """Leave the stream open for whoever else uses it."""
        if self._text is not None:
            self._text.detach()

    def is_utf16(self) -> bool:
        """Does it begin with a UTF-16 byte order mark?"""
        return self.start.startswith(_UTF_16)


@contextmanager
def opened(file: str) -> Iterator[Source]:
    """The file of this path; `-` is standard input. Raises Unreadable."""
    if file == "-":
        source = Source(cast(io.BufferedReader, sys.stdin.buffer), "standard input", None)
        yield source
        source.let_go()
        return
    path = Path(file)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Unreadable(f"{file} can't be read: {error.strerror}.") from error
    with stream:
        yield Source(stream, path.name, path.stat().st_size if path.is_file() else None)


def byte_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """(number, line, whole) of every line. A line of more than 10 MiB comes cut, `whole` False, its rest skipped."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        whole = len(line) <= MAX_LINE_BYTES or line.endswith(b"\n")
        if not whole:
            _skip_rest(stream)
        yield number, line, whole


def _skip_rest(stream: BinaryIO) -> None:
    while (piece := stream.readline(MAX_LINE_BYTES)) and not piece.endswith(b"\n"):
        pass
