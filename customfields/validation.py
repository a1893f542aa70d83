"""Judging the custom fields of one item: pure, and quick enough to run once per item of every batch.

The rules are those of product.md and api.md: values merge by key, null and empty text clear, unknown keys are refused,
never dropped, and a value equal to the stored one is always accepted, so that what was read can be sent back as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from api.item_errors import ItemError, Path, item_error
from customfields.definitions import Definition, Definitions
from customfields.kinds import KindError, StoredValue

Values = dict[str, StoredValue]

# An item may name every field and this many keys beside them; more is noise that would only swell the answer.
SPARE_KEYS = 100
_NO_PATHS: Mapping[str, Path] = MappingProxyType({})
_NOTHING: Mapping[str, object] = MappingProxyType({})


def validate(
    values: Mapping[str, object],
    *,
    definitions: Definitions,
    current: Mapping[str, StoredValue],
    applies: str | None,
    is_create: bool,
    replace: bool = False,
    remove: bool = False,
    template_id: int | None = None,
    former_template_id: int | None = None,
    paths: Mapping[str, Path] = _NO_PATHS,
) -> tuple[Values, list[ItemError]]:
    """The custom fields that the record will hold, and all that is wrong with what was sent.

    `current` is what the record holds ({} on create) and stays untouched; `applies` is the organization's type, None for other
    records. Values merge by key. `replace`: keys that are absent are cleared, but inactive fields stay. `remove`: the named
    keys are cleared, whatever their values.
    `template_id` is the template that an organization will have, `former_template_id` the one it has: where they differ, the
    values of the former are cleared and the required fields of the new one are judged. A field of a template that is not
    attached is `custom_field_not_applicable`. `paths` says where a value came from, if not from ("customFields", key).
    Required fields are judged on create and on replace, else only when the item names them.
    With errors the values are not to be stored. Never raises for bad input.
    """
    most = len(definitions.by_key) + SPARE_KEYS
    if len(values) > most:
        return dict(current), [item_error("too_many", ("customFields",), max=most)]
    if former_template_id is not None and former_template_id != template_id:
        current = _without(current, definitions.of_template(former_template_id))
    new = _unwritable(current, definitions) if replace else dict(current)
    record = _Record(definitions, applies, template_id)
    errors = []
    for key, value in values.items():
        stored = current.get(key)
        if not remove and stored is not None and type(value) is type(stored) and value == stored:
            new[key] = stored
            continue
        try:
            wanted = record.wanted(key, None if remove else value, stored)
        except KindError as error:
            errors.append(item_error(error.code, _path(key, paths), error.message, **error.params))
            continue
        if wanted is None:
            new.pop(key, None)
        else:
            new[key] = wanted
    judged = definitions.required if is_create or replace else record.newly_required(former_template_id)
    missing = [one.key for one in judged if one.key not in new and one.key not in values and record.may_hold(one)]
    errors += [item_error("custom_field_required", _path(key, paths)) for key in missing]
    return new, errors


def repeats(values: Mapping[str, object], current: Mapping[str, StoredValue]) -> bool:
    """Is everything that was sent stored so already? Then there is nothing to judge."""
    for key, value in values.items():
        stored = current.get(key)
        if stored is None or type(value) is not type(stored) or value != stored:
            return False
    return True


class _Record(NamedTuple):
    """What decides which fields one record can hold."""

    definitions: Definitions
    organization_type: str | None
    template_id: int | None

    def may_hold(self, definition: Definition) -> bool:
        return self.definitions.apply(definition, self.organization_type, self.template_id)

    def wanted(self, key: str, value: object, stored: StoredValue | None) -> StoredValue | None:
        """The value to store under the key, None to clear it. Raises KindError with the code of the refusal."""
        definition = self.definitions.by_key.get(key)
        if definition is None:
            raise KindError("unknown_custom_field", suggestions=self.definitions.suggest(key))
        if definition.is_open or (definition.is_active and self.may_hold(definition)):
            parsed = definition.kind.parse(value, definition)
            if parsed is None and definition.required:
                raise KindError("custom_field_required")
            return parsed
        return self._unchanged(definition, value, stored)

    def newly_required(self, former_template_id: int | None) -> list[Definition]:
        """Required fields of a template that is being attached."""
        if self.template_id is None or self.template_id == former_template_id:
            return []
        return [one for one in self.definitions.required if one.template_id == self.template_id]

    def _unchanged(self, definition: Definition, value: object, stored: StoredValue | None) -> StoredValue | None:
        """What stays of a field that can't be written here: its stored value, or nothing where it does not apply and is cleared."""
        parsed = _lenient(definition, value)
        if parsed is None and (definition.is_active or stored is None):
            return None
        if type(parsed) is type(stored) and parsed == stored:
            return stored
        raise self._refusal(definition)

    def _refusal(self, definition: Definition) -> KindError:
        """Why the record can't hold the field, and which could."""
        if not definition.is_active:
            return KindError("custom_field_inactive")
        code, of_types = "custom_field_not_applicable", sorted(definition.applies_to)
        if of_types and self.organization_type not in of_types:
            return KindError(code, f"This custom field is for organizations of type {', '.join(of_types)}.", appliesTo=of_types)
        if self.organization_type is not None and definition.template_id not in (None, self.template_id):
            message = "This custom field belongs to a template that the organization does not have."
            return KindError(code, message, template=definition.template_id)
        return KindError(code)


class Merged(NamedTuple):
    """What an item says of its custom fields in both places, for validate().

    `values` are raw, by key; `paths` say where those of the template came from.
    """

    values: dict[str, object]
    paths: dict[str, Path]
    errors: list[ItemError]


def template_values(
    fields: Sequence[Mapping[str, object]],
    *,
    definitions: Definitions,
    template_id: int | None,
    custom_fields: Mapping[str, object] = _NOTHING,
) -> Merged:
    """Put the `template.fields` of an item ({id, value} each) together with its `customFields`.

    Errors: `reference_not_found` for an id that is no field of this template (other templates' fields count as missing too),
    `template_mismatch` where one field is given two values that differ, judged as they would be stored.
    """
    of_template = {one.id: one for one in definitions.of_template(template_id)}
    merged = Merged(dict(custom_fields), {}, [])
    for index, sent in enumerate(fields):
        path: Path = ("template", "fields", index)
        definition = of_template.get(_as_id(sent.get("id")))
        if definition is None:
            merged.errors.append(item_error("reference_not_found", (*path, "id"), "The template has no field with this id."))
            continue
        key, value = definition.key, sent.get("value")
        if key not in merged.values:
            merged.values[key] = value
            merged.paths[key] = (*path, "value")
        elif not _same(definition, merged.values[key], value):
            merged.errors.append(item_error("template_mismatch", (*path, "value"), key=key))
    return merged


def _lenient(definition: Definition, value: object) -> object:
    """The value as it would be stored, or as it was sent where it does not fit: enough to compare with."""
    try:
        return definition.kind.parse(value, definition)
    except KindError:
        return value


def _same(definition: Definition, one: object, other: object) -> bool:
    """Would both be stored as the same value?"""
    first, second = _lenient(definition, one), _lenient(definition, other)
    return type(first) is type(second) and first == second


def _without(current: Mapping[str, StoredValue], gone: Sequence[Definition]) -> Values:
    keys = {one.key for one in gone}
    return {key: value for key, value in current.items() if key not in keys}


def _unwritable(current: Mapping[str, StoredValue], definitions: Definitions) -> Values:
    """The stored values that no item can change."""
    by_key = definitions.by_key
    return {key: value for key, value in current.items() if key not in by_key or not by_key[key].is_active}


def _path(key: str, paths: Mapping[str, Path]) -> Path:
    return paths.get(key) or ("customFields", key)


def _as_id(value: object) -> int:
    """An id as number or in digits; 0, which no row has, for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
