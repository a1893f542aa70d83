"""Custom fields and templates of a set-up file: two lists that speak of each other become one order of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.errors import RefusedItem
from api.errors import ItemError, Path, item_error
from api.suggestions import close_names
from customfields.items import CustomFieldItem
from customfields.models import CustomField
from customfields.services import save_custom_field, save_custom_field_template
from imports.setup_items import SetupTemplateItem, TemplateFieldItem
from imports.setup_report import Entry, SectionReport, SetupRefused

FieldName = tuple[str, str]  # record type and key


class FieldSetup:
    """The custom fields and templates of a file. `errors`: every mistake that can be seen without the database.

    A field that a template lists belongs to it, at its place in the list (`order`, unless the field says one itself).
    """

    def __init__(self, fields: Sequence[object], templates: Sequence[object]) -> None:
        self.errors: list[ItemError] = []
        self.templates: list[Entry] = []
        self.fields: dict[FieldName, Entry] = {}
        # Fields of the account that a template lists by key alone.
        self.borrowed: dict[FieldName, Entry] = {}
        self._owners: dict[FieldName, str] = {}
        for index, value in enumerate(fields):
            self._add_field(("customFields", index), value, CustomFieldItem(), {})
        for index, value in enumerate(templates):
            self._add_template(("templates", index), value)

    def _add_field(self, path: Path, value: object, item: CustomFieldItem, given: Mapping[str, object]) -> FieldName | None:
        """Take a field that is spelled out. None: it has no usable name."""
        said, mistakes = item.diagnose(value)
        self._blame(mistakes, path)
        if not isinstance(value, dict):
            return None
        record_type, key = given.get("recordType", said.get("record_type")), said.get("key")
        if not isinstance(record_type, str) or not isinstance(key, str):
            return None
        name = (record_type, key)
        if name in self.fields:
            first = ".".join(str(step) for step in self.fields[name].path)
            self.errors.append(
                item_error("duplicate_data", (*path, "key"), f"The {record_type} field “{key}” is defined at {first} already.")
            )
            return None
        self.fields[name] = Entry(path, {**given, **value})
        return name

    def _add_template(self, path: Path, value: object) -> None:
        said, mistakes = SetupTemplateItem().diagnose(value)
        self._blame(mistakes, path)
        record_type, name = said.get("record_type"), said.get("name")
        if record_type is None or name is None:
            return
        if any(entry.values["recordType"] == record_type and entry.values["name"] == name for entry in self.templates):
            self.errors.append(
                item_error("duplicate_data", (*path, "name"), f"The {record_type} template “{name}” stands in the file already.")
            )
        own = {"recordType": record_type, "name": name, **({"order": said["order"]} if "order" in said else {})}
        self.templates.append(Entry(path, own))
        for index, field in enumerate(said.get("fields", ())):
            self._list_field((*path, "fields", index), field, record_type, name, index + 1)

    def _list_field(self, path: Path, value: object, record_type: str, template: str, order: int) -> None:
        """A field that a template lists: by key, or spelled out."""
        given = {"recordType": record_type, "template": template}
        listed: FieldName | None
        if isinstance(value, str):
            listed = (record_type, value)
            if entry := self.fields.get(listed):
                if listed not in self._owners:
                    self._blame_other_template(entry, path, template)
                entry.values.update({**given, "order": entry.values.get("order", order)})
            else:
                self.borrowed[listed] = Entry(path, {**given, "key": value, "order": order})
        else:
            listed = self._add_field(path, value, TemplateFieldItem(), {**given, "order": order})
        if listed is not None and self._owners.setdefault(listed, template) != template:
            message = f"“{listed[1]}” belongs to the template “{self._owners[listed]}” already."
            self.errors.append(item_error("template_mismatch", path, message))

    def _blame_other_template(self, entry: Entry, path: Path, template: str) -> None:
        said = entry.values.get("template", template)
        if said != template:
            self.errors.append(item_error("template_mismatch", path, f"The field itself says its template is “{said}”."))

    def _blame(self, mistakes: Sequence[ItemError], path: Path) -> None:
        self.errors += [ItemError(one.code, one.message, (*path, *one.path), one.params) for one in mistakes]


def save_fields(setup: FieldSetup, actor: Actor) -> list[SectionReport]:
    """Save templates, then fields, through the room's own services. Inside account_transaction.

    Raises SetupRefused with all that the services refuse: types that can't change, templates that don't exist …
    """
    templates, fields = SectionReport("templates"), SectionReport("customFields")
    errors: list[ItemError] = []
    for entry in setup.templates:
        _note(templates, entry, f"{entry.values['recordType']} {entry.values['name']}", save_custom_field_template, actor, errors)
    known = {(one.record_type, one.key) for one in CustomField.objects.visible_to(actor)} if setup.borrowed else set()
    errors += [_unknown(entry, name, known) for name, entry in setup.borrowed.items() if name not in known]
    borrowed = {name: entry for name, entry in setup.borrowed.items() if name in known}
    for (record_type, key), entry in {**setup.fields, **borrowed}.items():
        _note(fields, entry, f"{record_type}.{key}", save_custom_field, actor, errors)
    if errors:
        raise SetupRefused(errors)
    return [templates, fields]


def _note(report: SectionReport, entry: Entry, name: str, save: Any, actor: Actor, errors: list[ItemError]) -> None:
    try:
        report.note(name, save(actor=actor, values=entry.values))
    except RefusedItem as refusal:
        errors += [ItemError(one.code, one.message, (*entry.path, *one.path), one.params) for one in refusal.errors]


def _unknown(entry: Entry, name: FieldName, known: set[FieldName]) -> ItemError:
    record_type, key = name
    suggestions = close_names(key, sorted(other for kind, other in known if kind == record_type))
    return item_error("unknown_custom_field", entry.path, f"There is no {record_type} field “{key}”.", suggestions=suggestions)
