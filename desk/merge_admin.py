"""Merging two records in the admin: chosen in the list, looked at on a page of their own, then done for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import action
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse

from accounts.actor import Actor
from backoffice.refusals import REFUSALS
from backoffice.refusals import in_words as reasons
from backoffice.scope import scope_of
from desk.facts import sections_of
from desk.forms import forms_by_resource
from desk.record_actions import RecordActions
from upserts import registry
from upserts.batch import Options
from upserts.merging import FROM, Merged, merge
from upserts.reading import read
from upserts.resource import Resource, Row

VERSION = "version"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the two records and of what they become; empty texts: nothing there."""

    label: str
    survivor: str
    loser: str
    result: str


class Merging(RecordActions):
    """For admin classes of record types of which one can be merged into another."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        own = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=f"{self._name}_merge")
        urls: list[Any] = super().get_urls()  # type: ignore[misc]  # of the class this is mixed into
        return [own, *urls]

    @action(permissions=["change"], description="Merge the two selected rows")
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponseBase | None:
        """Leads to the page that shows what would become of them: the older one stays, unless they are swapped there."""
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(ids) != 2:
            messages.error(request, "Choose two rows: the one that stays, and the one that is merged into it.")
            return None
        return redirect(f"{reverse(f'admin:{self._name}_merge', args=[ids[0]])}?{FROM}={ids[1]}")

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """GET: what would become of the two. POST: do it, as long as the survivor is as it was seen."""
        admin: Any = self
        survivor = admin.get_object(request, object_id)
        loser = None if survivor is None else admin.get_object(request, (request.POST or request.GET).get(FROM, ""))
        if survivor is None or loser is None:
            raise Http404
        if not admin.has_change_permission(request):
            raise PermissionDenied
        actor = scope_of(request).actor_or_fail()
        if request.method == "POST" and self._merged(request, actor, survivor.pk, loser.pk):
            messages.success(request, f"{loser} is merged into {survivor}.")
            return redirect(f"admin:{self._name}_change", survivor.pk)
        return render(request, "backoffice/merge.html", self._merge_page(request, actor, survivor, loser))

    def _merged(self, request: HttpRequest, actor: Actor, survivor_id: int, loser_id: int) -> bool:
        seen = request.POST.get(VERSION, "")
        seen_version = frozenset({int(seen)} if seen.isascii() and seen.isdigit() and len(seen) < 10 else ())
        try:
            merge(self.record, survivor_id, loser_id, actor=actor, options=Options(if_match=seen_version))
        except REFUSALS as error:
            messages.error(request, reasons(error))
            return False
        return True

    def _merge_page(self, request: HttpRequest, actor: Actor, survivor: Any, loser: Any) -> dict[str, Any]:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {loser} into {survivor}",
            "opts": self.opts,
            "survivor": survivor,
            "loser": loser,
            "swapped": f"{reverse(f'admin:{self._name}_merge', args=[loser.pk])}?{FROM}={survivor.pk}",
        }
        try:
            merged = merge(self.record, survivor.pk, loser.pk, actor=actor, options=Options(dry_run=True))
        except REFUSALS as error:
            return {**context, "refused": reasons(error)}
        now = {row["id"]: row for row in read(self.record, actor, [survivor.pk, loser.pk])}
        rows = list(_members(self.record, actor, now[survivor.pk], now[loser.pk], merged.record))
        return {**context, "version": now[survivor.pk]["version"], "members": rows, "told": list(_told(merged))}

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


def _members(resource: Resource, actor: Actor, *records: Row) -> Iterator[Member]:
    """The members in which survivor, loser and result differ, in the words of the record's form; custom fields one by one."""
    labels: dict[str, str] = {}
    values: list[dict[str, str]] = []
    for record in records:
        form = forms_by_resource[resource.name](actor=actor, record=record)
        facts = [fact for section in sections_of(form, lambda member: None, {}) for fact in section.facts]
        labels |= {fact.member: str(fact.label) for fact in facts}
        values.append({fact.member: ", ".join(part.text for part in fact.parts) for fact in facts})
    for member, label in labels.items():
        said = [one.get(member, "") for one in values]
        if len(set(said)) > 1:
            yield Member(label, *said)


def _told(merged: Merged) -> Iterator[str]:
    """What becomes of what hangs on the two, in words."""
    words = {"moved": "would move to it", "combined": "would be combined with its own", "dropped": "would be dropped"}
    for name, lists in merged.absorbed.items():
        for kind, ids in lists.items():
            if ids:
                more = " or more" if merged.is_truncated and len(ids) >= 1_000 else ""
                yield f"{len(ids):,}{more} {name if len(ids) > 1 else registry.get(name).record_type} {words[kind]}."
