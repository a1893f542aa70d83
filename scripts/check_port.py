"""Says in one sentence why the demo server cannot listen on a port: `python scripts/check_port.py 8000`.

Needs nothing but Python: it runs before anything is installed.
"""

from __future__ import annotations

import errno
import socket
import sys

HIGHEST = 65535


def reason_against(port: str) -> str | None:
    """Return why 127.0.0.1:`port` cannot be used, or None when it is free."""
    if not (port.isascii() and port.isdigit() and 1 <= int(port[:9]) <= HIGHEST):
        return f"PORT must be a number from 1 to {HIGHEST}, not {port!r}: for example make run PORT=8001."
    number = int(port)
    with socket.socket() as probe:
        # A port whose last connections are still closing is free; one that somebody listens on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            return _in_words(error, number)
    return None


def _in_words(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < HIGHEST else 8000
        return f"Port {port} is taken: choose another, for example make run PORT={other}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights: choose one above 1023, for example make run PORT=8001."
    return f"Port {port} cannot be used ({error.strerror}): choose another, for example make run PORT=8001."


if __name__ == "__main__":
    sys.exit(reason_against(sys.argv[1]))
