"""Downloads of what a list shows: the same filters and the same order, as a file that can be imported again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.actor import Actor
from accounts.models import Account, User
from accounts.pages import CHANNEL, Page
from accounts.services import actor_for
from api.errors import Problem
from contacts.tables import CONTACT_LIST
from customfields.definitions import load_definitions
from desk.cells import page_of
from desk.list_filters import count_up_to, narrow
from desk.list_state import read_state
from desk.record_list import RecordList
from imports.exports import Field, csv_lines, fields_of, json_lines, records_of
from imports.spreadsheets import write_spreadsheet
from organizations.tables import ORGANIZATION_LIST
from products.tables import PRODUCT_LIST
from relationships.tables import RELATIONSHIP_LIST
from upserts.members import Row

LISTS: Mapping[str, RecordList] = {one.name: one for one in (ORGANIZATION_LIST, CONTACT_LIST, RELATIONSHIP_LIST, PRODUCT_LIST)}
# A spreadsheet can't be sent before it is whole: this many rows take about half a minute.
MAX_SPREADSHEET_ROWS = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportPage(Page, View):
    """GET /<name>/export.<form>: csv and ndjson as they are read, xlsx once it is whole. Other names and forms are 404."""

    needs = ()  # the record type decides: see `get`

    def get(self, request: HttpRequest, name: str, form: str) -> HttpResponseBase:
        records = LISTS.get(name)
        send = {"csv": self._csv, "ndjson": self._ndjson, "xlsx": self._xlsx}.get(form)
        if records is None or send is None:
            raise Problem("not_found")
        if not self.actor.may(records.resource.permission, "READ"):
            raise Problem("permission_denied")
        definitions = load_definitions(self.actor.account_id, records.resource.record_type)
        state = read_state(records, definitions, request.GET)
        rows, errors = narrow(records, state, self.actor, definitions)
        if errors:
            return self._back(records, state.query, _("Nothing was exported: a filter can't be used."))
        if form == "xlsx" and count_up_to(rows, MAX_SPREADSHEET_ROWS) > MAX_SPREADSHEET_ROWS:
            sentence = _("A spreadsheet takes at most %(most)s rows here: narrow the list, or export CSV.")
            return self._back(records, state.query, sentence % {"most": f"{MAX_SPREADSHEET_ROWS:,}"})
        ordered = rows.order_by(*(term.ordering for term in state.sorting(records).terms))
        fields = fields_of(records.resource, definitions, partial(_link, request, records))
        response = send(records, fields, records_of(records.resource, self._actor_again, ordered))
        response["Content-Disposition"] = f'attachment; filename="{self.actor.account_slug}-{name}-{timezone.localdate()}.{form}"'
        return response

    def _actor_again(self) -> Actor:
        """Who asks, with the rights that it has now: they may have gone while a long file is written."""
        user: User = self.request.user  # type: ignore[assignment]  # a member, as the page has made sure
        return actor_for(user, Account.objects.get(pk=self.actor.account_id), channel=CHANNEL)

    def _back(self, records: RecordList, query: str, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return redirect(f"{reverse(f'{records.name}:list')}?{query}")

    def _csv(self, records: RecordList, fields: list[Field], rows: Iterator[Row]) -> HttpResponseBase:
        return StreamingHttpResponse(csv_lines(fields, rows), content_type="text/csv; charset=utf-8")

    def _ndjson(self, records: RecordList, fields: list[Field], rows: Iterator[Row]) -> HttpResponseBase:
        return StreamingHttpResponse(json_lines(fields, rows), content_type="application/x-ndjson")

    def _xlsx(self, records: RecordList, fields: list[Field], rows: Iterator[Row]) -> HttpResponseBase:
        stream = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it once it is sent
        values = ([field.read(record) for field in fields] for record in rows)
        write_spreadsheet(stream, records.name, [field.name for field in fields], values)
        stream.seek(0)
        return FileResponse(stream, content_type=XLSX)


def _link(request: HttpRequest, records: RecordList, record: Row) -> str:
    """The whole address of a record's page; where there is none, that of the list."""
    return request.build_absolute_uri(page_of(f"{records.name}:detail", records.key(record)) or reverse(f"{records.name}:list"))
