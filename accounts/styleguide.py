"""/styleguide/: every component in all its states, with made-up contents. There only while DEBUG is on; the browser tests look at it."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView
from django_tables2.utils import OrderByTuple

from accounts.navigation import ENTRIES, Link
from accounts.pages import Page
from accounts.tables import SelectionColumn, StatusColumn, TypeColumn

COUNTRIES = [("CN", "China"), ("DE", "Germany"), ("IT", "Italy"), ("TR", "Türkiye"), ("VN", "Viet Nam")]
ROWS: list[dict[str, Any]] = [
    {"pk": 1, "name": "Arden Knitwear", "type": "F", "country": "Türkiye", "status": "active", "relationships": 1204},
    {"pk": 2, "name": "Blue Harbour Sourcing (Pearl River)", "type": "S", "country": "China", "status": "active", "relationships": 87},
    {"pk": 3, "name": "Norda", "type": "B", "country": "Germany", "status": "active", "relationships": 312},
    {"pk": 4, "name": "Piazza & Figli", "type": "R", "country": "Italy", "status": "archived", "relationships": 0},
    {"pk": 5, "name": "Verity Audits", "type": "I", "country": "Viet Nam", "status": "inactive", "relationships": 9},
]  # fmt: skip


class SampleTable(tables.Table):
    """A table as lists have it: selection, a name that leads to the record, badges, a number."""

    selection = SelectionColumn()
    name = tables.Column(linkify=lambda record: f"#row-{record['pk']}", attrs={"a": {"class": "row-link"}})
    type = TypeColumn()
    country = tables.Column()
    status = StatusColumn(orderable=False)
    relationships = tables.Column(attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta:
        order_by = ("name",)


class SampleForm(forms.Form):
    """One field of each kind; bound, it has errors."""

    name = forms.CharField(help_text="As on the business licence.", max_length=255)
    email = forms.EmailField(label="E-mail address", required=False)
    country = forms.ChoiceField(choices=[("", "Any"), *COUNTRIES], required=False)
    signed_on = forms.DateField(label="NDA signed on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    notes = forms.CharField(widget=forms.Textarea, required=False)
    nda = forms.BooleanField(label="NDA signed", required=False)
    kind = forms.ChoiceField(label="Permission", choices=[("read", "Read"), ("edit", "Edit")], widget=forms.RadioSelect)
    partners = forms.MultipleChoiceField(choices=COUNTRIES, required=False, widget=forms.SelectMultiple(attrs={"data-picker": ""}))


class SampleFilters(forms.Form):
    """Filters as above a list."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name or external id"})
    )
    type = forms.ChoiceField(choices=[("", "Any"), ("F", "Factory"), ("S", "Supplier")], required=False)
    country = forms.ChoiceField(choices=[("", "Any"), *COUNTRIES], required=False)


def samples() -> dict[str, Any]:
    """What the components are given on the page."""
    at = datetime.datetime(2026, 11, 20, 9, 41, tzinfo=datetime.UTC)
    changes = [
        {"label": "City", "old": "Izmir", "new": "İzmir"},
        {"label": "Phone", "old": None, "new": "+90 232 000 00 00"},
        {"label": "Fax", "old": "+90 232 000 00 01", "new": None},
    ]
    return {
        # The whole frame, whatever is built and allowed: the entries lead back here.
        "navigation": [[Link(entry.label, "#content", entry.icon, "") for entry in group] for group in ENTRIES],
        "search_url": "/styleguide/",
        "facts": [
            {"key": "name", "label": "Name", "value": "Arden Knitwear", "edit_url": "#facts"},
            {"key": "city", "label": "City", "value": "İzmir", "edit_url": "#facts"},
            {"key": "fax", "label": "Fax", "value": None, "edit_url": "#facts"},
            {"key": "created", "label": "Created", "value": at},
        ],
        "tabs": [
            {"label": "Overview", "url": "#tabs", "current": True},
            {"label": "Relationships", "url": "#tabs", "count": 1204},
            {"label": "Contacts", "url": "#tabs", "count": 0},
            {"label": "Activity", "url": "#tabs"},
        ],
        "chips": [{"label": "Type", "value": "Factory", "remove_url": "?"}, {"label": "Country", "value": "Türkiye", "remove_url": "?"}],
        "pages": {"shown": "1–5 of 1,204", "size": 50, "sizes": [(25, "?"), (50, "?"), (100, "?")], "previous_url": None, "next_url": "?"},
        "entries": [
            {"who": "Ann Lee", "verb": "changed", "what": "Arden Knitwear", "url": "#timeline", "at": at, "changes": changes},
            {"who": "ERP nightly", "verb": "created", "what": "Norda", "at": at, "channel": "API key erp", "request_id": "8c2f0a"},
        ],
        "levels": ["info", "success", "warning", "error"],
        "badges": ["", "accent", "success", "warning", "danger", "outline"],
        "statuses": ["active", "inactive", "archived", "draft", "deprecated"],
    }


class StyleGuide(Page, TemplateView):
    """GET /styleguide/, for whoever builds pages."""

    needs = ()
    title = "Style guide"
    crumbs = (("Home", "/"), ("A page above", "/"))
    template_name = "styleguide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = OrderByTuple(["name"])
        return super().get_context_data(
            table=SampleTable(ROWS, order_by=order),
            empty_table=SampleTable([]),
            form=SampleForm(initial={"name": "Arden Knitwear"}),
            wrong_form=SampleForm({"email": "ann at example"}, prefix="wrong"),
            filters=SampleFilters({"type": "F"}, prefix="filter"),
            **samples() | kwargs,
        )
