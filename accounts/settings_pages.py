"""The pages of settings: the index, and of every section its list, its form, and the question before something is removed."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import InvalidPage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_tables2 import Table

from accounts.errors import RefusedItem
from accounts.pages import Page, go
from accounts.refusals import REFUSALS, in_words, put_on, reasons_of
from accounts.settings_form import SettingForm
from accounts.settings_frame import frame
from accounts.settings_section import Section
from accounts.settings_table import ActionsColumn
from accounts.writing_view import as_problem, path_id
from api.errors import Problem

ROWS = 100
UNPROCESSABLE = 422


class SettingsPage(Page, TemplateView):
    """A page inside the frame of the settings."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = frame(self.actor, self.request.path)
        return super().get_context_data(**{"groups": groups} | kwargs)


class SettingsIndex(SettingsPage):
    """GET /settings: the sections that the person may open."""

    needs = ()
    title = gettext_lazy("Settings")
    template_name = "settings/index.html"


class SectionPage(SettingsPage):
    """A page of one section: `as_view(section=CATEGORIES)`. `verb` is what it takes to open it, `writes` what it takes to send it."""

    section: Section = None  # type: ignore[assignment]  # every address names it
    verb: ClassVar[str] = "READ"
    writes: ClassVar[str] = "UPDATE"

    @property
    def needs(self) -> dict[str, tuple[str, ...]]:  # type: ignore[override]  # it depends on the section
        return {"GET": self.section.needed(self.verb), "POST": self.section.needed(self.writes)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(_("Settings"), reverse("accounts:settings")), (self.section.title, self.section.url("list"))]
        return super().get_context_data(**{"section": self.section, "crumbs": crumbs} | kwargs)


class SearchForm(forms.Form):
    """What a list is narrowed by."""

    q = forms.CharField(required=False, label=gettext_lazy("Search"), widget=forms.TextInput({"type": "search"}))


class ListPage(SectionPage):
    """GET: the rows, a hundred a page."""

    template_name = "settings/list.html"
    partials = ("results",)
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section, query = self.section, self.request.GET
        text = query.get("q", "").strip()
        rows = section.rows(self.actor, query)
        table = section.table(section.matching(rows, text) if text else rows, extra_columns=self._actions(), request=self.request)
        table.order_by = query.get("sort", "")
        tabs = section.tabs(self.actor, query)
        found = {"table": table, "pages": self._pages(table), "tabs": tabs, "text": text, "create_url": self._create_url()}
        if section.search:
            found["filters"] = SearchForm(query)
        crumbs = [(_("Settings"), reverse("accounts:settings"))]
        return super().get_context_data(title=section.title, crumbs=crumbs, **found, **kwargs)

    def _create_url(self) -> str | None:
        """None: the person makes none."""
        if not self.section.may(self.actor, "CREATE"):
            return None
        given = self.section.given(self.request.GET)
        return self.section.url("create") + ("?" + "&".join(f"{name}={value}" for name, value in given.items()) if given else "")

    def _actions(self) -> list[tuple[str, ActionsColumn]]:
        may_write = self.section.may(self.actor, "UPDATE") or self.section.may(self.actor, "DELETE")
        return [("actions", ActionsColumn(self.section, self.actor))] if may_write else []

    def _pages(self, table: Table) -> dict[str, Any] | None:
        """Turns to the page that is asked for; the first, where there is no such. None: there is only one."""
        try:
            table.paginate(page=self.request.GET.get("page", 1), per_page=ROWS)
        except InvalidPage:
            table.paginate(page=1, per_page=ROWS)
        page = table.page
        if not page.has_other_pages():
            return None
        shown = _("%(first)d–%(last)d of %(count)d") % {
            "first": page.start_index(),
            "last": page.end_index(),
            "count": page.paginator.count,
        }
        return {
            "shown": shown,
            "previous_url": self._turned(page.previous_page_number()) if page.has_previous() else None,
            "next_url": self._turned(page.next_page_number()) if page.has_next() else None,
        }

    def _turned(self, number: int) -> str:
        query = self.request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


class FormPage(SectionPage):
    """A form: shown, sent, and shown once more with the reasons where it was refused."""

    template_name = "settings/form.html"
    row: Any = None

    def form(self, data: Any = None) -> SettingForm:
        """The form, as sent or as it begins."""
        raise NotImplementedError

    def save(self, form: SettingForm) -> Any:
        """What the form says, written. Raises what services refuse with."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.form()} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    saved = self.save(form)
            except REFUSALS as error:
                put_on(form, reasons_of(error), {})
            else:
                return self.saved(saved)
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)

    def saved(self, row: Any) -> HttpResponseBase:
        """The answer once it is written."""
        messages.success(self.request, _("“%(name)s” is saved.") % {"name": row})
        return go(self.request, self.section.after(row))


class CreatePage(FormPage):
    """Makes something new."""

    verb = writes = "CREATE"

    def form(self, data: Any = None) -> SettingForm:
        return self.section.form(data, actor=self.actor, given=self.section.given(self.request.GET))

    def save(self, form: SettingForm) -> Any:
        return self.section.create(self.actor, form.said())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("New %(thing)s") % {"thing": self.section.noun}
        return super().get_context_data(**{"title": title, "may_change": True} | kwargs)


class RowPage(SectionPage):
    """A page of one row; missing and foreign ones are the same 404."""

    @cached_property
    def row(self) -> Any:
        """What the address names. Raises Problem `not_found`."""
        try:
            return self.section.find(self.actor, path_id(self.kwargs["key"]))
        except RefusedItem as refused:
            raise as_problem(refused) from refused

    def must_be_allowed(self, verb: str) -> None:
        """Raises Problem `permission_denied`."""
        if not self.section.may(self.actor, verb, self.row):
            raise Problem("permission_denied")


class EditPage(RowPage, FormPage):
    """Shows a row, and changes it. Who may not change it sees it all the same."""

    def form(self, data: Any = None) -> SettingForm:
        told = self.section.told(self.actor, self.row)
        return self.section.form(data, actor=self.actor, row=told, may_change=self.section.may(self.actor, "UPDATE", self.row))

    def save(self, form: SettingForm) -> Any:
        return self.section.change(self.actor, self.row, form.said())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.must_be_allowed("UPDATE")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section, row = self.section, self.row
        may_change = section.may(self.actor, "UPDATE", row)
        found = {
            "title": str(row),
            "row": row,
            "may_change": may_change,
            "remove_url": section.url("remove", row) if section.may(self.actor, "DELETE", row) else None,
            "switch_url": section.url("switch", row) if may_change and section.may_switch(row) else None,
            **section.extra(self.actor, row),
        }
        return super().get_context_data(**found | kwargs)


class SwitchPage(RowPage):
    """POST: activates (`on`) or deactivates a row."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.must_be_allowed("UPDATE")
        if not self.section.may_switch(self.row):
            raise Problem("not_found")
        on = "on" in request.POST
        try:
            with transaction.atomic():
                self.section.change(self.actor, self.row, {"isActive": on})
        except REFUSALS as error:
            messages.error(request, in_words(error))
        else:
            said = _("“%(name)s” is active again.") if on else _("“%(name)s” is inactive. It stays where it is used.")
            messages.success(request, said % {"name": self.row})
        return go(request, self.section.url("edit", self.row))


class RemovePage(RowPage):
    """Asks once, then removes; says so where it can't, or where it was deactivated instead."""

    verb = writes = "DELETE"
    template_name = "settings/remove.html"
    partials = ("dialog-content",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.must_be_allowed("DELETE")
        section = self.section
        verb = section.removal_verb or _("Remove")
        found = {
            "title": _("%(verb)s %(name)s?") % {"verb": verb, "name": self.row},
            "verb": verb,
            "text": section.removal or _("Whatever is in use stays, and is deactivated instead."),
            "action": self.request.path,
            "back": section.url("edit", self.row),
        }
        return super().get_context_data(**found | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_allowed("DELETE")
        name = str(self.row)
        try:
            with transaction.atomic():
                kept = self.section.remove(self.actor, self.row)
        except REFUSALS as error:
            return self.render_to_response(self.get_context_data(refused=in_words(error)), status=UNPROCESSABLE)
        if kept is None:
            messages.success(request, _("“%(name)s” is gone.") % {"name": name})
        else:
            messages.warning(request, kept)
        return go(request, self.section.url("list"))
