"""Fields made of other fields: lists, free objects, and the item serializer, which is the declaration of a record on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec
from django.utils.functional import cached_property
from rest_framework import serializers

from api.errors import ItemError, Path
from api.gates import as_members, struct_type
from api.reports import INVALID, Report
from api.strict import StrictField
from api.suggestions import close_names
from api.text import printable

READ_ONLY = "__read_only__"
WARNINGS = "__warnings__"
# Looking for close names costs time; a sender with more unknown members than this has misread the documentation anyway.
_MAX_SUGGESTED = 5


class StrictList(StrictField, serializers.ListField):
    """A list of `min_length`..`max_length` entries, each taken by `child`. A list that is too long is not looked into."""

    expected = "array"
    child: StrictField

    def __init__(self, *, child: StrictField, min_length: int = 0, max_length: int = 1_000, **options: Any) -> None:
        super().__init__(child=child, min_length=min_length, max_length=max_length, **options)
        self.fewest, self.most = min_length, max_length
        if child.from_gate is not None:
            self.from_gate = self._from_gate

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, list):
            return self.refuse_type(value, report, path)
        if len(value) > self.most:
            return report.refuse("too_many", path, f"Send at most {self.most} entries.", max=self.most)
        if len(value) < self.fewest:
            return report.refuse("too_short", path, f"Send at least {self.fewest}.", min=self.fewest)
        taken = [self.child.take(entry, report, (*path, index)) for index, entry in enumerate(value)]
        return INVALID if any(entry is INVALID for entry in taken) else taken

    def gate(self) -> Any:
        inner = self.child.gate_type()
        if inner is None:
            return None
        return Annotated[list[inner], msgspec.Meta(min_length=self.fewest, max_length=self.most)]  # type: ignore[valid-type]  # built here

    def _from_gate(self, entries: list[Any]) -> list[Any]:
        read = self.child.from_gate
        return entries if read is None else [read(entry) for entry in entries]


class StrictObject(StrictField, serializers.DictField):
    """Any JSON object, untouched: its members are judged elsewhere (custom fields). Keys and values may hold anything."""

    expected = "object"

    def check(self, value: object, report: Report, path: Path) -> object:
        return value if isinstance(value, dict) else self.refuse_type(value, report, path)

    def gate(self) -> Any:
        return dict


class ItemSerializer(StrictField, serializers.Serializer):  # type: ignore[type-arg]
    """One record, or a part of one, as consumers send it. All fields are strict ones; members without a field are refused.

    `read_only_members`: names that may be sent but are compared, not set; they come back under validated[READ_ONLY][name] as sent.
    `required_on_create`: wire names the engine asks for when an item creates a record; not looked at here.
    """

    expected = "object"
    read_only_members: frozenset[str] = frozenset()
    required_on_create: tuple[str, ...] = ()
    from_gate = staticmethod(as_members)

    def diagnose(self, value: object, partial: bool = False) -> tuple[dict[str, Any], list[ItemError]]:
        """The valid members by `source` name (absent ones missing) and every error (at most 100), with paths in wire names.

        `partial`: no member of the item itself is required (those of nested objects are). Warnings, if any, stand in
        validated[WARNINGS]. Never raises, whatever the JSON value.
        """
        report = Report()
        validated: dict[str, Any] = {}
        if isinstance(value, dict):
            validated = self._members(value, report, (), partial)
        else:
            self.refuse_type(value, report, ())
        if report.warnings:
            validated[WARNINGS] = report.warnings
        return validated, report.errors

    def check(self, value: object, report: Report, path: Path) -> object:
        if not isinstance(value, dict):
            return self.refuse_type(value, report, path)
        errors_before = len(report.errors)
        validated = self._members(value, report, path, partial=False)
        return INVALID if report.is_full or len(report.errors) > errors_before else validated

    def gate(self) -> Any:
        return struct_type(type(self).__name__, self.strict_fields)

    @cached_property
    def strict_fields(self) -> dict[str, StrictField]:
        """The fields by wire name, in the order of their declaration. Raises TypeError for a field that is not strict."""
        fields: dict[str, StrictField] = {}
        for name, field in self.fields.items():
            if not isinstance(field, StrictField):
                raise TypeError(f"{type(self).__name__}.{name} is not a strict field")
            fields[name] = field
        return fields

    def _members(self, value: Mapping[str, object], report: Report, path: Path, partial: bool) -> dict[str, Any]:
        """The valid members of an object."""
        validated: dict[str, Any] = {}
        for name, field in self.strict_fields.items():
            if name in self.read_only_members:
                continue
            if name not in value:
                if field.required and not partial:
                    report.refuse("required", (*path, name))
            elif field.read_only:
                report.refuse("read_only_field", (*path, name))
            elif (taken := field.take(value[name], report, (*path, name))) is not INVALID:
                validated[str(field.source)] = taken
        if sent := {name: value[name] for name in self.read_only_members if name in value}:
            validated[READ_ONLY] = sent
        self._refuse_unknown(value, report, path)
        return validated

    def _refuse_unknown(self, value: Mapping[str, object], report: Report, path: Path) -> None:
        """Note `unknown_field` for every member that is not declared, with the names it may have been meant to be."""
        known = [name for name, field in self.strict_fields.items() if not field.read_only]
        for count, name in enumerate(self._unknown(value)):
            if report.is_full:
                return
            suggestions = close_names(name, known) if count < _MAX_SUGGESTED else []
            hint = f" Did you mean `{suggestions[0]}`?" if suggestions else ""
            report.refuse("unknown_field", (*path, name), f"There is no field `{printable(name)}`.{hint}", suggestions=suggestions)

    def _unknown(self, value: Mapping[str, object]) -> Iterator[str]:
        return (name for name in value if name not in self.strict_fields and name not in self.read_only_members)
