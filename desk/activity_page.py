"""GET /activity: what happened in the account, newest first, as far as the actor may see it. Judged as the change feed is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.actor import Actor
from accounts.models import Membership
from accounts.pages import Page
from activity.words import type_word
from api.filters import MAX_ID
from desk.days import sequences_before, start_of
from desk.forms import forms_by_resource
from desk.record_pages import by_id
from desk.telling import CHANNELS, told
from desk.timeline import Asked, Happened, history
from upserts import registry
from upserts.event_sight import Sight, record_types

# Without an index on what is filtered by, a page looks at so many events at most, and says how far back that was.
WINDOW = 50_000
# Days beyond these mean the same, and no calendar breaks over them.
EARLIEST, LATEST = datetime.date(1970, 1, 2), datetime.date(9000, 1, 1)
# What of an entry leads to all that has it in common: (address, filter, member of the entry).
MORE = (("who_url", "who", "user_id"), ("request_url", "request", "request_id"), ("batch_url", "batch", "batch_id"))
ANYTHING = ("", gettext_lazy("Anything"))
ANYBODY = ("", gettext_lazy("Anybody"))
OPERATIONS = {
    "create": gettext_lazy("Created"),
    "update": gettext_lazy("Changed"),
    "archive": gettext_lazy("Archived"),
    "restore": gettext_lazy("Restored"),
    "delete": gettext_lazy("Removed"),
    "merge": gettext_lazy("Merged"),
    "grant": gettext_lazy("Shared"),
    "revoke": gettext_lazy("Stopped sharing"),
}


class DayInput(forms.DateInput):
    """A day as browsers choose it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActivityFilters(forms.Form):
    """What is asked of history. A value that can't be understood finds nothing: leaving it out would find what nobody asked for."""

    type = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    operation = forms.ChoiceField(label=gettext_lazy("Happened"), required=False, choices=[ANYTHING, *OPERATIONS.items()])
    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Through"), required=False, choices=[ANYTHING, *CHANNELS.items()])
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput)
    request = forms.CharField(label=gettext_lazy("Request id"), required=False, max_length=64)
    batch = forms.CharField(label=gettext_lazy("Batch id"), required=False, max_length=64)

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[str], people: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["type"].choices = [ANYTHING, *((name, capfirst(type_word(name))) for name in types)]  # type: ignore[attr-defined]
        self.fields["who"].choices = [ANYBODY, *people.items()]  # type: ignore[attr-defined]

    @property
    def chips(self) -> Iterator[tuple[str, Any, str]]:
        """(name, label, value as people read it) of what is set, right or wrong."""
        for name, field in self.fields.items():
            value = str(self.data.get(name, "")).strip()
            if value:
                choices = {str(key): label for key, label in getattr(field, "choices", ())}
                yield name, field.label, str(choices.get(value, value))


class ActivityPage(Page, TemplateView):
    """Everything that history tells the actor; `?before=` a sequence leads further back, the filters stay."""

    needs = tuple(dict.fromkeys(f"{permission}.READ" for permission in record_types().values()))
    title = gettext_lazy("Activity")
    template_name = "activity.html"
    partials = ("results",)

    @cached_property
    def sight(self) -> Sight:
        return Sight(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        types = sorted(self.sight.whole | set(self.sight.partly))
        filters = ActivityFilters(self.request.GET, types=types, people=_people(self.actor, self.request.GET.get("who", "")))
        before = by_id(self.request.GET.get("before", ""))
        asked = _asked(filters, types, before, self.actor) if filters.is_valid() else None
        found = history(self.sight, asked) if asked is not None and asked.record_types else None
        entries = told(found.events, _forms(found.events, self.actor), self.actor, with_what=True) if found is not None else []
        for entry in entries:
            entry |= {url: f"?{urlencode({name: entry[of]})}" for url, name, of in MORE if entry[of]}
        earlier = f"?{self._query(before=found.before)}" if found is not None and found.before is not None else None
        newest = f"?{self._query()}" if before is not None else None
        return super().get_context_data(
            filters=filters,
            chips=self._chips(filters),
            clear_url=self.request.path,
            entries=entries,
            earlier=earlier,
            newest=newest,
            **kwargs,
        )

    def _chips(self, filters: ActivityFilters) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "value": value,
                "remove_url": f"?{self._query(without=name)}",
                "error": " ".join(map(str, filters.errors.get(name, ()))),
            }
            for name, label, value in filters.chips
        ]

    def _query(self, *, without: str = "", before: int | None = None) -> str:
        """The filters that are set, as an address holds them."""
        names = [name for name in ActivityFilters.base_fields if name != without and self.request.GET.get(name)]
        pairs = [(name, self.request.GET[name]) for name in names]
        return urlencode(pairs + ([("before", str(before))] if before is not None else []))


def _asked(filters: ActivityFilters, types: Sequence[str], before: int | None, actor: Actor) -> Asked:
    """What valid filters ask of history. One statement where days are named."""
    said = filters.cleaned_data
    after, end = _between(said["since"], said["until"], actor)
    before = end if before is None else min(before, end or MAX_ID)
    who = by_id(said["who"]) if said["who"] else None
    return Asked(
        (said["type"],) if said["type"] else tuple(types),
        operation=said["operation"] or None,
        before=before,
        user_id=who,
        channel=said["channel"] or None,
        request_id=said["request"] or None,
        batch_id=said["batch"] or None,
        after=after,
        window=WINDOW,
    )


def _between(since: datetime.date | None, until: datetime.date | None, actor: Actor) -> tuple[int, int | None]:
    """The sequences between which these days lie, in the person's time zone. None: to the end."""
    next_day = min(until, LATEST) + datetime.timedelta(days=1) if until else None
    days = {"since": since and max(EARLIEST, min(since, LATEST)), "until": next_day and max(EARLIEST, next_day)}
    instants = {name: start_of(day) for name, day in days.items() if day is not None}
    found = sequences_before(actor, list(instants.values())) if instants else {}
    end = instants.get("until")
    return found[instants["since"]] if "since" in instants else 0, None if end is None else found[end] + 1


def _people(actor: Actor, asked: str) -> dict[str, str]:
    """Whom one can ask for: oneself, and the members, for whoever may read them. One statement.

    Somebody else, named by a link of an entry, is no more than a number: names are for those who may read them.
    """
    found = {str(actor.user_id): _("Me")} if actor.user_id is not None else {}
    if actor.may("MEMBER", "READ"):
        rows = Membership.objects.visible_to(actor).order_by("user__name", "user_id").values_list("user_id", "user__name")
        found |= {str(identity): name for identity, name in rows if identity != actor.user_id}
    elif by_id(asked) is not None and asked not in found:
        found[asked] = _("Member {number}").format(number=asked)
    return found


def _forms(events: Sequence[Happened], actor: Actor) -> dict[str, Any]:
    """The forms of the record types that are told of: they know what fields are called."""
    named = {event.record_type for event in events if event.changes}
    resources = [one for one in registry.every() if one.record_type in named and one.name in forms_by_resource]
    return {one.record_type: forms_by_resource[one.name](actor=actor, record=None) for one in resources}
