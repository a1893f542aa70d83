"""History: one row for each real change of a tenant's row. Timeline, change feed and webhook outbox in one table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from database.tenancy import TenantModel


class Change(TenantModel):
    """One change of one row, in the order of commits.

    `sequence` counts from 1 inside the account, without gaps; the account's lock makes its order the commit order.
    Ids only, no foreign key but the account: history outlives what it tells of.
    """

    class Operation(models.TextChoices):
        CREATE = "create", "Created"
        UPDATE = "update", "Updated"
        RESTORE = "restore", "Restored"
        ARCHIVE = "archive", "Archived"
        DELETE = "delete", "Deleted"
        MERGE = "merge", "Merged"
        GRANT = "grant", "Shared"
        REVOKE = "revoke", "No longer shared"

    class Channel(models.TextChoices):
        API = "api", "API"
        PAGE = "page", "Page"
        IMPORT = "import", "Import"
        ADMIN = "admin", "Admin"
        COMMAND = "command", "Command"

    sequence = models.BigIntegerField(help_text="Counts from 1 inside the account.")
    record_type = models.CharField(max_length=40, help_text="What changed, in the singular: organization, relationship, api_key.")
    record_id = models.BigIntegerField()
    operation = models.CharField(max_length=8, choices=Operation)
    changes = models.JSONField(default=dict, blank=True, help_text="Field on the wire → [old, new].")
    user_id = models.BigIntegerField(null=True, blank=True, help_text="Empty: a command that acted for nobody in particular.")
    key_id = models.BigIntegerField(null=True, blank=True, help_text="The API key that was used. Empty: none.")
    channel = models.CharField(max_length=8, choices=Channel)
    request_id = models.CharField(max_length=64, blank=True, default="")
    batch_id = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(help_text="UTC, taken under the account's lock: it never runs against the sequence.")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "sequence"],
                name="change_sequence_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another change has this place in the history.",
            ),
            models.CheckConstraint(
                condition=Q(operation__in=["create", "update", "restore", "archive", "delete", "merge", "grant", "revoke"]),
                name="change_operation_known",
                violation_error_code="invalid_choice",
                violation_error_message="The operation is create, update, restore, archive, delete, merge, grant or revoke.",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["api", "page", "import", "admin", "command"]),
                name="change_channel_known",
                violation_error_code="invalid_choice",
                violation_error_message="The channel is api, page, import, admin or command.",
            ),
        ]
        indexes = [models.Index(fields=["account", "record_type", "record_id", "sequence"], name="change_by_record")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.operation} {self.record_type} {self.record_id}"
