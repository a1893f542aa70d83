"""What this room keeps besides records: answers that were given under an Idempotency-Key, and what the pages of lists remember."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import user_key
from database.tenancy import TenantModel
from upserts.list_models import BulkRun, ListPreference, SavedView

__all__ = ["BulkRun", "ListPreference", "Receipt", "SavedView"]


class Receipt(TenantModel):
    """The answer to a write that carried an Idempotency-Key, kept for 24 hours (receipts.py). No business row: it has no history.

    `fingerprint` is the SHA-256 of the request, `headers` those of the answer that belong to its body.
    """

    user = user_key("receipts")
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "user", "key"],
                name="receipt_once",
                violation_error_code="idempotency_key_reused",
                violation_error_message="This key has its answer already.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="receipt_has_a_key",
                violation_error_code="blank",
                violation_error_message="A receipt needs a key.",
            ),
        ]
        indexes = [models.Index(fields=["account", "created_at"], name="receipt_by_age")]

    def __str__(self) -> str:
        return f"{self.key} of user {self.user_id}"
