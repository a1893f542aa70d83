"""The pages on which many records are changed at once: choose what to do, see what became of it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from accounts.actor import Actor
from accounts.pages import Page
from api.errors import Problem
from customfields.definitions import load_definitions
from desk import bulk
from desk.bulk import MAX_SELECTED, AlreadyUndone
from desk.bulk_form import questions, read_answers
from desk.cells import Text, page_of
from desk.list_state import read_state
from desk.record_list import RecordList
from desk.selection import TooMany, selected
from upserts.list_models import BulkRun
from upserts.reading import read

ACTS: Mapping[str, Callable[..., BulkRun]] = {"archive": bulk.archive, "restore": bulk.restore, "remove": bulk.remove}
NEEDED = {"edit": "UPDATE", "archive": "UPDATE", "restore": "UPDATE", "remove": "DELETE"}
UNDOABLE = ("edit", "archive", "restore")
SHOWN = 200
TITLES: Mapping[str, Text] = {
    "edit": gettext_lazy("Edit many"),
    "archive": gettext_lazy("Archive many"),
    "restore": gettext_lazy("Restore many"),
    "remove": gettext_lazy("Remove many"),
}
DONE: Mapping[str, Text] = {
    "edit": gettext_lazy("Edited"),
    "archive": gettext_lazy("Archived"),
    "restore": gettext_lazy("Restored"),
    "remove": gettext_lazy("Removed"),
    "undo": gettext_lazy("Taken back"),
}


class ManyPage(Page):
    """What the pages of this file have in common: a list, and who may change its records at all."""

    records: RecordList = cast(RecordList, None)  # given in the URL map

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # it depends on the list
        name = self.records.resource.permission
        return (f"{name}.UPDATE", f"{name}.DELETE")

    @property
    def crumbs(self) -> Sequence[tuple[Text, str]]:  # type: ignore[override]
        return [(self.records.title, self.list_url())]

    def list_url(self, query: str = "view=all") -> str:
        """The list, in this state."""
        return f"{reverse(f'{self.records.name}:list')}?{query}"

    def run_url(self, run: BulkRun) -> str:
        """What became of a run."""
        return reverse(f"{self.records.name}:bulk_run", args=[run.pk])

    def insist(self, act: str) -> None:
        """Raise Problem `permission_denied` where the role does not allow this act."""
        if not self.actor.may(self.records.resource.permission, NEEDED[act]):
            raise Problem("permission_denied")


class BulkPage(ManyPage, TemplateView):
    """POST /<name>/bulk: from the list, the question what is to be done; with `step` apply, the answer, which is carried out."""

    template_name = "records/bulk.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.list_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        records, actor = self.records, self.actor
        act = request.POST.get("act", "")
        self.definitions = load_definitions(actor.account_id, records.resource.record_type)
        self.where = read_state(records, self.definitions, QueryDict(request.POST.get("where", ""))).turned().query
        if act not in records.actions:
            return self._back(_("Choose what to do with the records."))
        self.insist(act)
        try:
            ids = selected(records, actor, self.definitions, request.POST)
        except TooMany:
            return self._back(too_many())
        if not ids:
            return self._back(_("Choose at least one record."))
        self.title = TITLES[act]
        return self._carry_out(act, ids) if request.POST.get("step") == "apply" else self._ask(act, ids, {}, QueryDict())

    def _carry_out(self, act: str, ids: Sequence[int]) -> HttpResponse:
        records, actor, sent = self.records, self.actor, self.request.POST
        if act in ACTS:
            return self._told(ACTS[act](records.resource, actor, ids))
        changes, errors = read_answers(records.all_bulk_fields(self.definitions), sent, actor)
        return self._ask(act, ids, errors, sent) if errors else self._told(bulk.edit(records.resource, actor, ids, changes))

    def _ask(self, act: str, ids: Sequence[int], errors: Mapping[str, str], sent: QueryDict) -> HttpResponse:
        records = self.records
        words = records.words(self.actor) if act == "edit" else {}
        fields = records.all_bulk_fields(self.definitions) if act == "edit" else []
        context = self.get_context_data(
            records=records,
            act=act,
            count=len(ids),
            ids=",".join(map(str, ids)),
            where=self.where,
            back=self.list_url(self.where),
            questions=questions(fields, words, sent, errors),
            error=errors.get("", ""),
            sample=named(records, self.actor, ids[:5]),
        )
        return self.render_to_response(context, status=422 if errors else 200)

    def _told(self, run: BulkRun) -> HttpResponse:
        return redirect(self.run_url(run))

    def _back(self, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return redirect(self.list_url(self.where))


class RunPage(ManyPage, TemplateView):
    """GET /<name>/bulk/<id>: what became of a run of the member's own."""

    template_name = "records/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = run_for(self.actor, self.records, kwargs["run"])
        taken_back = BulkRun.objects.visible_to(self.actor).filter(undoes_id=run.pk).first()
        self.title = DONE[run.action]
        may_undo = run.action in UNDOABLE and bool(run.changed) and taken_back is None
        return super().get_context_data(
            **kwargs
            | {
                "run": run,
                "records": self.records,
                "taken_back": taken_back,
                "may_undo": may_undo and self.actor.may(self.records.resource.permission, "UPDATE"),
                "changed": len(run.changed),
                "changed_some": named(self.records, self.actor, [int(one) for one in list(run.changed)[:SHOWN]]),
                "refused": len(run.refused),
                "refusals": refusals(self.records, self.actor, run.refused[:SHOWN]),
                "list_url": self.list_url(),
                "undo_url": reverse(f"{self.records.name}:bulk_undo", args=[run.pk]),
                "taken_back_url": self.run_url(taken_back) if taken_back is not None else "",
            }
        )


class UndoPage(ManyPage, View):
    """POST /<name>/bulk/<id>/undo: give the records their former values."""

    def get(self, request: HttpRequest, run: int) -> HttpResponse:
        return redirect(self.run_url(run_for(self.actor, self.records, run)))

    def post(self, request: HttpRequest, run: int) -> HttpResponse:
        self.insist("edit")
        found = run_for(self.actor, self.records, run)
        if found.action not in UNDOABLE:
            messages.error(request, _("This can't be taken back."))
            return redirect(self.run_url(found))
        try:
            taken_back = bulk.undo(self.records.resource, self.actor, found)
        except AlreadyUndone:
            messages.info(request, _("This was taken back already."))
            return redirect(self.run_url(found))
        return redirect(self.run_url(taken_back))


@dataclass(frozen=True, slots=True)
class Named:
    """A record by name, with the address of its page ("": none); `reasons` why it was refused."""

    name: str
    href: str
    reasons: Sequence[str] = ()


def named(records: RecordList, actor: Actor, ids: Sequence[int]) -> list[Named]:
    """The records that the actor still sees, as it reads them now."""
    return [_named(records, record) for record in read(records.resource, actor, ids)]


def refusals(records: RecordList, actor: Actor, refused: Sequence[Any]) -> list[Named]:
    """Why records were refused. One that is gone, or out of sight since, goes by its number."""
    found = {record["id"]: record for record in read(records.resource, actor, [identity for identity, _ in refused])}
    lines = []
    for identity, errors in refused:
        one = _named(records, found[identity]) if identity in found else Named(f"#{identity}", "")
        lines.append(Named(one.name, one.href, [message for _, message in errors]))
    return lines


def run_for(actor: Actor, records: RecordList, identity: int) -> BulkRun:
    """A run of the member's own. Raises Problem `not_found`, the same for somebody else's, foreign and missing ones."""
    mine = BulkRun.objects.visible_to(actor).filter(user_id=actor.user_id, record_type=records.resource.record_type)
    run: BulkRun | None = mine.filter(pk=identity).first()
    if run is None:
        raise Problem("not_found")
    return run


def too_many() -> str:
    """Why a selection is refused, and what to do instead."""
    text = ngettext("At most %(most)s record can be changed at once.", "At most %(most)s records can be changed at once.", MAX_SELECTED)
    more = _("Narrow the list, or export it, change the file and import it.")
    return f"{text % {'most': f'{MAX_SELECTED:,}'}} {more}"


def _named(records: RecordList, record: Any) -> Named:
    return Named(records.says(record), page_of(f"{records.name}:detail", records.key(record)))
