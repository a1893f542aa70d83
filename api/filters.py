"""Filters of lists: django-filter, read as strictly as every other parameter."""

from __future__ import annotations

import datetime
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from api import countries
from api.parameters import MAX_TEXT, QueryParameters
from api.scalar_fields import BIGINT_MAX
from api.text import TextError, clean, clean_key

MAX_REPEATED = 100
MAX_KEY = 255
MAX_ID = BIGINT_MAX
DIGITS = re.compile("[0-9]{1,19}")


class CleanText(forms.CharField):
    """Text in NFC without control characters; white space at the ends is stripped."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # Django would strip control characters, too: a parameter of nothing else would then be no filter at all.
        super().__init__(*args, strip=False, **options)

    def to_python(self, value: Any) -> Any:
        try:
            return clean(super().to_python(value) or "")
        except TextError as error:
            raise ValidationError(error.message) from error


class CountryCode(CleanText):
    """A country as ISO 3166-1 alpha-2 in any case, or its numeric code."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        code = countries.alpha2(text) if text else ""
        if code is None:
            raise ValidationError("Send an ISO 3166-1 country code: two letters as in DE, or the number as in 276.")
        return code


class RepeatedKeys(forms.Field):
    """A key that may be sent up to a hundred times: any of them will do."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        if len(value or ()) > MAX_REPEATED:
            raise ValidationError(f"Send this parameter at most {MAX_REPEATED} times.")
        if any(len(text) > MAX_KEY for text in value or ()):
            raise ValidationError(f"Use at most {MAX_KEY} characters.")
        try:
            return [clean_key(text) for text in value or ()]
        except TextError as error:
            raise ValidationError(error.message) from error


class TextFilter(django_filters.CharFilter):
    """One text of at most 1,000 characters."""

    field_class = CleanText

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_length=MAX_TEXT, **options)


class CountryFilter(django_filters.CharFilter):
    """One country."""

    field_class = CountryCode


class KeysFilter(django_filters.Filter):
    """Rows whose column is one of the keys that were sent."""

    field_class = RepeatedKeys

    def filter(self, rows: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return rows.filter(**{f"{self.field_name}__in": value}) if value else rows


class Instant(CleanText):
    """An instant in ISO 8601; without an offset it is UTC."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            parsed = parse_datetime(text)
            if parsed is not None:
                return (parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            parsed = None
        if text:
            raise ValidationError("Send an instant as in 2025-01-31T12:00:00Z.")
        return None


class SinceFilter(django_filters.Filter):
    """Rows whose column is at this instant or later."""

    field_class = Instant

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, lookup_expr="gte")


class InternalId(CleanText):
    """A whole number 1 … 2⁶³−1 in ASCII digits."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text and not (DIGITS.fullmatch(text) and 1 <= int(text) <= MAX_ID):
            raise ValidationError(f"Send a whole number from 1 to {MAX_ID}.")
        return int(text) if text else None


class IdFilter(django_filters.Filter):
    """One internal id."""

    field_class = InternalId


class OneOfFilter(django_filters.ChoiceFilter):
    """One of some texts, spelled exactly so."""

    def __init__(self, values: Iterable[str], **options: Any) -> None:
        known = list(values)
        messages = {"invalid_choice": f"Send one of: {', '.join(known)}."}
        super().__init__(choices=[(value, value) for value in known], error_messages=messages, **options)


class FlagFilter(OneOfFilter):
    """The literals true and false; what they do is the filter set's `method`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(("true", "false"), **options)


class StrictFilterSet(django_filters.FilterSet):
    """Filters to be read by `narrowed`. `offered` names parameters that exist although they were not sent and have no filter yet."""

    offered: Sequence[str] = ()

    def __init__(self, data: QueryDict, queryset: QuerySet[Any]) -> None:
        """Of the declared filters only those that were sent are made: all nine of them and their form would take 0.7 ms a request."""
        self.declared = self.base_filters
        self.base_filters = OrderedDict((name, one) for name, one in self.declared.items() if name in data)
        super().__init__(data, queryset)


def narrowed(filters: StrictFilterSet, query: QueryParameters) -> QuerySet[Any]:
    """The rows that a filter set leaves. What is wrong with its parameters is noted in `query`, whose block then ends with one Problem."""
    query.accept(dict.fromkeys([*filters.declared, *filters.filters, *filters.offered]), repeated=repeatable(filters))
    if filters.is_valid():
        return filters.qs
    for name, messages in filters.errors.items():
        query.refuse(name, " ".join(messages))
    rows: QuerySet[Any] = filters.queryset  # type: ignore[assignment]  # the stubs think it may be missing
    return rows.none()


def repeatable(filters: django_filters.FilterSet) -> Iterable[str]:
    """The names that may stand in the query string more than once."""
    return [name for name, one in filters.filters.items() if isinstance(one, KeysFilter)]
