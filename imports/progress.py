"""A progress bar, for people only: a pipe or a log gets nothing."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

WIDTH = 30


class Progress:
    """One line on a terminal, rewritten as the work goes on."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._is_shown = stream.isatty()

    def show(self, text: str, done: int | None, total: int | None) -> None:
        """Draw the bar with a text behind it; without a total that anybody knows, the text alone."""
        if done is None or not total:
            self._draw(text)
            return
        share = min(done / total, 1.0)
        self._draw(f"{'█' * round(share * WIDTH):░<{WIDTH}} {share:4.0%}  {text}")

    def clear(self) -> None:
        """Take the bar away, so that something else can be written."""
        self._draw("")

    def _draw(self, text: str) -> None:
        if self._is_shown:
            self._stream.write(f"\r\x1b[K{text}", lambda plain: plain, "")  # neither in red nor on a line of its own
            self._stream.flush()
