"""Saved views of lists: filters, columns and order under a name, a member's own or shared; and which one a list opens with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.actor import Actor
from api.errors import Problem
from api.text import TextError, clean
from database.transactions import account_transaction
from upserts.list_models import MAX_NAME, PAGE_SIZES, ListPreference, SavedView

MAX_VIEWS = 100


class Refused(Exception):
    """What was asked of a view can't be done. The message is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Views:
    """What one member finds at one list. `default_id` None: the list opens with all records; `page_size` None: as it comes."""

    views: list[SavedView]
    default_id: int | None
    page_size: int | None

    def find(self, identity: str) -> SavedView | None:
        """The view of this id in digits."""
        return next((view for view in self.views if str(view.pk) == identity), None)


def views_of(actor: Actor, record_type: str) -> Views:
    """The member's own views and those that others share, by name. Two statements."""
    preference = _preferences(actor, record_type).values_list("default_view_id", "page_size").first()
    default_id, page_size = preference or (None, None)
    views = list(_visible(actor, record_type).select_related("owner").order_by("name", "id"))
    return Views(views, default_id if any(view.pk == default_id for view in views) else None, page_size)


def save_view(actor: Actor, record_type: str, *, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a view of this name; the member's own one of the same name is replaced. Raises Refused."""
    with account_transaction(actor.account_id):
        mine = SavedView.objects.visible_to(actor).filter(owner_id=actor.user_id, record_type=record_type)
        wanted = named(name)
        view = mine.filter(name=wanted).first()
        if view is None and mine.count() >= MAX_VIEWS:
            raise Refused(f"You have {MAX_VIEWS} views of this list, which is the most. Delete one first.")
        view = view or SavedView(account_id=actor.account_id, owner_id=_user(actor), record_type=record_type, name=wanted)
        view.query, view.is_shared = query, is_shared
        return _kept(view)


def change_view(actor: Actor, view: SavedView, *, name: str, is_shared: bool) -> SavedView:
    """Rename a view, share it or keep it to oneself. Raises Refused."""
    with account_transaction(actor.account_id):
        view.name, view.is_shared = named(name), is_shared
        return _kept(view)


def delete_view(actor: Actor, view: SavedView) -> None:
    """For good; lists that opened with it open with all records."""
    with account_transaction(actor.account_id):
        ListPreference.objects.visible_to(actor).filter(default_view_id=view.pk).update(default_view_id=None)
        SavedView.objects.visible_to(actor).filter(pk=view.pk).delete()


def set_default(actor: Actor, record_type: str, view: SavedView | None) -> None:
    """Which view the member's list opens with; None: all records."""
    _prefer(actor, record_type, default_view_id=None if view is None else view.pk)


def set_page_size(actor: Actor, record_type: str, size: int) -> None:
    """How many rows the member wants on a page. Raises Refused."""
    if size not in PAGE_SIZES:
        raise Refused(f"A page has {', '.join(map(str, PAGE_SIZES[:-1]))} or {PAGE_SIZES[-1]} rows.")
    _prefer(actor, record_type, page_size=size)


def view_for(actor: Actor, record_type: str, identity: int) -> SavedView:
    """A view that the member finds. Raises Problem `not_found`, the same for what is foreign, somebody else's and missing."""
    view: SavedView | None = _visible(actor, record_type).filter(pk=identity).first()
    if view is None:
        raise Problem("not_found")
    return view


def own_view(actor: Actor, record_type: str, identity: int) -> SavedView:
    """A view that is the member's to change. Raises Problem `not_found`; `permission_denied` for a shared one of somebody else."""
    view = view_for(actor, record_type, identity)
    if view.owner_id != actor.user_id:
        raise Problem("permission_denied")
    return view


def named(name: str) -> str:
    """The name of a view, tidied. Raises Refused for one that is empty, too long or holds control characters."""
    try:
        tidy = clean(name)
    except TextError as error:
        raise Refused(error.message) from error
    if not 0 < len(tidy) <= MAX_NAME:
        raise Refused(f"Give the view a name of at most {MAX_NAME} characters.")
    return tidy


def _visible(actor: Actor, record_type: str) -> Any:
    return SavedView.objects.visible_to(actor).filter(Q(owner_id=actor.user_id) | Q(is_shared=True), record_type=record_type)


def _preferences(actor: Actor, record_type: str) -> Any:
    return ListPreference.objects.visible_to(actor).filter(user_id=actor.user_id, record_type=record_type)


def _prefer(actor: Actor, record_type: str, **values: Any) -> None:
    with account_transaction(actor.account_id):
        if not _preferences(actor, record_type).update(**values):
            ListPreference(account_id=actor.account_id, user_id=_user(actor), record_type=record_type, **values).save()


def _kept(view: SavedView) -> SavedView:
    """The view, stored. Raises Refused in the words of the constraint that it breaks."""
    try:
        view.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    view.save()
    return view


def _user(actor: Actor) -> int:
    """Who looks at a page is somebody."""
    assert actor.user_id is not None
    return actor.user_id
