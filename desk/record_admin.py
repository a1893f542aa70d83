"""Records in the admin: what every record type's admin class starts from. Read, judged and written by the engine, as over the API.

A room declares its own:

    @admin.register(Contact)
    class ContactAdmin(RecordAdmin):
        record = CONTACTS
        resource = "CONTACT"
        pickers = {"organization": Contact._meta.get_field("organization")}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.actor import Actor
from accounts.capabilities import EVERY_BIT, allows
from backoffice.dressing import dress
from backoffice.saving import ServedAdmin
from backoffice.scope import Scope, scope_of
from backoffice.scoped import CHANGE, DELETE
from backoffice.sections import RECORDS
from desk.forms import RecordForm, forms_by_resource
from desk.model_forms import model_form
from desk.panels import Panel, shown_panels
from desk.record_actions import RecordActions, write_or_refuse
from desk.record_history import RecordHistory
from desk.record_layout import Layout, layout_of
from desk.record_paging import RecordPaginator
from desk.record_pickers import Prompting, RecordSelect
from upserts.custom_field_filters import filters_of_custom_fields
from upserts.reference_fields import label
from upserts.resource import Resource

# What of a request's form is kept on the request: the admin asks for it several times.
_KEPT = ("record_form", "record_layout")
# Parameters of a list that leave it whole: the page, the order.
_WHOLE = ("p", "o", "all", "e")


class RecordAdmin(RecordActions, RecordHistory, ServedAdmin):
    """One record type. `pickers` are members that name another record, each with the column it stands in.

    `panels` list what hangs on a record, on its page; rooms above add theirs.
    """

    record: ClassVar[Resource]
    pickers: ClassVar[Mapping[str, Any]] = {}
    panels: ClassVar[list[Panel]] = []
    audit: ClassVar[tuple[str, ...]] = ("number", "version", "created", "updated")
    section = RECORDS
    paginator = RecordPaginator
    change_form_template = "backoffice/record_form.html"
    date_hierarchy = "updated_at"
    list_select_related: Any = ("created_by", "updated_by")

    # --- who may do what ---

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        """By the operations of the role and, for one row, by the mask on it."""
        is_allowed = super().allows(scope, operation, row)
        if not is_allowed or row is None or row.pk is None:
            return is_allowed
        can = self.record.capabilities
        needed = {CHANGE: can.edit, DELETE: can.archive or can.edit}.get(operation)
        return needed is None or allows(EVERY_BIT if scope.user.is_superuser else row.mask, needed)

    # --- the form ---

    def get_form(self, request: Any, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The record's form for this request, made once."""
        if not hasattr(request, "record_form"):
            actor, form = scope_of(request).actor_or_fail(), forms_by_resource[self.record.name]
            request.record_form = model_form(form, actor, obj, request.POST or None, prepare=lambda made: self.prepare(request, made))
        return request.record_form

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return self._layout(request, obj).fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return self._layout(request, obj).shown

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """What a link to the form of a new record chooses beforehand: another record."""
        return {name: request.GET[name] for name in self.pickers if name in request.GET}

    def prepare(self, request: HttpRequest, form: RecordForm) -> None:
        """Give a form the admin's pickers and the theme's looks."""
        for name, column in self.pickers.items():
            if name in form.fields and not form.fields[name].disabled:
                form.fields[name].use(RecordSelect(column, self.admin_site))  # type: ignore[attr-defined]  # a reference
        for field in form.fields.values():
            dress(field)
            if isinstance(field.widget, Prompting):
                field.widget.prompt = f"Find {str(field.label).lower()} …"

    def _layout(self, request: Any, obj: Any | None) -> Layout:
        if not hasattr(request, "record_layout"):
            form = self.get_form(request, obj)(request.POST or None, instance=obj)
            is_fixed = obj is not None and not self.has_change_permission(request, obj)
            request.record_layout = layout_of(form, self.audit, is_fixed=is_fixed)
        layout: Layout = request.record_layout
        return layout

    def _shown(self, request: HttpRequest, object_id: str | None, form_url: str, context: dict[str, Any] | None) -> HttpResponseBase:
        for name in _KEPT:
            request.__dict__.pop(name, None)
        return super()._shown(request, object_id, form_url, context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        context["panels"] = shown_panels(self.panels, self.admin_site, request, row) if row is not None and row.pk else []
        return super().render_change_form(request, context, *args, **kwargs)

    # --- writing ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the engine; then the row as lists show it. Raises PermissionDenied."""
        if change and not self.has_change_permission(request, obj):
            raise PermissionDenied
        form.save()
        stored = self.get_queryset(request).get(pk=obj.pk)
        obj.__dict__.update(stored.__dict__)

    def remove(self, actor: Actor, row: Any) -> str | None:
        """By the engine. Raises RefusedItem, Busy."""
        draft = write_or_refuse(self.record, {}, actor, row.pk, removes=True)
        return None if draft.operation == "delete" else f"“{row}” is archived: it stays, and can be restored."

    # --- lists ---

    def get_ordering(self, request: HttpRequest) -> Any:
        """Over all accounts account by account, as the indexes are."""
        ordering = super().get_ordering(request)
        if scope_of(request).actor is not None:
            return ordering
        return ("-account_id" if ordering[0].startswith("-") else "account_id", *ordering)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Beside what was searched or filtered no years and months are shown: that would look for all of it again, twice."""
        found = super().get_changelist_instance(request)
        if any(name not in _WHOLE and not name.startswith(f"{self.date_hierarchy}__") for name in request.GET):
            found.date_hierarchy = None
        return found

    def get_list_filter(self, request: Any) -> list[Any]:
        """With one for each custom field of the account that has options."""
        if not hasattr(request, "custom_field_filters"):
            request.custom_field_filters = filters_of_custom_fields(scope_of(request), self.record.record_type)
        return [*super().get_list_filter(request), *request.custom_field_filters]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        return (self.found(scope_of(request), queryset, text) if text else queryset), False

    def found(self, scope: Scope, rows: Any, text: str) -> Any:
        """Those of the rows that a text finds."""
        return rows.matching(text)

    def suggested(self, row: Any, column: Any) -> tuple[str, str]:
        """How a row is named where it is to be chosen for a column: key and label."""
        return str(row.pk), label(str(row), row.external_id)

    # --- columns ---

    @display(description="id")
    def number(self, row: Any) -> int:
        return int(row.pk)

    @display(description="created")
    def created(self, row: Any) -> str:
        return _signed(row.created_at, row.created_by)

    @display(description="updated")
    def updated(self, row: Any) -> str:
        return _signed(row.updated_at, row.updated_by)


def _signed(at: Any, user: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" + (f" by {user.name}" if user is not None else "")
