"""Forms about records: built from the item's declaration, written by the engine.

A room declares how its form looks, in its `forms.py`:

    @form_of("organizations")
    class OrganizationForm(RecordForm):
        sections = (Section(_("Name"), ("type", "name", "externalId")), …)
        words = {"category": Words(categories, wire=whole)}

A page shows and writes it:

    form = OrganizationForm(request.POST or None, actor=actor, record=record)      # record: its read model; None: a new one
    if form.write():
        return redirect(…, form.written["id"])
    return render(request, "…", {"form": form})                                    # {% for group in form.groups %} … {% endfor %}

`actor` is `session_actor(request, channel="page")`. A form is a plain Django form: fields are named by wire names (`name`,
`contactPerson.email`, `customFields.spend`), errors stand in `form.errors`. `only=("name",)` makes the form of one field.
The admin's side is desk/model_forms.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.errors import ItemError
from api.form_fields import ItemField, WholeField
from customfields.definitions import Definitions, load_definitions
from customfields.forms import groups as custom_groups
from database.transactions import Busy
from desk.form_building import Words, label_of
from desk.form_declarations import CUSTOM, VERSION, Ground, Group, Section
from desk.form_errors import Refusal, busy, placed
from desk.form_members import Members, wanted
from upserts import registry
from upserts.batch import Outcome
from upserts.one_item import write_one
from upserts.resource import Resource, Row

__all__ = ["RecordForm", "Section", "Words", "form_of", "forms_by_resource"]

forms_by_resource: dict[str, type[RecordForm]] = {}


def form_of(resource: str) -> Callable[[type[RecordForm]], type[RecordForm]]:
    """The form of a resource, by its plural name. Raises ValueError where it has one."""

    def declare(form: type[RecordForm]) -> type[RecordForm]:
        if resource in forms_by_resource:
            raise ValueError(f"Two forms for {resource}.")
        forms_by_resource[resource] = form
        form.resource_name = resource
        return form

    return declare


class RecordForm(forms.Form):
    """A form about one record of the actor's account, or a new one.

    `record` is its read model, from `upserts.reading`. `only`: members that the form is about. On a new record what is filled in is
    sent, on a stored one what was changed, with the version that the person saw. `rehearses`: is_valid() carries the item out as a
    dry run, so that it has the last word (the admin needs that); else only `write()` asks the engine.
    """

    resource_name: ClassVar[str]
    sections: ClassVar[tuple[Section, ...]] = ()
    labels: ClassVar[Mapping[str, Any]] = {}
    help_texts: ClassVar[Mapping[str, Any]] = {}
    words: ClassVar[Mapping[str, Words]] = {}
    own_fields: ClassVar[Mapping[str, Callable[[], ItemField]]] = {}
    left_out: ClassVar[Mapping[str, str]] = {}
    ground: ClassVar[Ground | None] = None
    rehearses: ClassVar[bool] = False

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        actor: Actor,
        record: Row | None = None,
        only: Sequence[str] = (),
        initial: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}), **options)
        self.actor, self.record, self.only = actor, record, tuple(only)
        self.refusals: list[Refusal] = []
        self.outcome: Outcome | None = None
        self.layout: list[tuple[Any, list[str]]] = []
        ground = self.ground or self.load_ground(actor, only)
        self.options = ground.options
        members = Members(self.resource, actor, record, ground.options, self.words, self.labels, self.help_texts, self.own_fields)
        for section in self.sections:
            shown = (member for member in section.members if wanted(member, only))
            self._lay(section.title, {name: field for member in shown for name, field in members.fields_of(member)})
        if ground.definitions is not None:
            self._add_custom_fields(ground.definitions)
        if record is not None:
            self.fields[VERSION] = WholeField(widget=forms.HiddenInput(), label=_("Version"), initial=record["version"], required=False)

    @classmethod
    def attach(cls, section: Section, *, words: Mapping[str, Words] | None = None, labels: Mapping[str, Any] | None = None) -> None:
        """Show members that a higher room added to the item; called once, while rooms load their forms."""
        cls.sections = (*cls.sections, section)
        cls.words = {**cls.words, **(words or {})}
        cls.labels = {**cls.labels, **(labels or {})}

    @classmethod
    def load_ground(cls, actor: Actor, only: Sequence[str] = ()) -> Ground:
        """The account's words and custom fields: one statement each, two for the custom fields of organizations."""
        resource = registry.get(cls.resource_name)
        options = {name: words.load(actor) for name, words in cls.words.items() if wanted(name.partition(".")[0], only)}
        return Ground(options, load_definitions(actor.account_id, resource.record_type, actor.user_id) if wanted(CUSTOM, only) else None)

    @cached_property
    def resource(self) -> Resource:
        """The record type."""
        return registry.get(self.resource_name)

    @property
    def groups(self) -> list[Group]:
        """The visible fields under their titles; custom fields last, those of the template under its name."""
        return [Group(title, [self[name] for name in names]) for title, names in self.layout]

    @property
    def item(self) -> dict[str, Any]:
        """The item that a sent form stands for; to be asked before the engine finds errors in it."""
        item: dict[str, Any] = {}
        for name in self._said:
            member, _, inner = name.partition(".")
            if not inner:
                item[member] = self.cleaned_data[name]
            elif member == CUSTOM:
                item.setdefault(CUSTOM, {})[inner] = self.cleaned_data[name]
            else:
                item[member] = self._whole(member)
        if item and self.record is not None:
            item[VERSION] = self.cleaned_data[VERSION] or self.record["version"]
        return item

    def write(self) -> bool:
        """Carry the form out. False: nothing was written, and the errors stand where they belong (or the form was not sent at all)."""
        return self.is_valid() and self._carry_out(dry_run=False)

    @property
    def written(self) -> Row:
        """The record as it is now, {id, version} where the actor may not read it; once `write()` was True."""
        assert self.outcome is not None
        draft = self.outcome.drafts[0]
        return draft.record or {"id": draft.id, "version": draft.version}

    @property
    def holder(self) -> dict[str, Any] | None:
        """{id, externalId} of a visible record that holds a value which this one was to have, for a link to it. None: no such."""
        return next((found for refusal in self.refusals if (found := refusal.error.params.get("holder"))), None)

    def label(self, name: str) -> str:
        """How people call a member."""
        if name in self.fields:
            return str(self.fields[name].label)
        return str(self.labels.get(name) or label_of(name.removeprefix(f"{CUSTOM}.")))

    def _post_clean(self) -> None:
        if self.rehearses and not self.errors:
            self._carry_out(dry_run=True)

    def _carry_out(self, *, dry_run: bool) -> bool:
        item = self.item
        try:
            target = None if self.record is None else self.record["id"]
            self.outcome = write_one(self.resource, item, self.actor, target=target, dry_run=dry_run)
            errors: Sequence[ItemError] = self.outcome.drafts[0].told
        except Busy:
            errors = [busy()]
        self.refusals = placed(errors, self.fields.keys() - {VERSION}, item, self.label)
        for refusal in self.refusals:
            self.add_error(refusal.field, ValidationError(refusal.message, code=refusal.error.code))
        if any(refusal.error.code == "version_conflict" for refusal in self.refusals):
            self._show_what_is_stored()
        return not errors

    def _show_what_is_stored(self) -> None:
        """Beside each field that differs, what is stored now; and whoever has read that may save again."""
        assert self.record is not None
        for name in self.changed_data:
            field = self.fields[name]
            if name not in self.errors and isinstance(field, ItemField):
                said = gettext("Stored now: {value}").format(value=field.spoken(self[name].initial) or "—")
                self.add_error(name, ValidationError(said, code="version_conflict"))
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix(VERSION)] = str(self.record["version"])  # type: ignore[index]  # a copy may be changed

    @property
    def _said(self) -> list[str]:
        """Names of the fields that say something: what was changed, or filled in on a new record. What was not sent at all says nothing."""
        if self.record is None:
            spoken = [name for name, field in self.fields.items() if isinstance(field, ItemField) and field.is_filled(self[name].data)]
        else:
            spoken = self.changed_data
        return [name for name in spoken if not self._omitted(name)]

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that a person changed: not the version, and not what was left out of the request."""
        return [name for name in super().changed_data if name != VERSION and not self._omitted(name)]

    def _omitted(self, name: str) -> bool:
        widget: forms.Widget = self.fields[name].widget
        return widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))

    def _whole(self, member: str) -> dict[str, Any] | None:
        """An object is said whole, so that what was emptied is cleared; None where all of it is empty."""
        parts = {name.partition(".")[2]: self.cleaned_data[name] for name in self.fields if name.startswith(f"{member}.")}
        return parts if any(value != "" for value in parts.values()) else None

    def _add_custom_fields(self, definitions: Definitions) -> None:
        values = (self.record or {}).get(CUSTOM, {})
        template = self._chosen("template")
        for group in custom_groups(
            definitions,
            values,
            organization_type=self._chosen("type") if self.resource.record_type == "organization" else None,
            template_id=int(template) if template and template.isdecimal() and len(template) < 20 else None,
            says=self._says,
        ):
            fields = {f"{CUSTOM}.{key}": field for key, field in group.fields.items() if wanted(f"{CUSTOM}.{key}", self.only)}
            self._lay(group.title or _("Custom fields"), fields)

    def _chosen(self, name: str) -> str | None:
        """What a select of this form says, else what is stored. None: nothing."""
        field = self.fields.get(name)
        if isinstance(field, ItemField):
            bound = self[name]
            sent = self.is_bound and not field.disabled and not self._omitted(name)
            return str(bound.data if sent else bound.initial or "") or None
        stored = (self.record or {}).get(name)
        return str(stored["id"] if isinstance(stored, dict) else stored) if stored is not None else None

    def _says(self, key: str, field: ItemField) -> bool:
        """Did the person fill in or change this custom field?"""
        name = self.add_prefix(f"{CUSTOM}.{key}")
        sent = field.widget.value_from_datadict(self.data, self.files, name) if self.is_bound and name in self.data else None
        return sent is not None and field.is_filled(sent) and field.has_changed(field.initial, sent)

    def _lay(self, title: Any, fields: Mapping[str, ItemField]) -> None:
        if fields:
            self.fields.update(fields)
            self.layout.append((title, list(fields)))
