"""What is done with several records at once, each by the engine in a transaction of its own: a refusal of one leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import action
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.errors import RefusedItem
from backoffice.removing import run_on_each
from desk.form_building import label_of
from desk.form_errors import placed
from upserts.draft import Draft
from upserts.one_item import write_one
from upserts.resource import Resource

# So many rows are done while somebody waits for the page; more are a matter for the API, a thousand a call.
MOST = 500
Service = Callable[[Actor, Any], str | None]


def write_or_refuse(resource: Resource, item: Mapping[str, Any], actor: Actor, target: int, **options: Any) -> Draft:
    """Write one item. Raises RefusedItem in words for people; Busy."""
    draft: Draft = write_one(resource, item, actor, target=target, **options).drafts[0]
    if draft.told:
        said = placed(draft.told, (), item, label_of)
        raise RefusedItem([replace(one.error, message=one.message) for one in said])
    return draft


class RecordActions:
    """For admin classes of records. Whether a row may be changed is the engine's to say, so each gets its verdict."""

    record: ClassVar[Resource]

    def carry_out(self, request: HttpRequest, rows: Any, service: Service, done: str) -> None:
        """Let a service do its work on each row, and tell what came of it."""
        if rows.count() > MOST:
            messages.error(request, f"At most {MOST:,} rows at once: choose fewer, or send them to the API. Nothing was done.")
            return
        run_on_each(self, request, rows, service, done, permission=lambda *_: True)

    def write_each(self, request: HttpRequest, rows: Any, item: Mapping[str, Any], done: str, **options: Any) -> None:
        """Write the same item to each row. What was so already is told apart from what was changed."""

        def service(actor: Actor, row: Any) -> str | None:
            draft = write_or_refuse(self.record, item, actor, row.pk, **options)
            return f"{row}: nothing to change." if draft.operation == "unchanged" else None

        self.carry_out(request, rows, service, done)

    def remove_each(self, request: HttpRequest, rows: Any) -> None:
        """One by one, each by the engine, which says who may."""
        self.carry_out(request, rows, self.remove, "removed")  # type: ignore[attr-defined]  # of the class this is mixed into


class Archiving(RecordActions):
    """For record types that are archived instead of removed."""

    @action(permissions=["change"], description="Archive the selected rows")
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        """They stay, with all that hangs on them, and nobody changes them."""
        self.write_each(request, queryset, {"status": "archived"}, "archived")

    @action(permissions=["change"], description="Restore the selected rows")
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        """They are active again."""
        self.write_each(request, queryset, {}, "restored", revive=True)
