"""`python -m tests.wire.rush`: every gate's first items come from many threads at once. In a process of its own, for it may crash."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence

import django

THREADS, ROUNDS = 8, 15


def main() -> None:
    from tests.kit.samples import items  # noqa: PLC0415  # models can be imported now
    from upserts import registry  # noqa: PLC0415
    from upserts.gate import compile_gate  # noqa: PLC0415

    batches = {resource: items(resource.name, 3) for resource in registry.every()}
    sys.setswitchinterval(1e-6)  # threads take turns as often as they can
    for _ in range(ROUNDS):
        for resource, batch in batches.items():
            rush(compile_gate(resource.serializer, partial=False), batch)


def rush(gate: Callable[[object], object], batch: Sequence[object]) -> None:
    """Send a batch through a gate in many threads that start together."""
    start = threading.Barrier(THREADS)

    def run() -> None:
        start.wait()
        for item in batch:
            gate(item)

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
