"""The pages of one record that only show it: overview, activity, API. Declared by desk/record_pages.py, drawn by templates/records/."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.pages import Page, go
from api.errors import Problem
from api.renderers import encode
from desk.facts import arranged, sections_of
from desk.forms import RecordForm
from desk.record_pages import RecordPages, Tab, by_id, page_address
from desk.telling import told
from desk.timeline import Asked, history
from upserts.event_sight import Sight
from upserts.reading import read_followed
from upserts.resource import Row


class SubjectPage(Page, TemplateView):
    """A page about records of one type: `as_view(subject=ORGANIZATION_PAGES)`. `operation`: what the role must allow."""

    subject: RecordPages = None  # type: ignore[assignment]  # every address names it
    operation: ClassVar[str] = "READ"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # it depends on the subject
        return (f"{self.subject.resource.permission}.{self.operation}",)


class RecordPage(SubjectPage):
    """A page about one record, which its header shows: whoever opens it must be allowed to read such records at all.

    Missing, foreign and invisible ones are the same 404; one that was merged leads to its survivor's page.

    `tab` is the address that the tabs show as the present one: the role must allow what that tab takes. `wants`: what the actor must
    be able to do with the record, as `may_edit` of RecordPages. Without either: 403.
    """

    tab: ClassVar[str] = ""
    wants: ClassVar[str] = ""

    @cached_property
    def record(self) -> Row:
        """What the address names. Raises Http404."""
        identity = self.subject.identify(self.kwargs["key"])
        found = None if identity is None else read_followed(self.subject.resource, self.actor, identity)
        if found is None:
            raise Http404
        return found

    def _refusal(self) -> HttpResponseBase | None:
        return super()._refusal() or self._elsewhere()

    def _elsewhere(self) -> HttpResponseBase | None:
        """The way to the survivor of a record that was merged. Raises Problem `permission_denied`."""
        reads = f"{self.subject.resource.permission}.READ"
        present = filter(self._is_present, self.subject.tabs)
        if reads not in self.actor.operations or not all(map(self._may_read, present)):
            raise Problem("permission_denied")
        if self.record["id"] != self.subject.identify(self.kwargs["key"]):
            match = self.request.resolver_match
            assert match is not None
            return go(self.request, reverse(match.view_name, kwargs={**self.kwargs, "key": self.subject.key(self.record["id"])}))
        if self.wants and not getattr(self.subject, self.wants)(self.record, self.actor):
            raise Problem("permission_denied")
        return None

    @property
    def address(self) -> str:
        """The record's own page."""
        return self.subject.url("detail", self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name, plural = self.subject.says(self.record), page_address(f"{self.subject.name}:list")
        crumbs = [(self.subject.plural, plural)] if plural else []
        if self.title:  # a page below the record's own
            crumbs.append((name, self.address))
        else:
            self.title = name
        self.crumbs = crumbs
        context = {"record": self.record, "subject": self.subject, "name": name, "address": self.address, "tabs": self._tabs()}
        context["about"] = self.subject.adds(self.record, self.actor)
        return super().get_context_data(**context | self._rights() | kwargs)

    def _rights(self) -> dict[str, Any]:
        subject, record, actor = self.subject, self.record, self.actor
        return {
            "is_archived": subject.is_archived(record),
            "edit_url": subject.url("edit", record) if subject.may_edit(record, actor) else None,
            "archive_url": subject.url("archive", record) if subject.may_archive(record, actor) else None,
            "restore_url": subject.url("restore", record) if subject.may_archive(record, actor) else None,
            "merge_url": subject.url("merge", record) if subject.may_merge(record, actor) else None,
            "remove_url": subject.url("remove", record) if subject.may_remove(record, actor) else None,
        }

    def _tabs(self) -> list[dict[str, Any]]:
        return list(self._built_tabs()) if self.tab else []

    def _built_tabs(self) -> Iterator[dict[str, Any]]:
        for tab in self.subject.tabs:
            url = page_address(tab.url_name, self.subject.key(self.record["id"]))
            if url is None or not tab.of(self.record) or not self._may_read(tab):
                continue
            count = self.subject.counts.get(tab.url_name)
            number = tab.count(self.record) if count is None else count(self.record, self.actor)
            yield {"label": tab.label, "url": url, "current": self._is_present(tab), "count": number}

    def _is_present(self, tab: Tab) -> bool:
        return tab.url_name.endswith(f":{self.tab}")

    def _may_read(self, tab: Tab) -> bool:
        return tab.operation is None or tab.operation in self.actor.operations


class DetailPage(RecordPage):
    """GET /<records>/<key>: what the record holds, in the sections of its form, and what other rooms add."""

    tab = "detail"
    template_name = "records/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.subject.form(actor=self.actor, record=self.record)
        editable = edit_urls(self.subject, self.record) if self.subject.may_edit(self.record, self.actor) else lambda member: None
        sections = arranged(sections_of(form, editable, self.subject.links), without=self.subject.not_shown, beside=self.subject.beside)
        shown = [(panel, panel.load(self.record, self.actor)) for panel in self.subject.panels]
        panels = [{"template": panel.template, "is_beside": panel.is_beside, "context": context} for panel, context in shown if context]
        context = super().get_context_data(sections=sections, panels=panels, **kwargs)
        return context | {"figures": [tab for tab in context["tabs"] if tab["count"] is not None]}


def edit_urls(subject: RecordPages, record: Row) -> Any:
    """The address that edits a member of this record."""
    return lambda member: subject.url("field", record, member)


class ActivityPage(RecordPage):
    """GET /<records>/<key>/activity: what happened to the record, newest first; `?before=` a sequence leads further back."""

    tab = "activity"
    template_name = "records/activity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.subject.resource.record_type
        before = by_id(self.request.GET.get("before", ""))
        found = history(Sight(self.actor), Asked((kind,), record_id=self.record["id"], before=before))
        form: RecordForm = self.subject.form(actor=self.actor, record=self.record)
        entries = told(found.events, {kind: form}, self.actor)
        return super().get_context_data(entries=entries, before=found.before, is_first=before is None, **kwargs)


class ApiPage(RecordPage):
    """GET /<records>/<key>/api: what the API answers of this record, and commands that read and change it."""

    tab = "api"
    template_name = "records/api.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = json.dumps(json.loads(encode(self.record)), indent=2, ensure_ascii=False)
        return super().get_context_data(json=shown, calls=list(self._calls()), **kwargs)

    def _calls(self) -> Iterator[dict[str, Any]]:
        """Ready to be pasted into a shell. The key stands in a variable: no page shows one."""
        base = self.request.build_absolute_uri(f"/api/v2/{self.subject.name}")
        one = f"{base}/{self.record['id']}"
        yield {"title": _("Read it"), "command": _curl("GET", one)}
        if self.subject.may_edit(self.record, self.actor):
            change = self.subject.example(self.record)
            yield {"title": _("Change a field; the rest stays"), "command": _curl("PATCH", one, change)}
            title, item = self.upsert(change)
            yield {"title": title, "command": _curl("POST", f"{base}/upsert", item)}

    def upsert(self, change: Row) -> tuple[str, Row]:
        """An item of the upsert call that makes this change, and what it shows."""
        wire = self.subject.resource.external_id_wire
        key = self.record.get(wire)
        if key:
            return _("Upsert it by your own id"), {wire: key, **change}
        return _("Give it your own id, to upsert by from then on"), {"id": self.record["id"], wire: "YOUR-ID", **change}


def _curl(method: str, url: str, body: Any = None) -> str:
    """A command for a POSIX shell; whatever a value holds stays inside its quotation marks."""
    parts = ["curl" if method == "GET" else f"curl -X {method}", shlex.quote(url), '-H "Authorization: Bearer $RELATA_KEY"']
    if body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    return " \\\n  ".join(parts)


OVERVIEW = gettext_lazy("Overview")
ACTIVITY = gettext_lazy("Activity")
API = gettext_lazy("API")
