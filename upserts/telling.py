"""What happened, in words: labels instead of wire names, names instead of ids, as far as the reader sees what they belong to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.models import Team
from api.form_fields import DayField, ItemField, MoneyField
from database.arrays import array_of
from database.prepared import fetch_prepared
from upserts import registry
from upserts.facts import amount, day
from upserts.forms import RecordForm
from upserts.record_pages import RecordPages, pages_by_resource
from upserts.reference_fields import ReferenceField
from upserts.resource import Resource
from upserts.timeline import Happened

GRANTS = "grants"
MERGED = ("mergedInto", "mergedFrom")
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
LABELS = {
    GRANTS: gettext_lazy("Shared with"),
    "mergedInto": gettext_lazy("Merged into"),
    "mergedFrom": gettext_lazy("Merged from"),
    "status": gettext_lazy("Status"),
}
Ids = dict[type[models.Model], set[int]]


@dataclass(frozen=True, slots=True)
class Names:
    """Names by model and id, of what the reader sees; of users and teams by kind and id."""

    records: Mapping[type[models.Model], Mapping[int, str]] = field(default_factory=dict)
    principals: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def record(self, model: type[models.Model], identity: Any) -> str:
        return self.records.get(model, {}).get(identity) or _("one that is not there any more, or not shared with you")

    def principal(self, said: Mapping[str, Any]) -> str:
        if said["kind"] == "account":
            return _("everybody in the account")
        return self.principals.get((said["kind"], said["id"])) or _("somebody who is no longer a member")


def told(events: Sequence[Happened], forms: Mapping[str, RecordForm], actor: Actor, *, with_what: bool = False) -> list[dict[str, Any]]:
    """The entries of components/timeline.html. `forms`: the form of each record type that has one, not sent, about any record or none.

    `with_what`: say which record it was, with a link to its page. One statement for each record type that is named, one for users, one
    for teams; none for what nothing names.
    """
    resources = {one.record_type: one for one in registry.every()}
    names = _names(events, forms, resources, actor, with_what=with_what)
    entries = []
    for event in events:
        voice = Voice(resources.get(event.record_type), forms.get(event.record_type), names)
        entry = {
            "who": event.who or _("Relata"),
            "verb": VERBS[event.operation],
            "at": event.at,
            "channel": " · ".join(map(str, _through(event))),
            "request_id": event.request_id,
            "changes": [voice.change(name, *values) for name, values in event.changes.items()],
            "is_long": len(event.changes) > SHOWN_CHANGES,
        }
        entries.append(entry | (_what(event, resources, names) if with_what else {}))
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

    def _label(self, name: str) -> Any:
        if name in LABELS:
            return LABELS[name]
        return self.form.label(name) if self.form is not None else name

    def _value(self, name: str, value: Any) -> str | None:
        if value is None or value in ("", [], {}):
            return None
        if name == GRANTS:
            return "; ".join(f"{self.names.principal(one['principal'])}: {', '.join(one['permissions'])}" for one in value)
        if (model := _named_by(name, self.resource, self.form)) is not None:
            return ", ".join(self.names.record(model, identity) for identity in _listed(value))
        return self._spoken(name, value)

    def _spoken(self, name: str, value: Any) -> str:
        options = {one.key: one.label for one in self.form.options.get(name, ())} if self.form is not None else {}
        keys = [str(one) for one in _listed(value) if not isinstance(one, dict)]
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


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _through(event: Happened) -> Iterator[Any]:
    """Which way it came, and with which key."""
    yield CHANNELS.get(event.channel, event.channel)
    if event.key:
        yield _("key {name}").format(name=event.key)


def _what(event: Happened, resources: Mapping[str, Resource], names: Names) -> dict[str, Any]:
    """What happened to which record. Without a link: it is gone, or out of sight, or no record."""
    resource = resources.get(event.record_type)
    pages = _pages(resource)
    name = names.records.get(resource.model, {}).get(event.record_id) if resource is not None else None
    if name is None or pages is None:
        return {"what": f"{event.record_type.replace('_', ' ')} {event.record_id}", "url": None}
    return {"what": name, "url": pages.url("detail", {"id": event.record_id})}


def _pages(resource: Resource | None) -> RecordPages | None:
    return pages_by_resource.get(resource.name) if resource is not None else None


def _named_by(name: str, resource: Resource | None, form: RecordForm | None) -> type[models.Model] | None:
    """The model whose ids history holds under this name. None: it holds values."""
    if resource is None:
        return None
    if name in MERGED:
        return resource.model
    for link in resource.links:
        related = link.model._meta.get_field(link.item.removesuffix("_id")).related_model
        if link.wire == name and name not in resource.shows and isinstance(related, type):
            return related
    shown = form.fields.get(name) if form is not None else None
    return shown.choices.queryset.model if isinstance(shown, ReferenceField) else None


def _names(
    events: Sequence[Happened], forms: Mapping[str, RecordForm], resources: Mapping[str, Resource], actor: Actor, *, with_what: bool
) -> Names:
    """Everything that the events name, looked up at once."""
    wanted: Ids = defaultdict(set)
    principals: set[tuple[str, int]] = set()
    for event in events:
        resource = resources.get(event.record_type)
        if with_what and resource is not None:
            wanted[resource.model].add(event.record_id)
        for name, values in event.changes.items():
            if name == GRANTS:
                principals |= {(one["principal"]["kind"], one["principal"]["id"]) for grants in values for one in grants or ()}
            elif (model := _named_by(name, resource, forms.get(event.record_type))) is not None:
                wanted[model] |= {
                    one for value in values for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)
                }
    records = {model: _records(model, ids, actor) for model, ids in wanted.items()}
    return Names(records, _principals(principals, actor))


def _records(model: type[models.Model], ids: set[int], actor: Actor) -> dict[int, str]:
    pages = _pages(registry.of_model(model))
    return pages.names(actor, ids) if pages is not None else {}


def _principals(wanted: set[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], str]:
    """Names of members and teams of the account."""
    users = sorted(identity for kind, identity in wanted if kind == "user")
    teams = sorted(identity for kind, identity in wanted if kind == "team")
    found: dict[tuple[str, int], str] = {}
    if users:
        rows = fetch_prepared(_MEMBERS, [actor.account_id, array_of(users)])
        found |= {("user", identity): name for identity, name in rows}
    if teams:
        found |= {("team", row.pk): row.name for row in Team.objects.visible_to(actor).filter(pk__in=teams)}
    return found


_MEMBERS = """
SELECT u.id, u.name FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
WHERE m.account_id = %s AND u.id = ANY(%s::bigint[])
"""
