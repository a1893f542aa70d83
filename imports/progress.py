"""A progress bar, for people only: a pipe or a log gets nothing."""

from __future__ import annotations

from typing import TextIO

from imports.lines import Source

WIDTH = 30


class Progress:
    """One line on a terminal, rewritten after every chunk. `source` says how far the file has been read."""

    def __init__(self, stream: TextIO, source: Source) -> None:
        self._stream = stream
        self._source = source
        self._is_shown = stream.isatty()

    def show(self, items: int) -> None:
        """Draw the bar; a pipe has no end that anybody knows, so it gets a count alone."""
        if not self._is_shown:
            return
        done, total = self._source.done, self._source.total
        if done is None or not total:
            self._draw(f"{items:,} items")
            return
        share = min(done / total, 1.0)
        bar = "█" * round(share * WIDTH)
        self._draw(f"{bar:░<{WIDTH}} {share:4.0%}  {items:,} items")

    def clear(self) -> None:
        """Take the bar away, so that something else can be written."""
        if self._is_shown:
            self._draw("")

    def _draw(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
