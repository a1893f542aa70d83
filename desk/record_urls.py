"""The addresses of a record type's pages."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views import View

from desk.end_pages import ArchivePage, RemovePage, RestorePage
from desk.form_pages import CreatePage, EditPage, FieldPage
from desk.merge_page import MergePage
from desk.page_views import ActivityPage, ApiPage, DetailPage
from desk.record_pages import RecordPages
from desk.sharing_pages import GrantPage, RevokePage, SharingPage


def record_urls(subject: RecordPages, **instead: type[View]) -> list[URLPattern]:
    """To stand behind the addresses of lists: `<key>` takes any word. `instead` names views of the room's own, as `detail=EdgePage`.

    Names: create, detail, edit, field, activity, api; archive, restore and merge where the type knows them, else remove;
    sharing, grant and revoke where records are shared by themselves.
    """
    name = subject.name
    views: dict[str, tuple[str, type[View]]] = {
        "create": ("new", CreatePage),
        "detail": ("<str:key>", DetailPage),
        "edit": ("<str:key>/edit", EditPage),
        "field": ("<str:key>/fields/<str:member>", FieldPage),
        "activity": ("<str:key>/activity", ActivityPage),
        "api": ("<str:key>/api", ApiPage),
    }
    if subject.resource.capabilities.archive is not None:
        views |= {"archive": ("<str:key>/archive", ArchivePage), "restore": ("<str:key>/restore", RestorePage)}
    else:
        views |= {"remove": ("<str:key>/remove", RemovePage)}
    if subject.resource.sharing.own_kind is not None:
        views |= {
            "sharing": ("<str:key>/sharing", SharingPage),
            "grant": ("<str:key>/sharing/manual/<str:who>", GrantPage),
            "revoke": ("<str:key>/sharing/<str:cause>/<str:who>/revoke", RevokePage),
        }
    if subject.resource.merges:
        views["merge"] = ("<str:key>/merge", MergePage)
    return [path(f"{name}/{below}", instead.get(page, view).as_view(subject=subject), name=page) for page, (below, view) in views.items()]
