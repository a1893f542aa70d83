"""The file of failed lines: as they were written, with what was wrong, ready to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from api.cells import guarded
from imports.csv_items import OUR_NOTES
from imports.lines import Unreadable
from imports.verdicts import Failure

NOTES = ("_line", "_status", OUR_NOTES)


class ErrorFile:
    """A CSV file in UTF-8 with byte order mark: `_line`, `_status`, `_errors`, then the columns of the original.

    Cells that a spreadsheet would take for formulas begin with an apostrophe, which `manage.py upsert` takes off again.
    """

    def __init__(self, stream: TextIO, columns: Sequence[str]) -> None:
        # Of a file of ours that is sent again, the notes of last time are left out.
        self._kept = [index for index, column in enumerate(columns) if column not in NOTES]
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow([*NOTES, *(guarded(columns[index]) for index in self._kept)])

    def add(self, failure: Failure, sentences: Sequence[str]) -> None:
        """Write a failed line."""
        cells = failure.line.cells
        original = [cells[index] if index < len(cells) else "" for index in self._kept]
        notes = [str(failure.line.number), str(failure.status), " | ".join(sentences)]
        self._writer.writerow([guarded(cell) for cell in (*notes, *original)])


@contextmanager
def error_file(path: str, columns: Sequence[str], source: str) -> Iterator[ErrorFile]:
    """A new file of this path for lines of the file `source`, which it can't be itself. Raises Unreadable."""
    try:
        if source != "-" and Path(path).exists() and Path(path).samefile(source):
            raise Unreadable("--errors can't be the file that is read.")
        Path(path).touch()
    except OSError as error:
        raise Unreadable(f"{path} can't be written: {error.strerror}.") from error
    with Path(path).open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        yield ErrorFile(stream, columns)
