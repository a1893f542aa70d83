"""The progress bar shows on a terminal and nowhere else."""

from __future__ import annotations

import io

from django.core.management.base import OutputWrapper

from imports.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO) -> str:
    progress = Progress(OutputWrapper(stream))
    progress.show("500 items", 50, 100)
    progress.show("501 items", None, None)
    progress.clear()
    return stream.getvalue()


def test_a_terminal_sees_how_far_it_is() -> None:
    answer = shown(Terminal())
    assert "███████████████░░░░░░░░░░░░░░░  50%  500 items" in answer
    assert answer.endswith("\r\x1b[K501 items\r\x1b[K")
    assert "\n" not in answer


def test_a_log_sees_nothing() -> None:
    assert shown(io.StringIO()) == ""
