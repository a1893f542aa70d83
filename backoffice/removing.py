"""Taking rows away: one page that asks, which names the row and nothing that hangs on it, and a service that does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.actor import Actor
from backoffice.refusals import REFUSALS, in_words
from database.fields import TenantForeignKey


class Removing:
    """For admin classes. `remove` is the service.

    On the page that asks, `removal_verb` says what is done and `removal_note` what goes along, or stays.
    """

    actions: Any = ["delete_selected"]
    removal_verb: str = "Remove"
    removal_note: str = ""
    delete_confirmation_template = "backoffice/remove.html"
    opts: Any
    admin_site: Any

    def remove(self, actor: Actor, row: Any) -> str | None:
        """Take a row away. The answer is a sentence where it stays after all, for it is in use; None: it is gone. Raises refusals."""
        raise NotImplementedError

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The rows themselves. What hangs on them may be nothing for this person's eyes; the service knows what to do with it."""
        rows = list(objs)
        return list(map(str, rows)), {str(self.opts.verbose_name_plural): len(rows)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            kept = self.remove(self.actor_for(request, obj), obj)  # type: ignore[attr-defined]  # of the class this is mixed into
        request.admin_kept = kept  # type: ignore[attr-defined]  # ours alone

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Asks; then removes, or says why not."""
        title = f"{self.removal_verb} {self.opts.verbose_name}"
        words = {"title": title, "verb": self.removal_verb, "note": self.removal_note, **(extra_context or {})}
        try:
            response: HttpResponseBase = super().delete_view(request, object_id, words)  # type: ignore[misc]  # as above
        except REFUSALS as error:
            messages.error(request, in_words(error))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)
        return response

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> Any:
        """Says what became of the row, and goes back to the list."""
        kept = getattr(request, "admin_kept", None)
        if kept is None:
            return super().response_delete(request, obj_display, obj_id)  # type: ignore[misc]  # as above
        messages.warning(request, kept)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    @action(permissions=["delete"], description="Remove the selected rows")
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        """Asks; then removes one by one, and tells of those that stay."""
        if not request.POST.get("post"):
            return self._ask(request, related_first(queryset))
        return self.remove_each(request, queryset)

    def remove_each(self, request: HttpRequest, rows: Any) -> None:
        """One by one, each by the service."""
        run_on_each(self, request, rows, self.remove, "removed", permission=self.has_delete_permission)  # type: ignore[attr-defined]

    def _ask(self, request: HttpRequest, rows: list[Any]) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),
            "title": "Are you sure?",
            "opts": self.opts,
            "rows": rows,
            "deleted_objects": list(map(str, rows)),
            "verb": self.removal_verb,
            "note": self.removal_note,
            "name": ACTION_CHECKBOX_NAME,
        }
        return render(request, "backoffice/remove.html", context)


def run_on_each(admin: Any, request: HttpRequest, rows: Any, service: Any, done: str, *, permission: Any) -> None:
    """Let a service do its work on each row, in the name of the row's account, and tell what came of it.

    A refusal of one leaves the others alone. Raises PermissionDenied for a row that the person may not do this to.
    """
    count = 0
    for row in related_first(rows):
        if not permission(request, row):
            raise PermissionDenied
        try:
            with transaction.atomic():
                said = service(admin.actor_for(request, row), row)
        except REFUSALS as error:
            messages.error(request, f"{row}: {in_words(error)}")
            continue
        if said is None:
            count += 1
        else:
            messages.warning(request, said)
    if count:
        messages.success(request, f"{count:,} {done}.")


def related_first(rows: Any) -> list[Any]:
    """The rows with all that their name and their service asks of others: one statement."""
    names = [field.name for field in rows.model._meta.concrete_fields if field.name == "account" or isinstance(field, TenantForeignKey)]
    return list(rows.select_related(*names))
