"""The pages that write a record through its form: a new one, all of one, one field where it stands. All of them post without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from accounts.pages import go
from desk.facts import fact_of, members_of
from desk.form_declarations import CUSTOM
from desk.forms import RecordForm
from desk.page_views import RecordPage, SubjectPage, edit_urls
from desk.record_pages import RecordPages, Suggestion, page_address

REFRESH = "refresh"  # sent where a choice changes which fields there are: the form is shown anew, and nothing is written
SEEN = "seen"  # the ids of the suggestions that the person saw


class CreatePage(SubjectPage):
    """GET, POST /<records>/new. What may be meant is shown while one types, and once more before anything is written that nobody saw.

    A value of the address fills in the field of its name, as ?organization=12.
    """

    operation = "CREATE"
    template_name = "records/create.html"
    partials = ("similar", "fields")

    @cached_property
    def form(self) -> RecordForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return self.subject.form(sent, actor=self.actor, initial=self.request.GET.dict())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if REFRESH in request.POST:
            return self.render_to_response(self.get_context_data())
        if self._unseen or not self.form.write():
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        name = self.subject.says(self.form.written) if "permissions" in self.form.written else self.subject.noun
        messages.success(request, _("Created {name}.").format(name=name))
        return go(request, self._next())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plural = page_address(f"{self.subject.name}:list")
        self.title = _("New {noun}").format(noun=self.subject.noun)
        self.crumbs = [(self.subject.plural, plural)] if plural else []
        context = {"form": self.form, "subject": self.subject, "address": plural or "/", "similar": self._similar}
        return super().get_context_data(holder=holder_of(self.form, self.subject), asks=bool(self._unseen), **context | kwargs)

    def _next(self) -> str:
        """The new record; where the actor can't read it, the form of the next one."""
        written = self.form.written
        return self.subject.url("detail", written) if "permissions" in written else reverse(f"{self.subject.name}:create")

    @cached_property
    def _similar(self) -> Sequence[Suggestion]:
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        return self.subject.similar(self.actor, {name: said.get(name, "") for name in self.subject.watched})

    @property
    def _unseen(self) -> list[Suggestion]:
        """What may be meant and was not shown before."""
        if self.request.method != "POST" or REFRESH in self.request.POST:
            return []
        seen = set(self.request.POST.get(SEEN, "").split(","))
        return [one for one in self._similar if str(one.id) not in seen]


class EditPage(RecordPage):
    """GET, POST /<records>/<key>/edit: all fields. Only what was changed is written, and only over what the person saw."""

    operation = "UPDATE"
    wants = "may_edit"
    template_name = "records/edit.html"
    partials = ("fields",)

    @cached_property
    def form(self) -> RecordForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return self.subject.form(sent, actor=self.actor, record=self.record)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if REFRESH in request.POST:
            return self.render_to_response(self.get_context_data())
        if not self.form.write():
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        changed = self.form.outcome is not None and self.form.outcome.drafts[0].operation != "unchanged"
        messages.success(request, _("Saved.") if changed else _("Nothing had changed."))
        return go(request, self.address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = _("Edit {name}").format(name=self.subject.says(self.record))
        return super().get_context_data(form=self.form, holder=holder_of(self.form, self.subject), **kwargs)


class FieldPage(RecordPage):
    """GET, POST /<records>/<key>/fields/<member>: one field, in its place on the overview (htmx asks for `#fact-…`), else as a page.

    `?value`: the value instead of its field, for whoever thinks better of it.
    """

    operation = "UPDATE"
    wants = "may_edit"
    template_name = "records/field.html"

    @cached_property
    def member(self) -> str:
        return str(self.kwargs["member"])

    @cached_property
    def form(self) -> RecordForm:
        """Raises Http404 for what is no field of this record, or is not to be changed."""
        sent = self.request.POST if self.request.method == "POST" else None
        form = self._form(sent)
        if self.member == CUSTOM or self.member not in members_of(form):
            raise Http404
        return form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_editing = "value" not in request.GET
        return self.render_to_response(self.get_context_data(is_editing=is_editing, **kwargs))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.form.write():
            return self.render_to_response(self.get_context_data(is_editing=True), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("Saved: {label}.").format(label=self.form.label(self.member)))
        written = self.form.written
        if self.asked_part() is None or self.member in self.subject.reloads or "permissions" not in written:
            return go(request, self.address)
        versions = {"before": self.record["version"], "after": written["version"]}
        self.record = written
        response = self.render_to_response(self.get_context_data(is_editing=False, is_saved=True))
        return trigger_client_event(response, "record-saved", versions)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = self.form.label(self.member)
        self.title = _("Edit {label}").format(label=label)
        fact = fact_of(self._form(None), self.member, edit_urls(self.subject, self.record), self.subject.links)
        url = self.subject.url("field", self.record, self.member)
        context = {"form": self.form, "fact": fact, "field_url": url, "holder": holder_of(self.form, self.subject)}
        return super().get_context_data(**context | kwargs)

    def asked_part(self) -> str | None:
        target = self.request.htmx.target or ""  # type: ignore[attr-defined]  # django-htmx
        return "slot" if target.startswith("fact-") else None

    def _form(self, sent: Any) -> RecordForm:
        return self.subject.form(sent, actor=self.actor, record=self.record, only=(self.member,))


def holder_of(form: RecordForm, subject: RecordPages) -> dict[str, Any] | None:
    """The visible record that holds a value which this one was to have: {name, url}. None: no such."""
    holder = form.holder
    if holder is None:
        return None
    return {"name": holder["externalId"] or f"{subject.noun} {holder['id']}", "url": subject.url("detail", holder)}
