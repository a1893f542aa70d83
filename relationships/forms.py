"""How the form of a relationship looks: types that fit its two ends, read from the one to the other, and the people of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.form_fields import Option, PickManyField, offered, whole
from api.text import TextError, clean_key
from desk.forms import RecordForm, Section, Words, form_of
from organizations.models import Organization
from relationships.contact_fields import Groups, PeopleField, people_of
from relationships.words import Word, load_vocabulary
from upserts.reference_fields import Typed

ENDS = ("source", "target")
OPEN = "…"


class End(NamedTuple):
    """An organization at one end, as far as a form must know it."""

    id: int
    external_id: str | None
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class TypeOption(Option):
    """A relationship type to choose."""

    word: Word | None = None


def types(actor: Actor) -> Sequence[Option]:
    """The account's words for how organizations stand to each other, read from the source. One statement."""
    return [TypeOption(word.key, _label(word), word.is_active, word) for word in load_vocabulary(actor).words]


def _label(word: Word) -> str:
    return word.key if word.forward.casefold() == word.key.casefold() else f"{word.forward} ({word.key})"


@form_of("relationships")
class RelationshipForm(RecordForm):
    """A directed edge between two organizations."""

    sections = (
        Section(_("Organizations"), ("source", "target")),
        Section(_("Relationship"), ("types", "relationshipStatus", "leadSupplier", "contacts")),
    )
    labels = {"relationshipStatus": _("Status"), "types": _("Types")}
    help_texts = {
        "source": _("Each type below is a sentence that begins here …"),
        "target": _("… and ends here."),
        "leadSupplier": _("Who takes primary responsibility, if anybody does."),
        "contacts": _("People of the source or the target to talk to about this relationship."),
    }
    words = {"types": Words(types)}
    own_fields = {"contacts": PeopleField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(people := self.fields.get("contacts"), PeopleField):
            people.widget.choices = self._people  # asked once it is drawn
        if isinstance(field := self.fields.get("types"), PickManyField):
            field.widget.choices = self._types

    @cached_property
    def ends(self) -> Mapping[str, End]:
        """Source and target, as far as they are stored, or chosen and seen. One statement where they are chosen."""
        if self.record is not None:
            stubs = {end: self.record[end] for end in ENDS}
            return {end: End(stub["id"], stub["externalId"], stub["type"], stub["name"]) for end, stub in stubs.items()}
        said = {end: self[end].data if self.is_bound else self[end].initial for end in ENDS if end in self.fields}
        found = _seen(said.values(), self.actor)
        return {end: one for end, key in said.items() for one in found if _means(key, one)}

    def _people(self) -> Groups:
        listed = self.record["contacts"] if self.record is not None else ()
        return people_of({end.id: end.name for end in self.ends.values()}, listed, self.actor)

    def _types(self) -> list[tuple[str, str]]:
        """The types that fit the two ends, and those that are stored. On a new record each is the sentence that it would make of them."""
        source, target = (self.ends.get(end) for end in ENDS)
        letters = (source and source.type, target and target.type)
        stored = self.record["types"] if self.record is not None else ()
        words = [one.word for one in self.options["types"] if isinstance(one, TypeOption) and one.word is not None]
        fitting = [word for word in words if word.fits(*letters) or word.key in stored]
        names = (source.name if source else OPEN, target.name if target else OPEN)
        said = [word.forward for word in fitting]
        labels = [_label(word) if self.record is not None else _sentence(word, names, said) for word in fitting]
        return offered([Option(word.key, label, word.is_active) for word, label in zip(fitting, labels, strict=True)], stored)


def _sentence(word: Word, names: tuple[str, str], said: Sequence[str]) -> str:
    """What the type makes of these two; with its key where another one says the same."""
    sentence = f"{names[0]} {word.forward} {names[1]}"
    return f"{sentence} ({word.key})" if said.count(word.forward) > 1 else sentence


def _seen(said: Iterable[Any], actor: Actor) -> list[End]:
    """The visible organizations of these keys: ids that were chosen, external ids that were typed."""
    keys = [key for key in said if key]
    ids = [number for key in keys if not isinstance(key, Typed) and isinstance(number := whole(str(key)), int)]
    typed = [text for key in keys if isinstance(key, Typed) and (text := _clean(key))]
    if not ids and not typed:
        return []
    rows = Organization.objects.visible_to(actor).filter(Q(pk__in=ids) | Q(external_id__in=typed))
    return [End(*row) for row in rows.values_list("id", "external_id", "type", "name")]


def _clean(key: str) -> str:
    """The external id as it would be stored; "" for what can be none."""
    try:
        return clean_key(key)
    except TextError:
        return ""


def _means(key: Any, end: End) -> bool:
    return _clean(key) == end.external_id if isinstance(key, Typed) else whole(str(key)) == end.id
