"""The table in which calls are counted (throttling.py)."""

from __future__ import annotations

from django.db import models

from database.tenancy import TenantModel


class Usage(TenantModel):
    """What one account has asked for in the minute that began at `since`: one row an account, taken over by each new minute.

    UNLOGGED (the migration): counting writes nothing to disk, and after a crash of the database everybody starts at 0. No business
    row: it has no history, and is written outside of any other transaction.
    """

    since = models.DateTimeField()
    requests = models.BigIntegerField()
    items = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account"],
                name="usage_once",
                violation_error_code="duplicate_data",
                violation_error_message="The usage of an account is one row.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requests} requests and {self.items} items since {self.since:%H:%M}"
