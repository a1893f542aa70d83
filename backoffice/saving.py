"""How the admin saves: a form is read, a service judges and writes it, and what it refuses comes back to the form.

Forms only read what was typed. All rules are the services', so that they are the same ones, in the same words, as on the wire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.forms.models import construct_instance
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.actor import Actor
from backoffice.exporting import Exporting
from backoffice.history import Told
from backoffice.refusals import REFUSALS, Refusal, RowRefused, in_words, put_on, reasons_of, said_by
from backoffice.removing import Removing
from backoffice.scope import scope_of
from backoffice.scoped import ScopedAdmin, ScopedInline
from backoffice.theme import InlineFormSet, ModelAdmin, TabularInline


class ReadingForm(ModelForm):
    """Reads what was typed and judges nothing. `refusal` is what a service said to it; `names`: wire name → field, where they differ."""

    refusal: Refusal | None = None
    names: ClassVar[Mapping[str, str]] = {}

    def _post_clean(self) -> None:
        # Fields of the form's own say more, or other, than the column of that name; the services take them from what was typed.
        columns = [name for name in self.fields if name not in self.declared_fields]
        try:
            self.instance = construct_instance(self, self.instance, columns)
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]  # missing in the stubs
        if self.refusal is not None and self.refusal.prefix is None:
            put_on(self, self.refusal.reasons, self.names)


class RowForm(ReadingForm):
    """One row of an editable list. Its fields say which row they are about, for there is no label next to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "id":
                field.widget.attrs["aria-label"] = f"{field.label} of {self.instance}"


class ReadingFormSet(InlineFormSet):
    """The rows of an inline. What a service refused of one of them is shown there.

    Their fields carry their names: on a phone, no heading stands over them.
    """

    refusal: Refusal | None = None

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label:
                field.widget.attrs.setdefault("aria-label", str(field.label))

    def clean(self) -> None:
        refusal = self.refusal
        if refusal is None or refusal.prefix != self.prefix or refusal.index is None:
            return
        form = self.forms[refusal.index]
        put_on(form, refusal.reasons, getattr(form, "names", {}))

    def validate_unique(self) -> None:
        """The services do."""


class ServedAdmin(Exporting, Removing, Told, ScopedAdmin, ModelAdmin):
    """An admin class whose rows are written by services: `serve` saves one, `remove` (removing.py) takes one away."""

    form = ReadingForm
    warn_unsaved_form = True
    compressed_fields = True

    def serve(self, actor: Actor, row: Any, form: Any) -> Any:
        """Save what the form says and answer the row as it is stored. `row.pk` None: a new one. Raises what services refuse with."""
        raise NotImplementedError

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = said_by(request)
        return form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The list; what a service refused of an editable one is told above it, and nothing of it was written."""
        try:
            response: HttpResponseBase = super().changelist_view(request, extra_context)
        except REFUSALS as error:
            messages.error(request, in_words(error))
            return redirect(request.get_full_path())
        except OverflowError:  # a year that no calendar has
            return redirect(f"{request.path}?e=1")
        return response

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The form; once more, with the reasons, where a service refused it. Everything it had written by then is undone."""
        try:
            return self._shown(request, object_id, form_url, extra_context)
        except RowRefused as refused:
            request.admin_refusal = refused.refusal  # type: ignore[attr-defined]  # ours alone
        except REFUSALS as error:
            request.admin_refusal = Refusal(reasons_of(error))  # type: ignore[attr-defined]  # ours alone
        return self._shown(request, object_id, form_url, extra_context)

    def _shown(self, request: HttpRequest, object_id: str | None, form_url: str, context: dict[str, Any] | None) -> HttpResponseBase:
        # The themes' own button says “Delete”, whatever becomes of the row: templates/admin/submit_line.html has ours in its place.
        words = {"removal": self.removal_verb, "show_delete": False, **(context or {})}
        response: HttpResponseBase = super().changeform_view(request, object_id, form_url, words)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Let the service save it. Also called for each row of an editable list, which is why the permission is asked once more."""
        if change and not self.has_change_permission(request, obj):
            raise PermissionDenied
        stored = self.serve(self.actor_for(request, obj), obj, form)
        if stored is not None and stored is not obj:
            obj.__dict__.update({name: value for name, value in stored.__dict__.items() if name != "_state"})
            obj._state.adding = False

    def actor_for(self, request: HttpRequest, obj: Any) -> Actor:
        """In whose name a row is written."""
        scope = scope_of(request)
        return scope.actor or scope.actor_for(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Inlines are saved by their own services; lists that the form itself holds were saved with it."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        inline = formset.admin_inline
        for index, one in enumerate(formset.forms):
            with row_refusals(formset.prefix, index):
                inline.serve_row(self.actor_for(request, form.instance), form.instance, formset, one)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """None: history says it, in more words."""
        return []


class ServedInline(ScopedInline, TabularInline):
    """An inline whose rows are written by services."""

    form = ReadingForm
    formset = ReadingFormSet
    extra = 0
    can_delete = True

    def serve_row(self, actor: Actor, parent: Any, formset: Any, form: Any) -> None:
        """Save, or take away, one row as its form says. Nothing for a form that was left as it was."""
        if formset.can_delete and formset._should_delete_form(form):
            if form.instance.pk:
                self.remove_row(actor, parent, form.instance)
        elif form.has_changed():
            self.save_row(actor, parent, form)

    def save_row(self, actor: Actor, parent: Any, form: Any) -> None:
        """Save one row. Raises what services refuse with."""
        raise NotImplementedError

    def remove_row(self, actor: Actor, parent: Any, row: Any) -> None:
        """Take one row away. Raises what services refuse with."""
        raise NotImplementedError

    def get_formset(self, request: HttpRequest, obj: Any | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.admin_inline = self
        formset.refusal = said_by(request)
        return formset


@contextmanager
def row_refusals(prefix: str, index: int) -> Iterator[None]:
    """Around the saving of one row of an inline: what is refused of it names the row."""
    try:
        yield
    except REFUSALS as error:
        raise RowRefused(Refusal(reasons_of(error), prefix, index)) from error
