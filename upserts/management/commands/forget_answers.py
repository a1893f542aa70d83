"""manage.py forget_answers: remove the answers to calls with an Idempotency-Key that nobody can ask for any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from upserts.receipts import forget_all


class Command(BaseCommand):
    """For a nightly run. Calls do the same for their own account, but one that goes quiet keeps its last answers."""

    help = "Remove all answers to calls with an Idempotency-Key that are older than 24 hours."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed {forget_all():,} answers that were older than 24 hours.")
