"""permissions.md in the admin: what every admin class and every inline of ours starts from.

Querysets, choices, autocomplete, filters and search begin with the rows of the scope; what may be done follows from the operations of
the actor's role, never from Django's own model permissions. A system check fails where an admin class is without it (checks.py).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Field, ForeignObjectRel, Model, QuerySet
from django.http import HttpRequest

from backoffice.filters import ScopedRelatedFilter
from backoffice.scope import Scope, narrow, scope_of, visible_rows
from database.tenancy import TenantModel

VIEW, ADD, CHANGE, DELETE = "READ", "CREATE", "UPDATE", "DELETE"
# What may follow the name of a filter's field in an address.
_LOOKUPS = {"", "exact", "id__exact", "pk__exact", "isnull", "in", "gte", "gt", "lt", "lte", "year", "month", "day"}


class Scoped:
    """Both admin classes and inlines.

    `resource` names what it shows in operations (`MEMBER`). `read_only`: nothing is added, changed or removed here. `operators_only`:
    for operators of the installation alone.
    """

    resource: ClassVar[str]
    read_only: ClassVar[bool] = False
    operators_only: ClassVar[bool] = False
    model: type[Model]

    def visible(self, scope: Scope) -> QuerySet[Any]:
        """The rows that the scope shows, before any filter."""
        return visible_rows(self.model, scope)

    def allows(self, scope: Scope, operation: str, row: Any | None) -> bool:
        """Whether the operation is allowed, on this row (None: on any at all). Rows come from `visible`."""
        if self.operators_only and not scope.user.is_superuser:
            return False
        if operation != VIEW and self.read_only:
            return False
        if operation == ADD and scope.actor is None and issubclass(self.model, TenantModel):
            return False  # in which account?
        return scope.may(self.resource, operation)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.visible(scope_of(request))
        ordering = self.get_ordering(request)  # type: ignore[attr-defined]  # of the class this is mixed into
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.allows(scope_of(request), VIEW, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.allows(scope_of(request), ADD, None)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.allows(scope_of(request), CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.allows(scope_of(request), DELETE, obj)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """What has no default is chosen by a person: the theme would choose the first, and take a row that nobody touched for a new one."""
        if "choices" not in options and not db_field.has_default():
            options["choices"] = db_field.get_choices(include_blank=True, blank_choice=[("", "Select value")])
        return super().formfield_for_choice_field(db_field, request, **options)  # type: ignore[misc]  # as above

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """What a foreign key or a list of rows can be set to."""
        return visible_rows(db_field.remote_field.model, scope_of(request))


class ScopedAdmin(Scoped):
    """An admin class. `history_type` is what history calls its rows; None: history tells nothing of them.

    `section`, `place` in it, `title` (empty: the model's own name) and `icon` (a Material symbol) say how the sidebar shows it.
    """

    section: ClassVar[str]
    title: ClassVar[str] = ""
    place: ClassVar[int] = 100
    icon: ClassVar[str] = "draft"
    history_type: ClassVar[str | None] = None
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    view_on_site = False
    list_select_related: Any = ()
    opts: Any

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allows(scope_of(request), VIEW, None)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row of a form, in its account from here on."""
        row = super().get_object(request, object_id, from_field)  # type: ignore[misc]  # of the class this is mixed into
        if row is not None:
            narrow(request, row)
        return row

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Over all accounts, every row says whose it is."""
        shown = [*super().get_list_display(request)]  # type: ignore[misc]  # as above
        return [*shown, "account"] if scope_of(request).is_all and issubclass(self.model, TenantModel) else shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what `list_select_related` names, on forms and in autocomplete, too; over all accounts with the account."""
        rows = super().get_queryset(request)
        names = [*(self.list_select_related or ())]
        if scope_of(request).is_all and issubclass(self.model, TenantModel):
            names.append("account")
        return rows.select_related(*names) if names else rows

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters by related rows offer those of the scope."""
        chosen = super().get_list_filter(request)  # type: ignore[misc]  # as above
        return [(one, ScopedRelatedFilter) if isinstance(one, str) and self._field(one).is_relation else one for one in chosen]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A list that is not narrowed shows all there is, without counting it once more: no offer to show the rest."""
        found = super().get_changelist_instance(request)  # type: ignore[misc]  # as above
        if not found.query and not found.get_filters_params():
            found.full_result_count = found.result_count
        return found

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what a filter of the list asks; else anybody could probe columns that are shown to nobody, letter by letter."""
        names = {"id", self.date_hierarchy} if request is None else {"id", self.date_hierarchy, *self._filtered(request)}  # type: ignore[attr-defined]
        for name in filter(None, names):
            if lookup == name or (lookup.startswith(f"{name}__") and lookup.removeprefix(f"{name}__") in _LOOKUPS):
                return True
        return False

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are known by their id alone."""
        return bool(to_field == self.opts.pk.name)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Of what was chosen only what can be an id: Django would fail on anything else."""
        posted = request.POST.copy()
        chosen = posted.getlist(ACTION_CHECKBOX_NAME)
        posted.setlist(ACTION_CHECKBOX_NAME, [one for one in chosen if one.isascii() and one.isdigit() and len(one) < 19])
        request.POST = posted  # type: ignore[assignment]  # as a browser would have sent it
        return super().response_action(request, queryset)  # type: ignore[misc]  # as above

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: history is written by the services, in the transaction of the change."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing, see above."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Nothing, see above."""

    def history_id(self, obj: Any) -> int:
        """How history names the row."""
        return int(obj.pk)

    def _field(self, name: str) -> Field[Any, Any] | ForeignObjectRel:
        field: Field[Any, Any] | ForeignObjectRel = self.opts.get_field(name)
        return field

    def _filtered(self, request: HttpRequest) -> set[str]:
        found = set()
        for one in self.get_list_filter(request):
            if isinstance(one, type) and issubclass(one, SimpleListFilter):
                found.add(str(one.parameter_name))
            else:
                found.add(one if isinstance(one, str) else one[0])
        return found


class ScopedInline(Scoped):
    """An inline. The rows of its parent are visible already; it shows those of its own that are visible, too."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if self.has_view_permission(request) or self.has_change_permission(request) else rows.none()
