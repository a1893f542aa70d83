"""Forms of settings: they read what was typed, in the words of the wire. Services judge it, so that a page refuses what the API refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise

from accounts.actor import Actor

Row = Mapping[str, Any]
Layout = Sequence[tuple[str | Promise, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields under one title; without a title they stand first."""

    title: str | Promise
    fields: list[BoundField]


class SettingForm(forms.Form):
    """A form of ItemFields, named as on the wire. `row` is what is stored, as the wire shows it; None: something new.

    `needed` members are marked as such; `fixed` ones stay as they were created. `layout` puts fields under titles; without one they are
    one group. `may_change` False: the form only shows. `given` is what a new one starts with.
    """

    needed: ClassVar[tuple[str, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()
    layout: ClassVar[Layout] = ()

    def __init__(
        self, data: Any = None, *, actor: Actor, row: Row | None = None, may_change: bool = True, given: Row | None = None
    ) -> None:
        super().__init__(data)
        self.actor, self.row, self.may_change, self.given = actor, row, may_change, given or {}
        self.prepare()
        for name, field in self.fields.items():
            field.required = name in self.needed
            field.disabled = not may_change or (row is not None and name in self.fixed)
            if row is not None:
                field.initial = field.shown(row.get(name))  # type: ignore[attr-defined]  # an ItemField
            elif name in self.given:
                field.initial = field.shown(self.given[name])  # type: ignore[attr-defined]  # as above

    def prepare(self) -> None:
        """Give fields the words of the account."""

    @property
    def groups(self) -> list[FormGroup]:
        """The fields as a page shows them."""
        layout = self.layout or (("", tuple(self.fields)),)
        return [FormGroup(title, [self[name] for name in names if name in self.fields]) for title, names in layout]

    def said(self) -> dict[str, Any]:
        """What a sent form says: of a new row what was filled in, of a stored one what was changed. Not sent: not said."""
        if self.row is not None:
            return {name: self.cleaned_data[name] for name in self.changed_data if not self._omitted(name)}
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def _omitted(self, name: str) -> bool:
        return self.fields[name].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))
