"""From the declaration of an item to form fields: one builder for each kind of wire field. Names, limits and choices come from there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext

from accounts.actor import Actor
from api import countries
from api.fields import (
    CountryField,
    StrictBool,
    StrictChar,
    StrictChoice,
    StrictDate,
    StrictDecimal,
    StrictEmail,
    StrictField,
    StrictInteger,
    StrictList,
    StrictUrl,
)
from api.form_fields import (
    LONG_TEXT,
    DayField,
    DecimalField,
    ItemField,
    LinesField,
    Option,
    PickField,
    PickManyField,
    TextField,
    TickField,
    WholeField,
    shown_key,
)
from upserts.items import RecordId
from upserts.reference_fields import IdField, ReferenceField
from upserts.references import Reference
from upserts.registry import of_model
from upserts.resource import Resource

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")


@dataclass(frozen=True)
class Words:
    """An account's words for one member: `load` reads them, in one statement; `wire` makes the JSON value of a key."""

    load: Callable[[Actor], Sequence[Option]]
    wire: Callable[[str], Any] = str


@dataclass(frozen=True)
class Site:
    """Where a field is built: for which member, of which column (None: of none), for whom, and with what is stored (None: nothing).

    `name` is the dotted wire name, as `contactPerson.email`. `words` None: the member is not chosen from an account's words.
    """

    name: str
    actor: Actor
    column: Any = None
    stored: Any = None
    words: Words | None = None
    options: Sequence[Option] = ()


Build = Callable[[Any, Site], ItemField]


def build_field(wire: StrictField, site: Site) -> ItemField:
    """The form field of a wire field: its words as a choice where the account has some, else what suits its kind.

    Raises LookupError for a kind that has no builder: the form names a field of its own, or leaves the member out.
    """
    if site.words is not None and (site.options or not isinstance(wire, StrictChar)):  # without any words, a text is free
        return _many(wire, site) if isinstance(wire, StrictList) else _one(wire, site)
    for kind in type(wire).__mro__:
        if kind in BUILD:
            return BUILD[kind](wire, site)
    raise LookupError(f"No form field for {site.name}, {type(wire).__name__}.")


def help_of(wire: StrictField, column: Any) -> str:
    """What a person is told of a member: what its declaration says, else what its column says."""
    return str(wire.help_text or getattr(column, "help_text", ""))


def label_of(name: str) -> str:
    """A wire name as people read it: addressLine1 → Address line 1, contactPerson.email → Contact person: email."""
    spoken = ": ".join(_HUMP.sub(" ", part).lower() for part in name.split("."))
    return gettext(spoken[:1].upper() + spoken[1:])


def column_of(wire: StrictField, resource: Resource) -> Any:
    """The model's field that a member sets; None: it sets none."""
    try:
        return resource.model._meta.get_field(str(wire.source))
    except FieldDoesNotExist:
        return None


def _one(wire: StrictField, site: Site) -> ItemField:
    return PickField(
        site.options, chosen=shown_key(site.stored), wire=site.words.wire if site.words else str, has_blank=_may_be_blank(wire)
    )


def _many(wire: StrictField, site: Site) -> ItemField:
    return PickManyField(site.options, chosen=map(str, site.stored or ()))


def _text(wire: StrictChar, site: Site) -> ItemField:
    return TextField(wire.longest, multiline=wire.multiline and wire.longest > LONG_TEXT)


def _decimal(wire: StrictDecimal, site: Site) -> ItemField:
    return DecimalField(step=f"{wire.step:f}")


def _choice(wire: StrictChoice, site: Site) -> ItemField:
    """Labelled as the model's choices are, where it has some."""
    labels = dict(getattr(site.column, "choices", None) or {})
    options = [Option(key, labels.get(key, key)) for key in wire.keys]
    return PickField(options, chosen=shown_key(site.stored), has_blank=_may_be_blank(wire))


def _country(wire: CountryField, site: Site) -> ItemField:
    options = [Option(country.alpha2, country.name) for country in countries.all_countries()]
    return PickField(options, chosen=shown_key(site.stored))


def _reference(wire: Reference, site: Site) -> ItemField:
    return ReferenceField(wire.model, site.actor, picker=of_model(wire.model).name, chosen=site.stored)


def _record_id(wire: RecordId, site: Site) -> ItemField:
    """A picker where the id is that of another record."""
    model = getattr(site.column, "related_model", None)
    return WholeField() if model is None else IdField(model, site.actor, picker=of_model(model).name, chosen=None)


def _may_be_blank(wire: StrictField) -> bool:
    return bool(wire.allow_null or not wire.required)


BUILD: Mapping[type, Build] = {
    StrictChar: _text,
    StrictEmail: lambda wire, site: TextField(wire.longest, input_type="email"),
    StrictUrl: lambda wire, site: TextField(wire.longest, input_type="url"),
    StrictChoice: _choice,
    CountryField: _country,
    StrictBool: lambda wire, site: TickField(),
    StrictInteger: lambda wire, site: WholeField(),
    StrictDecimal: _decimal,
    StrictDate: lambda wire, site: DayField(),
    RecordId: _record_id,
    Reference: _reference,
    StrictList: lambda wire, site: LinesField(),
}
