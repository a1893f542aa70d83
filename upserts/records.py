"""What every record has in common, whatever it is a record of."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.masks import Sharing
from database.tenancy import TenantModel


def user_column(name: str) -> Any:
    """Who did it: a user id without a database constraint, for users are not the account's rows. None: a job or a former user."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class Record(TenantModel):
    """A row that consumers keep current by upsert: keyed by our id or theirs, versioned, signed and dated.

    `version` starts at 1 and grows by one with every real change. Times are UTC instants. `sharing` says whose grants reach it.
    """

    external_id = models.CharField(
        max_length=255,
        null=True,
        blank=True,
        help_text="The consumer's own key, unique in the account for this kind of record; case counts. None: it has none.",
    )
    sharing: ClassVar[Sharing]

    version = models.PositiveIntegerField(default=1, editable=False, help_text="Starts at 1; one more with every real change.")
    created_at = models.DateTimeField(editable=False)
    created_by = user_column("created by")
    updated_at = models.DateTimeField(editable=False)
    updated_by = user_column("updated by")
    custom_fields = models.JSONField(default=dict, blank=True, help_text="Values of the account's own fields, typed, by key.")

    class Meta(TenantModel.Meta):
        abstract = True
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "external_id"],
                name="%(class)s_external_id_once",
                violation_error_code="external_id_taken",
                violation_error_message="Another record has this external id.",
            ),
            models.CheckConstraint(
                condition=~Q(external_id=""),
                name="%(class)s_external_id_not_empty",
                violation_error_code="blank",
                violation_error_message="An external id can't be empty text; leave it out instead.",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="%(class)s_version_from_one",
                violation_error_code="read_only_field",
                violation_error_message="The version starts at 1.",
            ),
        ]
        indexes = [
            GinIndex(fields=["custom_fields"], opclasses=["jsonb_path_ops"], name="%(class)s_custom_fields"),
            models.Index(fields=["account", "updated_at", "id"], name="%(class)s_by_change"),
        ]
