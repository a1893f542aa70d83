"""What operators do that belongs to no account: this installation's own log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User


class OperatorAct(models.Model):
    """One act of an operator of the whole installation: it entered an account, or all of them, made an account or a user, or helped one in.

    Written once, never changed. `subject` names what it was about (a slug, an e-mail address; empty for all accounts); `address` is
    where the request came from, None where nobody knows. What an operator changes inside an account stands in that account's history.
    """

    class Kind(models.TextChoices):
        ENTER_ALL = "enter_all", "Entered all accounts"
        LEAVE_ALL = "leave_all", "Left all accounts"
        ENTER_ACCOUNT = "enter_account", "Entered an account"
        CREATE_ACCOUNT = "create_account", "Created an account"
        CREATE_USER = "create_user", "Created a user"
        CHANGE_USER = "change_user", "Changed a user"
        UNLOCK_USER = "unlock_user", "Let a locked-out user sign in"
        RESET_FACTOR = "reset_factor", "Reset a second factor"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="operator_acts")
    kind = models.CharField(max_length=14, choices=Kind)
    subject = models.CharField(max_length=255, blank=True, default="")
    changes = models.JSONField(default=dict, blank=True, help_text="Field → [old, new], where something was changed.")
    address = models.GenericIPAddressField(null=True, blank=True, help_text="Where the request came from.")
    request_id = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "operator act"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "enter_all",
                        "leave_all",
                        "enter_account",
                        "create_account",
                        "create_user",
                        "change_user",
                        "unlock_user",
                        "reset_factor",
                    ]
                ),
                name="operatoract_kind_known",
                violation_error_code="invalid_choice",
                violation_error_message="This is none of the acts that are recorded.",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="operatoract_by_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()
