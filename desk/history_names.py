"""The names of what history holds as ids: records, as far as the reader sees them, members and teams. Looked up all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Team
from database.arrays import array_of
from database.prepared import fetch_prepared
from desk.forms import RecordForm
from desk.record_pages import RecordPages, pages_by_resource
from desk.timeline import Happened
from upserts import registry
from upserts.reference_fields import ReferenceField
from upserts.resource import Resource

GRANTS = "grants"
# History calls a membership by its user.
MEMBER = "member"
MERGED = ("mergedInto", "mergedFrom")
_MEMBERS = """
SELECT u.id, COALESCE(NULLIF(u.name, ''), u.email) FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
WHERE m.account_id = %s AND u.id = ANY(%s::bigint[])
"""


# Members of record types without pages that name records by id, as rooms tell: member → label, resource by its plural name.
named_members: dict[str, tuple[Any, str]] = {}
# What is done with records of such types, where "created" and "removed" would tell nobody anything: record type → operation → verb.
own_verbs: dict[str, Mapping[str, Any]] = {}


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


def names_of(
    events: Sequence[Happened], forms: Mapping[str, RecordForm], resources: Mapping[str, Resource], actor: Actor, *, with_what: bool
) -> Names:
    """Everything that the events name; `with_what`: the records that they are about, too."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    principals: set[tuple[str, int]] = set()
    for event in events:
        resource = resources.get(event.record_type)
        if with_what and resource is not None:
            wanted[resource.model].add(event.record_id)
        if with_what and event.record_type == MEMBER:
            principals.add(("user", event.record_id))
        for name, values in event.changes.items():
            if name == GRANTS:
                principals |= {(one["principal"]["kind"], one["principal"]["id"]) for grants in values for one in grants or ()}
            elif (model := named_by(name, resource, forms.get(event.record_type))) is not None:
                wanted[model] |= {one for value in values for one in listed(value) if isinstance(one, int)}
    records = {model: _records(model, ids, actor) for model, ids in wanted.items()}
    return Names(records, _principals(principals, actor))


def _records(model: type[models.Model], ids: set[int], actor: Actor) -> dict[int, str]:
    pages = pages_of(registry.of_model(model))
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


def named_by(name: str, resource: Resource | None, form: RecordForm | None) -> type[models.Model] | None:
    """The model whose ids history holds under this name. None: it holds values."""
    if resource is None:
        return registry.get(named_members[name][1]).model if name in named_members else None
    if name in MERGED:
        return resource.model
    for model, link in _links(resource):
        if link == name and name not in resource.shows:
            return model
    shown = form.fields.get(name) if form is not None else None
    return shown.choices.queryset.model if isinstance(shown, ReferenceField) else None


def _links(resource: Resource) -> Iterator[tuple[type[models.Model], str]]:
    """The lists of other records that records of this type have: model and member."""
    for other in registry.every():
        for owner, link in registry.links_to(other.model):
            if owner is resource:
                yield other.model, link.wire


def pages_of(resource: Resource | None) -> RecordPages | None:
    """The pages of records of this type. None: it has none."""
    return pages_by_resource.get(resource.name) if resource is not None else None


def listed(value: Any) -> list[Any]:
    """The values of what may be one or a list of them."""
    return value if isinstance(value, list) else [value]
