"""Logs go to stderr, one line per event, and carry no personal data."""

from __future__ import annotations

import logging
from typing import Any


class ServerFormatter(logging.Formatter):
    """Leaves out what PostgreSQL tells about the values of a row ("DETAIL: Key (email)=(joe@example.com) already exists.")."""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).split("\n")
        return "\n".join(line for line in lines if not line.lstrip().startswith(("DETAIL:", "CONTEXT:")))


def logging_to_stderr(level: str) -> dict[str, Any]:
    """The LOGGING setting: everything from `level` up, for systemd, Docker or a terminal to keep."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"server": {"()": ServerFormatter, "format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "server"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # What a caller did wrong is in the answer; only faults of ours are events.
            "django.request": {"level": "ERROR"},
        },
    }
