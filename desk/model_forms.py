"""A record's form as Django's ModelAdmin wants it: the same fields, the same engine, channel `admin`.

The recipe, for any registered resource (tests/upserts/test_forms_admin.py runs it with a stock ModelAdmin):

    class RecordAdmin(admin.ModelAdmin):
        def get_form(self, request, obj=None, change=False, **kwargs):
            if not hasattr(request, "record_form"):             # the admin asks several times a request
                actor = session_actor(request, channel="admin")
                request.record_form = model_form(OrganizationForm, actor, obj, request.POST or None, prepare=with_pickers)
            return request.record_form

        def get_fieldsets(self, request, obj=None):
            return self.get_form(request, obj).fieldsets_of_request

        def save_model(self, request, obj, form, change):
            form.save()                                         # by the engine; it fills in obj.pk

        def save_related(self, request, form, formsets, change):
            pass                                                # inlines have their own ways

`is_valid()` is a dry run by the engine, so refusals stand on their fields before the admin saves anything; the account's lock, taken
by it, is held until the admin's transaction ends, so what passed then passes again. `prepare` may change each form that is made; for the
admin's own picker: `form.fields["source"].use(AutocompleteSelect(Relationship._meta.get_field("source"), admin.site))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

from django.db import models

from accounts.actor import Actor
from desk.form_declarations import VERSION
from desk.forms import RecordForm
from upserts import registry
from upserts.reading import read
from upserts.resource import Row


class RecordModelForm(RecordForm):
    """What the admin asks of a ModelForm, on top of a RecordForm. Made by `model_form`."""

    rehearses = True
    _meta: ClassVar[Any]
    fieldsets_of_request: ClassVar[Any]
    who: ClassVar[Actor]
    row: ClassVar[Row | None]
    prepare: ClassVar[Callable[[RecordForm], None] | None]

    def __init__(self, data: Any = None, files: Any = None, *, instance: Any = None, initial: Any = None, **options: Any) -> None:
        super().__init__(data, files, actor=self.who, record=self.row, initial=initial, **options)
        self.instance = instance if instance is not None else self.resource.model(account_id=self.actor.account_id)
        if self.prepare is not None:
            self.prepare()

    def save(self, commit: bool = True) -> Any:
        """The instance; with `commit` after the engine has written it. Raises ValueError for a form that has errors."""
        if commit:
            if not self.write():
                raise ValueError(f"The {self._meta.model._meta.verbose_name} could not be saved: {self.errors.as_text()}")
            self.instance.pk = self.written["id"]
            self.instance.refresh_from_db(from_queryset=self._meta.model.objects.visible_to(self.actor))
        elif self.errors:
            raise ValueError("The form has errors.")
        return self.instance

    def save_m2m(self) -> None:
        """Nothing is left to save: the engine writes lists with their record."""


def model_form(
    form: type[RecordForm],
    actor: Actor,
    instance: models.Model | None = None,
    data: Mapping[str, Any] | None = None,
    *,
    prepare: Callable[[RecordForm], None] | None = None,
) -> type[RecordModelForm]:
    """The form's class for one request of the admin: about this instance (None: a new record), for this actor, with what was posted.

    `prepare` may change the fields of each form that is made. Raises LookupError for an instance that the actor does not see.
    """
    resource = registry.get(form.resource_name)
    row = None
    if instance is not None:
        row = next(iter(read(resource, actor, [instance.pk])), None)
        if row is None:
            raise LookupError(f"No {resource.record_type} {instance.pk}.")
    about = {"who": actor, "row": row, "ground": form.load_ground(actor), "prepare": prepare, "_meta": _options(resource.model)}
    made: type[RecordModelForm] = type(f"{form.__name__}OfAdmin", (RecordModelForm, form), about)
    made.fieldsets_of_request = _fieldsets(made(data, instance=instance))
    return made


def _fieldsets(form: RecordForm) -> list[tuple[Any, dict[str, Any]]]:
    """The layout of a form as the admin wants it; the hidden version stands with the first fields."""
    hidden = [VERSION] if VERSION in form.fields else []
    return [(title, {"fields": [*names, *([] if place else hidden)]}) for place, (title, names) in enumerate(form.layout)]


def _options(model: type[models.Model]) -> SimpleNamespace:
    """What the admin looks at of a ModelForm's options."""
    return SimpleNamespace(model=model, fields=None, exclude=None, labels=None, help_texts=None)
