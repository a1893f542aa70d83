"""What the pages of lists remember: saved views, how each member likes a list, and what was done to many records at once.

All of it is how people work, not what is known of the supply chain: it has no history, and the change feed does not tell of it
(docs/decisions/0015-lists.md).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.models import user_key
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import TenantModel

MAX_NAME, MAX_QUERY = 100, 4_000
PAGE_SIZES = (25, 50, 100, 200)


class SavedView(TenantModel):
    """Filters, columns and order of a list under a name. Its owner's alone, or shared: then every member finds it.

    `query` is a query string without the question mark, as the list writes it; empty: the list as it comes.
    """

    owner = user_key("saved_views")
    record_type = models.CharField(max_length=40, help_text="Of which list: organization, relationship, contact.")
    name = models.CharField(max_length=MAX_NAME)
    query = models.TextField(max_length=MAX_QUERY, blank=True, default="")
    is_shared = models.BooleanField(default=False, help_text="Every member of the account finds it; only its owner changes it.")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "owner", "record_type", "name"],
                name="savedview_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="You have a view of this name already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="savedview_has_a_name",
                violation_error_code="blank",
                violation_error_message="A view needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("query"), MAX_QUERY)),
                name="savedview_query_short",
                violation_error_code="too_long",
                violation_error_message=f"A view holds at most {MAX_QUERY:,} characters: use fewer filters or columns.",
            ),
        ]
        indexes = [models.Index(fields=["account", "record_type", "is_shared"], name="savedview_by_list")]

    def __str__(self) -> str:
        return self.name


class ListPreference(TenantModel):
    """How one member likes one list: rows on a page, and the view it opens with.

    `page_size` None: as it comes. `default_view` None: all records; it may be a shared view of somebody else.
    """

    user = user_key("list_preferences")
    record_type = models.CharField(max_length=40)
    page_size = models.PositiveSmallIntegerField(null=True, blank=True)
    default_view = TenantForeignKey(SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="default_view", to="upserts.SavedView", name="listpreference_view_in_account"),
            models.UniqueConstraint(
                fields=["account", "user", "record_type"],
                name="listpreference_once",
                violation_error_code="duplicate_data",
                violation_error_message="The preference of this list is kept already.",
            ),
            models.CheckConstraint(
                condition=Q(page_size__isnull=True) | Q(page_size__in=[25, 50, 100, 200]),
                name="listpreference_page_size_offered",
                violation_error_code="invalid_choice",
                violation_error_message="A page has 25, 50, 100 or 200 rows.",
            ),
        ]
        indexes = [models.Index(fields=["account", "default_view"], name="listpreference_by_view")]

    def __str__(self) -> str:
        return f"{self.record_type} of user {self.user_id}"


class BulkRun(TenantModel):
    """What one member did to many records of one type at once, and what became of each: what an undo goes by.

    `batches` are the batch ids of its calls to the engine, as history names them. `changed` maps the id of each record that changed
    to the version it has since; `refused` lists (id, [(code, message), …]). `undoes` None: it takes nothing back.
    """

    class Action(models.TextChoices):
        EDIT = "edit", "Edited"
        ARCHIVE = "archive", "Archived"
        RESTORE = "restore", "Restored"
        REMOVE = "remove", "Removed"
        UNDO = "undo", "Undone"

    user = user_key("bulk_runs")
    record_type = models.CharField(max_length=40)
    action = models.CharField(max_length=7, choices=Action)
    at = models.DateTimeField()
    batches = models.JSONField(default=list)
    changed = models.JSONField(default=dict)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    undoes = TenantForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="undoes", to="upserts.BulkRun", name="bulkrun_undoes_in_account"),
            models.UniqueConstraint(
                fields=["account", "undoes"],
                name="bulkrun_undone_once",
                violation_error_code="duplicate_data",
                violation_error_message="This was undone already.",
            ),
            models.CheckConstraint(
                condition=Q(action__in=["edit", "archive", "restore", "remove", "undo"]),
                name="bulkrun_action_known",
                violation_error_code="invalid_choice",
                violation_error_message="The action is edit, archive, restore, remove or undo.",
            ),
            models.CheckConstraint(
                condition=Q(action="undo", undoes__isnull=False) | (~Q(action="undo") & Q(undoes__isnull=True)),
                name="bulkrun_undo_undoes",
                violation_error_code="required",
                violation_error_message="An undo names what it takes back, anything else names nothing.",
            ),
        ]
        indexes = [models.Index(fields=["account", "user", "at"], name="bulkrun_by_user")]

    def __str__(self) -> str:
        return f"{self.action} {self.record_type} by user {self.user_id}"
