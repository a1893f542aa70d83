"""What happened, in words: labels instead of wire names, names instead of ids, as far as the reader sees what they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.capabilities import mask_of
from accounts.permission_words import WORDS, in_words
from activity.words import type_word
from api.form_fields import DayField, ItemField, MoneyField
from desk.facts import amount, day
from desk.forms import RecordForm
from desk.history_names import GRANTS, MEMBER, Names, listed, named_by, named_members, names_of, own_verbs, pages_of
from desk.timeline import Happened
from upserts import registry
from upserts.resource import Resource

# More than these stand behind a line that opens.
SHOWN_CHANGES = 8

VERBS = {
    "create": gettext_lazy("created"),
    "update": gettext_lazy("changed"),
    "restore": gettext_lazy("restored"),
    "archive": gettext_lazy("archived"),
    "delete": gettext_lazy("removed"),
    "merge": gettext_lazy("merged"),
    "grant": gettext_lazy("shared"),
    "revoke": gettext_lazy("stopped sharing"),
}
CHANNELS = {
    "api": gettext_lazy("API"),
    "page": gettext_lazy("Page"),
    "import": gettext_lazy("Import"),
    "admin": gettext_lazy("Admin"),
    "command": gettext_lazy("Command"),
}
# By what definitions, people and keys are called, the best first.
NAMING = ("name", "label", "key", "prefix")
LABELS = {
    GRANTS: gettext_lazy("Shared with"),
    "mergedInto": gettext_lazy("Merged into"),
    "mergedFrom": gettext_lazy("Merged from"),
    "status": gettext_lazy("Status"),
    "role": gettext_lazy("Role"),
}


def what_names(event: Happened) -> Happened:
    """The event with no more than what its record is called by."""
    return event._replace(changes={name: event.changes[name] for name in (*NAMING, *named_members) if name in event.changes})


def told(events: Sequence[Happened], forms: Mapping[str, RecordForm], actor: Actor, *, with_what: bool = False) -> list[dict[str, Any]]:
    """The entries of components/timeline.html. `forms`: the form of each record type that has one, not sent, about any record or none.

    `with_what`: say which record it was, with a link to its page. One statement for each record type that is named, one for users, one
    for teams; none for what nothing names.
    """
    resources = {one.record_type: one for one in registry.every()}
    names = names_of(events, forms, resources, actor, with_what=with_what)
    entries = []
    for event in events:
        voice = Voice(resources.get(event.record_type), forms.get(event.record_type), names)
        entry = {
            "who": event.who or _("Relata"),
            "verb": own_verbs.get(event.record_type, VERBS)[event.operation],
            "at": event.at,
            "channel": " · ".join(map(str, _through(event))),
            "request_id": event.request_id,
            "user_id": event.user_id,
            "batch_id": event.batch_id,
            "changes": [
                voice.change(name, *values) for name, values in event.changes.items() if (event.record_type, name) != (MEMBER, "user")
            ],
            "is_long": len(event.changes) > SHOWN_CHANGES,
        }
        entries.append(entry | (voice.what(event) if with_what else {}))
    return entries


@dataclass(frozen=True, slots=True)
class Voice:
    """Says what changed of records of one type. `form` None: it has none, so wire names and plain values must do."""

    resource: Resource | None
    form: RecordForm | None
    names: Names

    def change(self, name: str, old: Any, new: Any) -> dict[str, Any]:
        """One line: {label, old, new}; None: nothing was there."""
        return {"label": self._label(name), "old": self._value(name, old), "new": self._value(name, new)}

    def what(self, event: Happened) -> dict[str, Any]:
        """What it happened to. Without a link: it is gone, or out of sight, or has no page."""
        pages = pages_of(self.resource)
        name = self.names.records.get(self.resource.model, {}).get(event.record_id) if self.resource is not None else None
        if name is not None and pages is not None:
            return {"what": name, "url": pages.url("detail", {"id": event.record_id})}
        about = (self._value(member, new or old) for member, (old, new) in event.changes.items() if self._is_named(member))
        called = _calling_itself(event) or self._member(event) or event.record_id
        return {"what": next(about, None) or f"{type_word(event.record_type)} {called}", "url": None}

    def _member(self, event: Happened) -> str | None:
        name = self.names.principals.get(("user", event.record_id)) if event.record_type == MEMBER else None
        return f"“{name}”" if name else None

    def _is_named(self, member: str) -> bool:
        """Whether the member names records by id, of a type without pages."""
        return self.resource is None and member in named_members

    def _label(self, name: str) -> Any:
        if name in LABELS:
            return LABELS[name]
        if self._is_named(name):
            return named_members[name][0]
        return self.form.label(name) if self.form is not None else name

    def _value(self, name: str, value: Any) -> str | None:
        if value is None or value in ("", [], {}):
            return None
        if name == GRANTS:
            return "; ".join(f"{self.names.principal(one['principal'])}: {self._held(one['permissions'])}" for one in value)
        if (model := named_by(name, self.resource, self.form)) is not None:
            return ", ".join(self.names.record(model, identity) for identity in listed(value))
        return self._spoken(name, value)

    def _held(self, permissions: Sequence[str]) -> str:
        """Permissions as the sharing pages call them."""
        kind = self.resource.record_type if self.resource is not None else ""
        return ", ".join(str(words.label) for words in in_words(kind, mask_of(permissions))) if kind in WORDS else ", ".join(permissions)

    def _spoken(self, name: str, value: Any) -> str:
        options = {one.key: one.label for one in self.form.options.get(name, ())} if self.form is not None else {}
        keys = [str(one) for one in listed(value) if not isinstance(one, dict)]
        if options and keys:
            return ", ".join(str(options.get(key, key)) for key in keys)
        shown = self.form.fields.get(name) if self.form is not None else None
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, dict):
            return ", ".join(self._spoken(f"{name}.{part}", one) for part, one in value.items() if one not in (None, ""))
        if isinstance(shown, DayField):
            return day(value)
        if isinstance(shown, MoneyField):
            return amount(value)
        if isinstance(shown, ItemField) and not isinstance(value, list | float):
            return shown.spoken(str(value))
        if isinstance(value, list):
            return ", ".join(self._spoken(name, one) for one in value)
        return str(self._choices(name).get(value, value)) if isinstance(value, str) else json.dumps(value)

    def _choices(self, name: str) -> dict[Any, Any]:
        """The words of the model for a member that no form has, as the status."""
        if self.resource is None or name not in self.resource.columns:
            return {}
        return dict(getattr(self.resource.model._meta.get_field(name), "choices", None) or {})


def _through(event: Happened) -> Iterator[Any]:
    """Which way it came, and with which key."""
    yield CHANNELS.get(event.channel, event.channel)
    if event.key:
        yield _("key {name}").format(name=event.key)


def _calling_itself(event: Happened) -> str | None:
    """The name that stands in the event itself. None: it says none."""
    named = (value for member in NAMING for value in reversed(event.changes.get(member, ())) if value)
    return next((f"“{value}”" for value in named), None)
