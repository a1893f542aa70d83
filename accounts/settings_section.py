"""A section of the settings: one kind of thing that an account sets up. Declared once; its list and its forms are the same as all others'.

A room declares a Section (reference data: a ReferenceSection) with a table and a form, and gives its addresses by
`settings_urls(SECTION)`. What it does goes through the services that the API calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_tables2 import Table

from accounts.actor import Actor
from accounts.navigation import Entry
from accounts.reference_data import ReferenceData, called, change_row, create_row, remove_row
from accounts.reference_use import with_use
from accounts.settings_form import SettingForm
from accounts.settings_frame import DEFINITIONS
from accounts.wire import judged
from api.text import TextError, clean

Text = str | Promise
Row = Mapping[str, Any]


class Section:
    """`name` is the part of its URL names before the page: "organizations:category" for `organizations:category_list`.

    `path` is its address below /settings. `resource` names it in operations. `noun` is one of them, in a sentence. `text` says what they
    are for. `search` are columns that `?q=` looks at. `removal` says, before something is removed, what becomes of it.
    """

    name: ClassVar[str]
    path: ClassVar[str]
    group: ClassVar[str]
    place: ClassVar[int]
    icon: ClassVar[str]
    title: ClassVar[Text]
    noun: ClassVar[Text]
    text: ClassVar[Text]
    removal: ClassVar[Text] = ""
    removal_verb: ClassVar[Text] = ""
    resource: ClassVar[str] = "SETTINGS"
    search: ClassVar[tuple[str, ...]] = ()
    table: ClassVar[type[Table]]
    form: ClassVar[type[SettingForm]]

    @property
    def entry(self) -> Entry:
        """Its place in the frame."""
        return Entry(self.title, f"{self.name}_list", self.icon, next(iter(self.needed("READ")), None), self.text)

    def url(self, page: str, row: Any = None) -> str:
        """The address of a page: list, create; edit, switch, remove of a row."""
        return reverse(f"{self.name}_{page}", args=[] if row is None else [self.key(row)])

    def key(self, row: Any) -> int:
        """What names a row in addresses, as in those of the API."""
        return int(row.pk)

    def needed(self, verb: str) -> tuple[str, ...]:
        """The operations of which any one opens a page; (): any member."""
        return (f"{self.resource}.{verb}",)

    def may(self, actor: Actor, verb: str, row: Any = None) -> bool:
        """Whether the actor may do this at all, to this row."""
        needed = self.needed(verb)
        return not needed or not actor.operations.isdisjoint(needed)

    def tabs(self, actor: Actor, query: QueryDict) -> Sequence[Row]:
        """Parts of the list, as components/tabs.html shows them."""
        return ()

    def given(self, query: QueryDict) -> Row:
        """What a new one starts with, by the address of its form."""
        return {}

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        """What the actor may see, in order."""
        raise NotImplementedError

    def matching(self, rows: Any, text: str) -> Any:
        """Those whose searched columns contain the text."""
        try:
            wanted = clean(text)
        except TextError:
            return rows.none()
        return rows.filter(reduce(or_, (Q(**{f"{column}__icontains": wanted}) for column in self.search))) if wanted else rows

    def find(self, actor: Actor, key: int) -> Any:
        """The row. Raises RefusedItem `not_found`."""
        raise NotImplementedError

    def told(self, actor: Actor, row: Any) -> Row:
        """The row as the wire shows it."""
        raise NotImplementedError

    def create(self, actor: Actor, said: Row) -> Any:
        """A new row. Raises what services refuse with."""
        raise NotImplementedError

    def change(self, actor: Actor, row: Any, said: Row) -> Any:
        """Bring a row to what was said. Raises what services refuse with."""
        raise NotImplementedError

    def remove(self, actor: Actor, row: Any) -> str | None:
        """Take a row away. The answer is a sentence where it stays after all; None: it is gone. Raises what services refuse with."""
        raise NotImplementedError

    def may_switch(self, row: Any) -> bool:
        """Whether it can be inactive."""
        return hasattr(row, "is_active")

    def extra(self, actor: Actor, row: Any) -> Row:
        """What the page of a row shows besides its form."""
        return {}

    def after(self, row: Any) -> str:
        """Where one goes once a row is saved."""
        return self.url("list")


class ReferenceSection(Section):
    """A list of reference data. `ordering` sorts it."""

    kind: ClassVar[ReferenceData]
    group = DEFINITIONS
    ordering: ClassVar[tuple[str, ...]]

    def key(self, row: Any) -> int:
        return int(getattr(row, self.kind.address))

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return with_use(self.kind.visible(actor)).order_by(*self.ordering)

    def find(self, actor: Actor, key: int) -> Any:
        return called(self.kind, actor, key)

    def told(self, actor: Actor, row: Any) -> Row:
        (shown,) = self.kind.show(actor, [row])
        return shown

    def create(self, actor: Actor, said: Row) -> Any:
        return create_row(self.kind, actor=actor, said=judged(self.kind.body(), said, partial=False))

    def change(self, actor: Actor, row: Any, said: Row) -> Any:
        return change_row(self.kind, actor=actor, address=self.key(row), said=judged(self.kind.body(), said, partial=True))

    def remove(self, actor: Actor, row: Any) -> str | None:
        kept = remove_row(self.kind, actor=actor, address=self.key(row))
        return None if kept is None else _("“%(name)s” is in use, so it was deactivated instead of removed.") % {"name": row}
