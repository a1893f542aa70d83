"""What a member does with the views of a list, each by a form that leads back to the list."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.pages import Page
from api.errors import Problem
from api.filters import DIGITS
from customfields.definitions import load_definitions
from desk.list_state import ListState, read_state
from desk.record_list import RecordList
from desk.saved_views import Refused, change_view, delete_view, own_view, save_view, set_default, set_page_size, view_for


class ViewsPage(Page, View):
    """POST /<name>/views: `do` is save, change, delete, default, no_default or size; `query` the state of the list it was said at."""

    records: RecordList = cast(RecordList, None)  # given in the URL map

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # it depends on the list
        return (f"{self.records.resource.permission}.READ",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{self.records.name}:list")

    def post(self, request: HttpRequest) -> HttpResponse:
        definitions = load_definitions(self.actor.account_id, self.records.resource.record_type)
        state = read_state(self.records, definitions, QueryDict(request.POST.get("query", "")))
        acts = {
            "save": self._save,
            "change": self._change,
            "delete": self._delete,
            "default": self._default,
            "no_default": self._no_default,
            "size": self._size,
        }
        act = acts.get(request.POST.get("do", ""))
        try:
            after = act(state) if act is not None else state
        except Refused as refusal:
            messages.error(request, str(refusal))
            after = state
        address = reverse(f"{self.records.name}:list")
        return redirect(f"{address}?{after.query}")

    @property
    def record_type(self) -> str:
        return self.records.resource.record_type

    def _sent(self, name: str) -> str:
        return self.request.POST.get(name, "")

    def _shares(self) -> bool:
        """Whether the view is to be shared: what colleagues find is for those to say who may change records."""
        wanted = self._sent("is_shared") == "true"
        if wanted and not self.actor.may(self.records.resource.permission, "UPDATE"):
            raise Problem("permission_denied")
        return wanted

    def _id(self) -> int:
        text = self._sent("view")
        if not DIGITS.fullmatch(text):
            raise Problem("not_found")
        return int(text)

    def _save(self, state: ListState) -> ListState:
        view = save_view(self.actor, self.record_type, name=self._sent("name"), query=state.lasting, is_shared=self._shares())
        if self._sent("is_default") == "true":
            set_default(self.actor, self.record_type, view)
        messages.success(self.request, _("View “%(name)s” saved.") % {"name": view.name})
        return state.turned(view=str(view.pk))

    def _change(self, state: ListState) -> ListState:
        view = own_view(self.actor, self.record_type, self._id())
        change_view(self.actor, view, name=self._sent("name"), is_shared=self._shares())
        messages.success(self.request, _("View “%(name)s” changed.") % {"name": view.name})
        return state

    def _delete(self, state: ListState) -> ListState:
        view = own_view(self.actor, self.record_type, self._id())
        delete_view(self.actor, view)
        messages.success(self.request, _("View “%(name)s” deleted.") % {"name": view.name})
        return state.turned(view="")

    def _default(self, state: ListState) -> ListState:
        view = view_for(self.actor, self.record_type, self._id())
        set_default(self.actor, self.record_type, view)
        messages.success(self.request, _("This list opens with “%(name)s” from now on.") % {"name": view.name})
        return state

    def _no_default(self, state: ListState) -> ListState:
        set_default(self.actor, self.record_type, None)
        messages.success(self.request, _("This list opens with all records from now on."))
        return state

    def _size(self, state: ListState) -> ListState:
        text = self._sent("size")
        set_page_size(self.actor, self.record_type, int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0)
        return state.turned(size=None)
