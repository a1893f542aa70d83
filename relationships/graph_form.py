"""What the graph page is asked for: a form whose values stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.filters import MAX_ID
from api.text import TextError, clean_key
from organizations.insp_id import organization_id
from organizations.models import Organization, OrganizationType
from relationships.directions import DIRECTIONS
from relationships.graph import DEFAULT_DEPTH, MAX_DEPTH, Question
from relationships.graph_sql import Wanted
from relationships.words import Vocabulary
from upserts.reference_fields import ReferenceSelect, Typed, Visible, label

LIMITS = (50, 100, 200, 500, 1_000)
DEFAULT_LIMIT = 200
LAYOUTS = ("tiers", "force")
DEFAULTS = {"depth": str(DEFAULT_DEPTH), "direction": "both", "limit": str(DEFAULT_LIMIT), "layout": LAYOUTS[0]}
NEEDLESS: tuple[object, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Asked:
    """What to draw. `shown` are the organization types to show, the walk goes through the others too; `goal` is where a path leads."""

    question: Question
    shown: frozenset[str]
    goal: int | None
    layout: str
    is_table: bool


class GoalField(forms.Field):
    """The organization that a path leads to: an id, or an external id or short code that was typed."""

    default_error_messages = {"unknown": _("There is no organization with this external id or short code.")}

    def __init__(self, actor: Actor, **options: Any) -> None:
        self.actor, self.choices = actor, Visible(Organization, actor, {})
        super().__init__(widget=ReferenceSelect({"data-picker": "organizations"}), **options)
        self.widget.choices = self.choices

    def __deepcopy__(self, memo: dict[Any, Any]) -> GoalField:
        copied: GoalField = super().__deepcopy__(memo)
        copied.widget.choices = copied.choices
        return copied

    def to_python(self, value: Any) -> int | None:
        """What is picked may be an organization that only a relationship names, so it is not looked up here."""
        if not value:
            return None
        number = self._typed(str(value)) if isinstance(value, Typed) else _id(str(value))
        if number is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return number

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, Typed) or _id(str(value)) else ""

    def _typed(self, value: str) -> int | None:
        """At most one statement."""
        try:
            key = clean_key(value)
        except TextError:
            return None
        found = Organization.objects.visible_to(self.actor).filter(external_id=key).values_list("id", flat=True).first()
        return cast("int | None", found) or organization_id(key)


class GraphForm(forms.Form):
    """The controls of the graph; names and values as those of the API where it has them. What makes no sense is said and left out."""

    depth = forms.TypedChoiceField(label=_("Steps away"), coerce=int, empty_value=None, required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    types = forms.MultipleChoiceField(label=_("Relationship types"), required=False)
    limit = forms.TypedChoiceField(label=_("At most"), coerce=int, empty_value=None, required=False)
    includeInactive = forms.BooleanField(label=_("Inactive relationships"), required=False, widget=forms.CheckboxInput({"value": "true"}))
    includeArchived = forms.BooleanField(label=_("Archived organizations"), required=False, widget=forms.CheckboxInput({"value": "true"}))
    show = forms.MultipleChoiceField(label=_("Organization types"), choices=OrganizationType.choices, required=False)
    layout = forms.ChoiceField(choices=[(name, name) for name in LAYOUTS], required=False)
    view = forms.ChoiceField(choices=[("table", "table")], required=False)

    def __init__(self, sent: QueryDict, actor: Actor, words: Vocabulary) -> None:
        super().__init__(_with_defaults(sent), auto_id="graph-%s", use_required_attribute=False)
        self._words = words
        self._offer("depth", ((number, str(number)) for number in range(1, MAX_DEPTH + 1)))
        self._offer("direction", zip(("both", *DIRECTIONS[:2]), (_("Both ways"), _("Outgoing"), _("Incoming")), strict=True))
        self._offer("limit", ((number, f"{number:,}") for number in LIMITS))
        self._offer("types", ((word.key, word.key) for word in words.words))
        self.fields["types"].widget.attrs |= {"data-picker": "", "data-placeholder": _("All types")}
        self.fields["to"] = GoalField(actor, label=_("Path to"), required=False)
        self.fields["to"].widget.attrs["data-placeholder"] = _("Search organizations")

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def controls(self) -> list[forms.BoundField]:
        return [self[name] for name in ("depth", "direction", "types", "limit", "to")]

    def checks(self) -> list[forms.BoundField]:
        return [self["includeInactive"], self["includeArchived"]]

    def name_goal(self, goal: int | None, stub: Mapping[str, Any]) -> None:
        """What the goal is called, where the actor knows it from relationships only."""
        field = cast(GoalField, self.fields["to"])
        field.choices.known = {str(goal): label(stub["name"], stub["externalId"])}

    def asked(self, center: int) -> Asked:
        """What to draw around this organization; a default for each value that makes no sense."""
        self.full_clean()
        found: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value not in NEEDLESS}
        keys = found.get("types")
        wanted = Wanted(
            direction=found.get("direction", DEFAULTS["direction"]),
            types=frozenset(self._words.by_key[key].id for key in keys) if keys else None,
            with_inactive=found.get("includeInactive", False),
            with_archived=found.get("includeArchived", False),
        )
        return Asked(
            Question(center, wanted, found.get("depth", DEFAULT_DEPTH), found.get("limit", DEFAULT_LIMIT)),
            shown=frozenset(found.get("show", OrganizationType.values)),
            goal=found.get("to"),
            layout=found.get("layout", LAYOUTS[0]),
            is_table="view" in found,
        )


def limit_after(limit: int) -> int | None:
    """The next limit to choose. None: this is the highest."""
    return next((one for one in LIMITS if one > limit), None)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID)) and 0 < int(text) <= MAX_ID else None


def _with_defaults(sent: QueryDict) -> QueryDict:
    """What was sent, and what holds where nothing was: so that the controls show it."""
    filled = sent.copy()
    for name, value in DEFAULTS.items():
        if not sent.get(name):
            filled[name] = value
    if "show" not in sent:
        filled.setlist("show", OrganizationType.values)
    return filled
