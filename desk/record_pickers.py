"""The admin's own way to name other records in a form: found by typing, of those that the person sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import ModelChoiceField

from accounts.actor import Actor
from api.form_fields import ItemField, WholeField
from backoffice.scope import Scope, visible_rows
from database.fields import TenantForeignKey
from desk.record_names import with_names
from upserts.reference_fields import Visible, label


class Prompting:
    """Says what is to be found: an empty picker has no other name for a screen reader."""

    prompt = ""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)  # type: ignore[misc]  # of the widget this is mixed into
        return {**attrs, "data-placeholder": self.prompt}


class RecordSelect(Prompting, AutocompleteSelect):
    """One record. What is chosen keeps its name, also where only the record at hand tells it (`ReferenceField`)."""

    choices: Any

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        chosen = self.choices.of(one for one in value if one)
        options = [("", ""), *chosen]
        return [(None, [self.create_option(name, key, label, key in value, place) for place, (key, label) in enumerate(options)], 0)]


class NamedSelect(Prompting, AutocompleteSelectMultiple):
    """Several records by a name of theirs, as an e-mail address. `known`: how those are called that are chosen already."""

    known: Mapping[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        options = [self.create_option(name, key, self.known.get(key, key), True, place) for place, key in enumerate(value)]
        return [(None, options, 0)]


class NamedField(ItemField):
    """A list of objects that are named by one member: `[{"email": …}]`."""

    def __init__(self, member: str, widget: NamedSelect, known: Mapping[str, str], **options: Any) -> None:
        self.member = member
        super().__init__(widget=widget, **options)
        self.widget.known = known

    def to_wire(self, raw: Any) -> Any:
        return [{self.member: str(one)} for one in raw or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and sorted(map(str, initial or ())) != sorted(map(str, data or ()))

    def spoken(self, raw: Any) -> str:
        return ", ".join(self.widget.known.get(one, one) for one in raw or ())


class IdField(WholeField):
    """A record by its id, where the wire has the bare number."""

    def __init__(self, column: Any, actor: Actor, site: Any, **options: Any) -> None:
        self.choices = Visible(column.remote_field.model, actor, {})
        super().__init__(widget=RecordSelect(column, site, choices=self.choices), **options)

    def spoken(self, raw: Any) -> str:
        return ", ".join(name for _, name in self.choices.of([str(raw)] if raw else []))


class PickedSelect(Prompting, AutocompleteSelect):
    """One record of a `PickedRecord`."""


class PickedRecord(ModelChoiceField):  # type: ignore[type-arg]  # Django knows no argument of it
    """One record of a type, of those that the scope shows: where a form is about a record, but no column names it."""

    def __init__(self, model: Any, scope: Scope, site: Any, **options: Any) -> None:
        # The admin's suggestions are asked for by a column; any that names such records will do.
        column = next(one.field for one in model._meta.related_objects if isinstance(one.field, TenantForeignKey))
        super().__init__(with_names(visible_rows(model, scope)), widget=PickedSelect(column, site), **options)
        self.widget.prompt = f"Find {model._meta.verbose_name} …"

    def label_from_instance(self, obj: Any) -> str:
        return label(str(obj), getattr(obj, "external_id", None))
