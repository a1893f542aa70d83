"""References in forms: a select that renders what is chosen and nothing else, however many records there are to choose from.

A picker fills it (`data-picker` names the resource to search); without JavaScript a record is named by its external id instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.choices import BaseChoiceIterator
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.actor import Actor
from api.form_fields import BLANK, ItemField, whole
from api.text import TextError, clean_key


class Typed(str):
    """An external id that was typed, not an id that was picked."""

    __slots__ = ()


class ReferenceSelect(forms.Select):
    """One option: the chosen record. Behind it, for browsers without JavaScript, a text input for an external id (`<name>.key`)."""

    choices: Any

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        options = [BLANK, *self.choices.of(one for one in value if one)]
        groups = ((None, [self.create_option(name, key, label, key in value, 0, attrs=attrs)], 0) for key, label in options)
        return list(groups)

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        typed = data.get(f"{name}.key")
        return Typed(typed) if typed else data.get(name)

    def use_required_attribute(self, initial: Any) -> bool:
        """No: a browser would insist on the select where an external id was typed instead."""
        return False

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return name not in data and f"{name}.key" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        select = super().render(name, "" if isinstance(value, Typed) else value, attrs, renderer)
        if {**self.attrs, **(attrs or {})}.get("disabled"):
            return select
        typed = value if isinstance(value, Typed) else ""
        hint = _("or its external id")
        return format_html(
            '{}<noscript><input type="text" name="{}.key" value="{}" placeholder="{}" aria-label="{}"></noscript>',
            *(select, name, typed, hint, hint),
        )


class Visible(BaseChoiceIterator):
    """What a reference may name: the records of a model that the actor sees. `known` are labels by id that need no look-up.

    `queryset` and `field.label_from_instance` are there for the admin's AutocompleteSelect, which takes this for its `choices`.
    """

    def __init__(self, model: type[models.Model], actor: Actor, known: Mapping[str, str]) -> None:
        self.queryset: models.QuerySet[Any] = model.objects.visible_to(actor)  # type: ignore[attr-defined]  # a tenant model
        self.known = known
        self.field = self
        self.empty_values = (None, "")

    def __iter__(self) -> Any:
        """None: the choices are looked up one by one."""
        return iter(())

    def of(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """(id, label) of those among these ids that the actor sees: at most one statement."""
        wanted = list(ids)
        found = {key: self.known[key] for key in wanted if key in self.known}
        numbers = [number for key in wanted if key not in found and isinstance(number := whole(key), int)]
        if numbers:
            found |= {str(row.pk): self.label_from_instance(row) for row in self.queryset.filter(pk__in=numbers)}
        return list(found.items())

    def label_from_instance(self, row: Any) -> str:
        return label(str(row), row.external_id)


class ReferenceField(ItemField):
    """A record by its internal id. What the actor does not see is refused by the engine, as what does not exist is.

    `chosen` is the stub that the record shows: it may name what the actor does not see otherwise. `picker`: the resource to search.
    """

    def __init__(self, model: type[models.Model], actor: Actor, *, picker: str, chosen: Mapping[str, Any] | None, **options: Any) -> None:
        known = {str(chosen["id"]): label(chosen["name"], chosen["externalId"])} if chosen else {}
        self.choices = Visible(model, actor, known)
        self.picker = picker
        super().__init__(widget=ReferenceSelect({"data-picker": picker}), **options)
        self.use(self.widget)

    def use(self, widget: Any) -> None:
        """Show the reference with another select, the admin's AutocompleteSelect for one."""
        widget.choices = self.choices
        self.widget = widget

    def __deepcopy__(self, memo: dict[Any, Any]) -> ReferenceField:
        copied: ReferenceField = super().__deepcopy__(memo)
        copied.use(copied.widget)
        return copied

    def prepare_value(self, value: Any) -> Any:
        """What can be no id chooses nothing."""
        return value if isinstance(value, Typed) or isinstance(whole(str(value)), int) else ""

    def spoken(self, raw: Any) -> str:
        return ", ".join(name for _key, name in self.choices.of([str(raw)] if raw else []))

    def to_wire(self, raw: Any) -> Any:
        if not raw:
            return None
        return {"kind": "external" if isinstance(raw, Typed) else "internal", "value": str(raw)}

    def shown(self, stored: Any) -> Any:
        return "" if stored is None else str(stored["id"])


class IdField(ReferenceField):
    """A record by its internal id, where the wire takes the id alone: an external id that was typed is looked up."""

    def to_wire(self, raw: Any) -> Any:
        return self._typed(raw) if isinstance(raw, Typed) else whole(str(raw)) if raw else None

    def shown(self, stored: Any) -> Any:
        return "" if stored is None else str(stored)

    def _typed(self, key: Typed) -> Any:
        """The id of the visible record of this external id; the text itself where there is none, for the engine to refuse."""
        try:
            found = self.choices.queryset.filter(external_id=clean_key(key)).values_list("pk", flat=True).first()
        except TextError:
            return str(key)
        return str(key) if found is None else found


def label(name: str, external_id: str | None) -> str:
    """How a person reads which record is meant."""
    return f"{name} ({external_id})" if external_id else name
