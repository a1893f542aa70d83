"""Edges as pages list them: those at one organization, seen from there, and those that list one contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.filters import CleanText
from api.pagination import paginate
from api.parameters import MAX_TEXT, PageRequest
from relationships.models import Relationship
from relationships.querysets import RelationshipQuerySet
from relationships.resources import RELATIONSHIPS
from relationships.words import Vocabulary
from upserts.reading import read

PAGE = 50
Row = dict[str, Any]
ANY = ("", _("Any"))


class EdgeFilters(forms.Form):
    """What the list of an organization is narrowed by. What it does not understand narrows nothing, and is not shown as if it did."""

    q = CleanText(
        label=_("Other end"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name or external id")}),
    )
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[("", _("Both")), ("outgoing", _("From here")), ("incoming", _("To here"))]
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Relationship.Status.choices])

    def __init__(self, said: QueryDict, vocabulary: Vocabulary) -> None:
        super().__init__({name: said[name] for name in ("q", "direction", "type", "status") if name in said})
        self.fields["type"].choices = [ANY, *((word.key, word.key) for word in vocabulary.words)]  # type: ignore[attr-defined]
        if not self.is_valid():
            self.data = {name: value for name, value in self.data.items() if name not in self.errors}
            self._errors = None

    def said(self, name: str) -> str:
        """The value of one filter; "" for none."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() else ""


def narrowed(rows: RelationshipQuerySet, filters: EdgeFilters, organization_id: int) -> RelationshipQuerySet:
    """The edges that the filters leave, of those that touch the organization."""
    if text := filters.said("q"):
        rows = rows.matching_beyond(organization_id, text)
    if key := filters.said("type"):
        rows = rows.of_types([key])
    if status := filters.said("status"):
        rows = rows.filter(relationship_status=status)
    return rows


def chips_of(filters: EdgeFilters) -> list[Row]:
    """The filters in use, each with the address without it."""
    said = {name: value for name in filters.fields if (value := filters.said(name))}
    return [
        {"label": filters.fields[name].label, "value": _word(filters.fields[name], value), "remove_url": _address(said, name)}
        for name, value in said.items()
    ]


def _word(field: forms.Field, value: str) -> Any:
    choices: Any = getattr(field, "choices", ())
    return dict(choices).get(value, value)


def _address(said: dict[str, str], name: str) -> str:
    kept = QueryDict(mutable=True)
    kept.update({other: value for other, value in said.items() if other != name})
    return f"?{kept.urlencode()}"


@dataclass(frozen=True, slots=True)
class EdgePage:
    """One page of edges: read models, and `pages` for components/pagination.html."""

    records: Sequence[Row]
    pages: Row


def page_of(rows: RelationshipQuerySet, request: HttpRequest, actor: Actor) -> EdgePage:
    """The asked page, the newest first: two statements. Raises Problem `invalid_parameter` for a cursor of another list."""
    asked = PageRequest(PAGE, (request.GET.get("cursor") or None), wants_total=False)
    found = paginate(rows.values("id"), request, page=asked, account_id=actor.account_id, ordering="-id")
    records = read(RELATIONSHIPS, actor, [row["id"] for row in found.rows])
    kept = request.GET.copy()
    first = kept.pop("cursor", None) and f"?{kept.urlencode()}"
    return EdgePage(records, {"next_url": found.next_url, "first_url": first})
