"""The declaration of a record type's pages: its header, its tabs, what other rooms show on its overview. The views are the same for all.

A room declares its pages once and gives them addresses (docs/pages.md, “The pages of a record”):

    CONTACT_PAGES = RecordPages(name="contacts", noun=_("contact"), plural=_("Contacts"), head="contacts/head.html", says=full_name_of, …)
    urlpatterns = [*record_urls(CONTACT_PAGES)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accounts.actor import Actor
from accounts.capabilities import allows, mask_of
from accounts.grants import SharedRecord
from api.filters import DIGITS, MAX_ID
from desk.forms import RecordForm, forms_by_resource
from upserts import registry
from upserts.planning import ARCHIVED
from upserts.resource import Resource, Row

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a record, there once a page has this name. `operation` None: whoever sees the record sees the part.

    `of`: whether a record has such a part at all.
    """

    label: Text
    url_name: str
    operation: str | None = None
    count: Callable[[Row], int | None] = lambda record: None
    of: Callable[[Row], bool] = lambda record: True


@dataclass(frozen=True, slots=True)
class Panel:
    """What a higher room shows on the overview of a record. `load` gives the context of the template, in a fixed number of statements.

    `load` answering None: nothing is shown. `is_beside`: in the narrow column; else below the facts.
    """

    template: str
    load: Callable[[Row, Actor], Mapping[str, Any] | None]
    is_beside: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that may be meant. `letter` is an organization's type, "" for all else; `note` tells it apart from others of its name."""

    id: int
    text: str
    url: str
    letter: str = ""
    note: str = ""


def by_id(key: str) -> int | None:
    """The id that an address names by digits. None: no id."""
    return int(key) if DIGITS.fullmatch(key) and int(key) <= MAX_ID else None


def _itself(identity: int) -> object:
    return identity


def _nowhere(record: Row, actor: Actor) -> str | None:
    return None


def _no_suggestions(actor: Actor, said: Mapping[str, Any]) -> Sequence[Suggestion]:
    return ()


def _nothing_more(record: Row, actor: Actor) -> Mapping[str, Any]:
    return {}


def _no_search(actor: Actor, text: str) -> Sequence[Suggestion]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)  # one of each
class RecordPages:
    """The pages of one record type.

    `name` is the resource's and the namespace of the addresses. `head` is the template of what stands below the name; its context is
    `record`, and as `about` what `adds` knows of it besides, in a fixed number of statements. `says` names a record for people, `named` a
    row with the relations `named_with`. `key` makes of an id what an address names it by, `identify` the id again (None: no record's
    key). `not_shown` are members that the header or a panel shows already; sections that are all about `beside` stand in the narrow
    column.
    `similar` finds what may be meant by a form that is being filled in; `watched` are the fields that it looks at.
    `search` finds active ones by a text, where records are merged. `links` make an address of the value of a member, as `tel:`.
    `covered_by` are the organizations whose grants reach a record besides its own.
    `reloads` are members that change which others there are. `example` is a change for the API tab, as {member: value}.
    `above` is where the actor goes when the record is removed; None: to the list.
    """

    name: str
    noun: Text
    plural: Text
    head: str
    says: Callable[[Row], str]
    tabs: tuple[Tab, ...]
    example: Callable[[Row], Row]
    key: Callable[[int], object] = _itself
    identify: Callable[[str], int | None] = by_id
    named: Callable[[Any], str] = str
    named_with: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    reloads: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    similar: Callable[[Actor, Mapping[str, Any]], Sequence[Suggestion]] = _no_suggestions
    search: Callable[[Actor, str], Sequence[Suggestion]] = _no_search
    links: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    adds: Callable[[Row, Actor], Mapping[str, Any]] = _nothing_more
    covered_by: Callable[[Row], tuple[int, ...]] = lambda record: ()
    above: Callable[[Row, Actor], str | None] = _nowhere
    panels: list[Panel] = field(default_factory=list)
    counts: dict[str, Callable[[Row, Actor], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pages_by_resource[self.name] = self

    @cached_property
    def resource(self) -> Resource:
        return registry.get(self.name)

    @property
    def form(self) -> type[RecordForm]:
        return forms_by_resource[self.name]

    def attach(self, *panels: Panel, counts: Mapping[str, Callable[[Row, Actor], int]] | None = None) -> None:
        """Let a higher room add to the overview, and count a tab of its own (by its name, one statement); called once, as rooms load."""
        self.panels.extend(panels)
        self.counts.update(counts or {})

    def url(self, page: str, record: Row, *more: object) -> str:
        """The address of a page about a record: `url("edit", record)`."""
        return reverse(f"{self.name}:{page}", args=[self.key(record["id"]), *more])

    def list_url(self, **query: str) -> str:
        """The address of the list of such records, narrowed so: `list_url(status="active")`."""
        return reverse(f"{self.name}:list", query=query or None)

    def names(self, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
        """What records are called, by id, of those that the actor sees. One statement; none for no ids."""
        wanted = sorted(set(ids))
        rows = self.resource.model.objects.visible_to(actor).filter(pk__in=wanted).select_related(*self.named_with) if wanted else ()
        return {row.pk: self.named(row) for row in rows}

    @property
    def kind(self) -> str:
        """What grants call records of this type. Only for types that are shared by themselves."""
        found = self.resource.sharing.own_kind
        assert found is not None
        return found

    def shared(self, record: Row) -> SharedRecord:
        """The record as something to share."""
        return SharedRecord(self.kind, record["id"], self.covered_by(record))

    def is_archived(self, record: Row) -> bool:
        return self.resource.capabilities.archive is not None and record["status"] == ARCHIVED

    def may_edit(self, record: Row, actor: Actor) -> bool:
        """Role and mask, both; what is archived is restored first."""
        return self._may(actor, record, "UPDATE", self.resource.capabilities.edit) and not self.is_archived(record)

    def may_rekey(self, record: Row, actor: Actor) -> bool:
        return self._may(actor, record, "UPDATE", self.resource.capabilities.rekey)

    def may_archive(self, record: Row, actor: Actor) -> bool:
        """Archive and restore: whoever may do the one may do the other."""
        needed = self.resource.capabilities.archive
        return needed is not None and self._may(actor, record, "UPDATE", needed)

    def may_merge(self, record: Row, actor: Actor) -> bool:
        return self.resource.merges and self.may_rekey(record, actor) and not self.is_archived(record)

    def may_remove(self, record: Row, actor: Actor) -> bool:
        """Only what is not archived instead."""
        capabilities = self.resource.capabilities
        return capabilities.archive is None and self._may(actor, record, "DELETE", capabilities.edit)

    def may_share(self, record: Row, actor: Actor) -> bool:
        return self._may(actor, record, "SHARE", "share")

    def _may(self, actor: Actor, record: Row, operation: str, capability: str) -> bool:
        return actor.may(self.resource.permission, operation) and allows(mask_of(record["permissions"]), capability)


pages_by_resource: dict[str, RecordPages] = {}


def page_address(url_name: str, *args: object) -> str | None:
    """The address of a page; None where no room has built it."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return None
