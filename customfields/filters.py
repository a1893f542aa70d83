"""Lists narrowed by the account's own fields: `customFields.<key>`, with `__in`, `__gte` and `__lte` where the kind has an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Self

import django_filters
import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, DecimalField, F, Func, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual, Regex

from api.item_errors import item_error
from customfields.definitions import Definition, Definitions
from customfields.identifiers import identifier_text
from customfields.kinds import KindError
from customfields.models import IdentifierValue
from customfields.named import holders_and_survivors

PREFIX = "customFields."
ORDERED = ("number", "money", "date")
COMPARISONS = {"__gte": GreaterThanOrEqual, "__lte": LessThanOrEqual}
SYMBOLS = {"__gte": ">=", "__lte": "<="}
MAX_OPTIONS = 100
# PostgreSQL takes twice as long for a bound like {2}, and 100,000 rows may have to be looked at.
MONEY, LONGEST_MONEY = "^[0-9]+[.][0-9][0-9]$", 18
DAY = "^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$"


class CustomFieldFilter(django_filters.Filter):
    """Rows whose custom field equals a value, is one of several (`__in`, separated by commas), or lies on one side of it.

    A value of an identifier field that was merged away finds the record that is left, too.
    """

    def __init__(self, definition: Definition, operator: str, definitions: Definitions) -> None:
        super().__init__(field_name="custom_fields")
        self.definition, self.operator, self.definitions = definition, operator, definitions
        self._field = TypedValue(definition, takes_several=operator == "__in")

    @classmethod
    def every(cls, definitions: Definitions | None, data: Mapping[str, Any]) -> Iterator[tuple[str, Self]]:
        """The filters of those custom-field parameters that were sent and that the account knows, by name."""
        for name in data:
            if definitions is None or not name.startswith(PREFIX):
                continue
            for definition, operator in _meanings(name.removeprefix(PREFIX), definitions):
                yield name, cls(definition, operator, definitions)

    @property
    def field(self) -> forms.Field:
        return self._field

    def filter(self, rows: Any, value: Any) -> QuerySet[Any]:
        if value is None:
            return rows
        values = value if self.operator == "__in" else [value]
        if self.definition.is_identifier and self.operator not in COMPARISONS:
            held = self._identifiers().filter(value__in=[identifier_text(one) for one in values])
            return rows.filter(holders_and_survivors(rows, held))
        if self.definition.is_owned:
            path = f"strict $ {SYMBOLS[self.operator]} {msgspec.json.encode(value).decode()}"
            return rows.filter(pk__in=self._identifiers().filter(PathMatches(F("shown"), Value(path))).values("record_id"))
        if self.operator in COMPARISONS:
            return rows.filter(self._compared(value))
        wanted = Q()
        for one in values:
            wanted |= Q(custom_fields__contains={self.definition.key: one})
        return rows.filter(wanted)

    def _identifiers(self) -> Any:
        """The values of an identifier field: of the account, or the asker's own."""
        known = IdentifierValue.objects.visible_to(self.definitions).filter(field_id=self.definition.id)
        return known.filter(owner_id=self.definitions.owner_of(self.definition))

    def _compared(self, value: Any) -> Any:
        """A comparison that an old value of another type merely fails."""
        key = self.definition.key
        if self.definition.data_type == "money":
            # Stored as text, so that it never passes a float: cast only where it looks like money.
            stored = KeyTextTransform(key, "custom_fields")
            compared = COMPARISONS[self.operator](Cast(stored, DecimalField(max_digits=17, decimal_places=2)), Decimal(value))
            is_money = Q(Regex(stored, MONEY)) & Q(LessThanOrEqual(Length(stored), LONGEST_MONEY))
            return Case(When(is_money, then=compared), default=Value(False))
        # JSON path never raises for a value of another type (SQL/JSON, ISO 9075-2); strict: nor does it look into a list.
        path = f'$."{key}" {SYMBOLS[self.operator]} {msgspec.json.encode(value).decode()}'
        if self.definition.data_type == "date":  # days are texts, and so may be an old value
            path = f'{path} && $."{key}" like_regex "{DAY}"'
        return PathMatches(F("custom_fields"), Value(f"strict {path}"))


class PathMatches(Func):
    """jsonb @@ jsonpath."""

    template = "(%(expressions)s::jsonpath)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class TypedValue(forms.CharField):
    """A value of the definition's kind, as text; several of them separated by commas."""

    def __init__(self, definition: Definition, *, takes_several: bool) -> None:
        super().__init__(required=False, strip=False)  # the kind cleans, and refuses control characters
        self.definition, self.takes_several = definition, takes_several

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not self.takes_several or not text:
            return self._parsed(text)
        parts = text.split(",")
        if len(parts) > MAX_OPTIONS:
            raise ValidationError(f"Send at most {MAX_OPTIONS} values.")
        found = [self._parsed(part) for part in parts]
        if None in found:
            raise ValidationError("There is an empty value between the commas; leave it out.")
        return found

    def run_validators(self, value: Any) -> None:
        """The kind has judged the value."""

    def _parsed(self, text: str | None) -> Any:
        try:
            return self.definition.kind.parse(text, self.definition)
        except KindError as error:
            raise ValidationError(item_error(error.code, (), error.message, **error.params).message) from error


def offered(definitions: Definitions | None) -> list[str]:
    """The parameters that a misspelled one may have meant: one for each field in use."""
    return [PREFIX + one.key for one in definitions.fields if one.is_active] if definitions is not None else []


def _meanings(name: str, definitions: Definitions) -> Iterator[tuple[Definition, str]]:
    """The field and operator that a parameter names; nothing where it names none. A key may itself hold two underscores."""
    if (definition := definitions.by_key.get(name)) is not None:
        yield definition, ""
        return
    key, separator, word = name.rpartition("__")
    definition = definitions.by_key.get(key)
    operator = separator + word
    if definition is not None and (operator == "__in" or (operator in COMPARISONS and definition.data_type in ORDERED)):
        yield definition, operator
