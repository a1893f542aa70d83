"""The page that makes one record of two: choose the other one, see what would combine and what would be dropped, and do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import RefusedItem
from desk.facts import Fact, member_of, sections_of
from desk.form_errors import placed
from desk.page_views import RecordPage
from desk.record_pages import RecordPages, Suggestion, by_id, pages_by_resource
from upserts.batch import Options
from upserts.merging import FROM, Merged, merge
from upserts.reading import read
from upserts.resource import Row

VERSION = "version"
# So many records are named of each kind; the others are counted.
NAMED = 25


@dataclass(frozen=True, slots=True)
class Difference:
    """A member in which the two differ. `outcome`: kept (ours), filled (with theirs), dropped (theirs), alias (theirs finds ours)."""

    label: Any
    ours: Fact | None
    theirs: Fact | None
    outcome: str


class MergePage(RecordPage):
    """GET /<records>/<key>/merge: whom to merge into this record (`?q=` searches); with `?from=<id>` what that would do, as a dry run.

    POST `from` and `version`, that of the preview: does it, and says what combined. Sent twice, it does nothing more.
    """

    operation = "UPDATE"
    wants = "may_merge"
    template_name = "records/merge.html"
    partials = ("choices",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        merged, refusals = self._tried(self._loser_id, Options(dry_run=True)) if self._loser_id is not None else (None, [])
        return self._answer(merged, refusals)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        seen = by_id(request.POST.get(VERSION, ""))
        options = Options(if_match=frozenset({seen or 0}))
        merged, refusals = self._tried(self._loser_id or 0, options)
        if merged is None:
            preview, more = self._tried(self._loser_id or 0, Options(dry_run=True))
            return self._answer(preview, refusals or more)
        messages.success(request, _("The two are one now."))
        self.record = merged.record
        return self.render_to_response(self.get_context_data(merged=merged, groups=_groups(merged, self.actor), step="done"))

    def _answer(self, merged: Merged | None, refusals: Sequence[str]) -> HttpResponse:
        context: dict[str, Any] = {"refusals": refusals, "step": "choose"}
        other = self._other if merged is not None else None
        if merged is not None and other is not None:
            differences = list(_differences(self.subject, (self.record, other), merged, self.actor))
            context |= {"step": "preview", "merged": merged, "other": other, "other_name": self.subject.says(other)}
            context |= {"differences": differences, "groups": _groups(merged, self.actor)}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusals else 200
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = _("Merge into {name}").format(name=self.subject.says(self.record))
        text = self.request.GET.get("q", "")
        choices = list(self._choices(text)) if kwargs.get("step") == "choose" else []
        return super().get_context_data(choices=choices, text=text, action=self.request.path, **kwargs)

    def _choices(self, text: str) -> Iterator[Suggestion]:
        """What the search finds; before one searches, what looks alike. Only what can become one with this record."""
        said = {name: self.record.get(name) or "" for name in self.subject.watched}
        found = self.subject.search(self.actor, text) if text else self.subject.similar(self.actor, said)
        for one in found:
            if one.id != self.record["id"] and one.letter == self.record.get("type", ""):
                yield one

    def _tried(self, loser_id: int, options: Options) -> tuple[Merged | None, list[str]]:
        """What a merge does, or the sentences of its refusal."""
        try:
            return merge(self.subject.resource, self.record["id"], loser_id, actor=self.actor, options=options), []
        except RefusedItem as refused:
            return None, [refusal.message for refusal in placed(refused.errors, (FROM,), {}, str)]

    @cached_property
    def _loser_id(self) -> int | None:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return by_id(sent.get(FROM, ""))

    @cached_property
    def _other(self) -> Row | None:
        found = read(self.subject.resource, self.actor, [self._loser_id or 0])
        return found[0] if found else None


def _differences(subject: RecordPages, records: tuple[Row, Row], merged: Merged, actor: Actor) -> Iterator[Difference]:
    ours, theirs = (_facts(subject, record, actor) for record in records)
    filled = {member_of(wire) for wire in merged.filled}
    for member in dict.fromkeys((*ours, *theirs)):
        mine, other = ours.get(member), theirs.get(member)
        if _text(mine) != _text(other):
            label = (mine or other).label  # type: ignore[union-attr]  # one of the two is there
            yield Difference(label, mine, other, _outcome(member, mine, other, filled))


def _outcome(member: str, ours: Fact | None, theirs: Fact | None, filled: set[str]) -> str:
    if member == "externalId" and theirs is not None:
        return "alias"
    if member in filled:
        return "filled"
    return "kept" if ours is not None or theirs is None else "dropped"


def _facts(subject: RecordPages, record: Row, actor: Actor) -> dict[str, Fact]:
    sections = sections_of(subject.form(actor=actor, record=record), lambda member: None, {})
    return {fact.member: fact for section in sections for fact in section.facts}


def _text(fact: Fact | None) -> list[str]:
    return [part.text for part in fact.parts] if fact is not None else []


def _groups(merged: Merged, actor: Actor) -> list[dict[str, Any]]:
    """What becomes of other records, by type: three lists with the names of the first of each."""
    groups = []
    for name, lists in merged.absorbed.items():
        pages = pages_by_resource.get(name)
        ids = {kind: [one["into"] if isinstance(one, dict) else one for one in found] for kind, found in lists.items()}
        names = pages.names(actor, [identity for found in ids.values() for identity in found[:NAMED]]) if pages is not None else {}
        kinds = [_kind(kind, found, names, pages) for kind, found in ids.items() if found]
        groups.append({"title": pages.plural if pages is not None else name.capitalize(), "kinds": kinds})
    return groups


def _kind(kind: str, ids: Sequence[int], names: Mapping[int, str], pages: RecordPages | None) -> dict[str, Any]:
    shown = [
        {"name": names[identity], "url": pages.url("detail", {"id": identity}) if kind != "dropped" else None}
        for identity in ids[:NAMED]
        if identity in names and pages is not None
    ]
    return {"kind": kind, "count": len(ids), "shown": shown, "more": len(ids) - len(shown) if shown else 0}
