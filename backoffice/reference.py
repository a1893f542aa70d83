"""Reference data in the admin: one short class a list, saved and removed as the API does it (accounts/reference_data.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.admin import action
from django.forms import Field, MultipleChoiceField
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.reference_data import ReferenceData, change_row, create_row, remove_row
from accounts.wire import judged
from backoffice.removing import run_on_each
from backoffice.saving import ReadingForm, ServedAdmin, ServedInline
from backoffice.sections import DEFINITIONS
from backoffice.theme import Checkboxes

Choices = Sequence[tuple[str, str]]


class OfReference:
    """For admin classes and inlines of reference data. `checkboxes`: list columns, each with what can be ticked."""

    kind: ClassVar[ReferenceData]
    checkboxes: ClassVar[Mapping[str, Choices]] = {}
    resource = "SETTINGS"

    def wire_value(self, column: str, value: Any) -> Any:
        """A value of the form as the wire has it."""
        return value

    def said(self, form: Any, *, is_new: bool, **given: Any) -> dict[str, Any]:
        """What the form says, by column, judged; `given` are members that it does not ask. Of a new row, what was left empty is left out.

        Raises RefusedItem.
        """
        shown = {column: self.wire_value(column, value) for column, value in form.cleaned_data.items() if column in form.fields}
        values = {wire: shown[column] for wire, column in _columns(self.kind).items() if column in shown}
        if is_new:
            values = {wire: value for wire, value in values.items() if value not in (None, "")}
        return judged(self.kind.body(), values | given, partial=not is_new)

    def save_said(self, actor: Actor, row: Any, said: dict[str, Any]) -> Any:
        """The row as it is stored. Raises RefusedItem, Busy."""
        if row.pk is None:
            return create_row(self.kind, actor=actor, said=said)
        return change_row(self.kind, actor=actor, address=getattr(row, self.kind.address), said=said)

    def take_away(self, actor: Actor, row: Any) -> str | None:
        """Remove the row, or deactivate it where it is in use, and say so. Raises RefusedItem, Busy."""
        kept = remove_row(self.kind, actor=actor, address=getattr(row, self.kind.address))
        return None if kept is None else f"“{row}” is in use, so it was deactivated instead of removed."

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Field | None:
        if db_field.name not in self.checkboxes:
            found: Field | None = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]  # as mixed in
            return found
        text = {"label": str(db_field.verbose_name).capitalize(), "help_text": db_field.help_text}
        return MultipleChoiceField(choices=self.checkboxes[db_field.name], widget=Checkboxes(), required=False, **text)


class ReferenceAdmin(OfReference, ServedAdmin):
    """One list of reference data."""

    section = DEFINITIONS

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Iterable[str]:
        """What stays as it was created is shown, not asked."""
        return (*super().get_readonly_fields(request, obj), *(self.kind.fixed if obj is not None else ()))

    def serve(self, actor: Actor, row: Any, form: Any) -> Any:
        return self.save_said(actor, row, self.said(form, is_new=row.pk is None))

    def remove(self, actor: Actor, row: Any) -> str | None:
        return self.take_away(actor, row)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Switching on and off only where there is such a switch."""
        found: dict[str, Any] = super().get_actions(request)
        if not hasattr(self.model, "is_active"):
            for name in ("activate", "deactivate"):
                found.pop(name, None)
        return found

    actions = ["activate", "deactivate", "export_as_csv", "delete_selected"]
    removal_note = "Whatever is in use stays, and is deactivated where that is possible."

    @action(permissions=["change"], description="Activate the selected rows")
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        """Let them be used again."""
        run_on_each(self, request, queryset, self._switch(on=True), "activated", permission=self.has_change_permission)

    @action(permissions=["change"], description="Deactivate the selected rows")
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        """They stay where they are and can't be newly used."""
        run_on_each(self, request, queryset, self._switch(on=False), "deactivated", permission=self.has_change_permission)

    def _switch(self, *, on: bool) -> Any:
        def service(actor: Actor, row: Any) -> None:
            change_row(self.kind, actor=actor, address=getattr(row, self.kind.address), said={"is_active": on})

        return service


class FixedForm(ReadingForm):
    """A row of an inline, of which some columns stay as they were created."""

    fixed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fixed if self.instance.pk else ():
            if name in self.fields:
                self.fields[name].disabled = True


class ReferenceInline(OfReference, ServedInline):
    """Rows of one list inside a row that they belong to. `belonging` says what the parent fixes of them."""

    form = FixedForm

    def get_formset(self, request: HttpRequest, obj: Any | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.fixed = self.kind.fixed
        return formset

    def belonging(self, parent: Any) -> dict[str, Any]:
        """Members of a new row, by wire name, that follow from its parent."""
        return {}

    def save_row(self, actor: Actor, parent: Any, form: Any) -> None:
        is_new = form.instance.pk is None
        self.save_said(actor, form.instance, self.said(form, is_new=is_new, **(self.belonging(parent) if is_new else {})))

    def remove_row(self, actor: Actor, parent: Any, row: Any) -> None:
        self.take_away(actor, row)


def _columns(kind: ReferenceData) -> dict[str, str]:
    """Column by wire name, of relations the column of the relation and not of its id."""
    return {wire: column.removesuffix("_id") for wire, column in kind.members.items()}
