"""The field that lists the contacts of a relationship: people of its two ends, by e-mail, grouped by end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from api.form_fields import ItemField
from contacts.models import Contact
from contacts.reading import full_name

# As many of each end as one still looks through; somebody else of a larger organization is named by e-mail.
MAX_LISTED = 100
_BETWEEN = re.compile(r"[\r\n,;]+")
Groups = Sequence[tuple[Any, Sequence[tuple[str, str]]]]


def people_of(ends: Mapping[int, str], listed: Iterable[Mapping[str, Any]], actor: Actor) -> Groups:
    """(end, [(e-mail, name)]) of the contacts at these ends (id → name) that the actor sees: one statement for each end.

    `listed` are the contacts that the relationship lists already: they stay to be chosen, also those of an end out of sight.
    """
    found: list[tuple[Any, Sequence[tuple[str, str]]]] = []
    for end, name in ends.items():
        rows = Contact.objects.visible_to(actor).filter(organization_id=end).order_by("email_key")
        people = rows.values_list("email", "first_name", "last_name")[:MAX_LISTED]
        found.append((name, [_option(*person) for person in people]))
    known = {email for _name, group in found for email, _label in group}
    others = [_option(one["email"], one["firstName"], one["lastName"]) for one in listed if one["email"] not in known]
    return [group for group in (*found, (_("Listed already"), others)) if group[1]]


def _option(email: str, first_name: str, last_name: str | None) -> tuple[str, str]:
    return email, f"{full_name(first_name, last_name)} ({email})"


class PeopleSelect(forms.SelectMultiple):
    """The people of both ends; behind it, where these are not all, a line for e-mail addresses (`<name>.more`)."""

    template_name = "relationships/people_select.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        groups = [options for _group, options, _index in context["widget"]["optgroups"]]
        offered = {option["value"] for options in groups for option in options}
        context["widget"]["is_cut"] = any(len(options) >= MAX_LISTED for options in groups)
        context["widget"]["more"] = ", ".join(one for one in value or () if one not in offered)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        lines = [line for text in chosen for line in text.splitlines()]
        return [stripped for email in (*lines, *_BETWEEN.split(data.get(f"{name}.more") or "")) if (stripped := email.strip())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A select of which nothing is chosen is not sent; its line always is."""
        return name not in data and f"{name}.more" not in data


class PeopleField(ItemField):
    """E-mails of contacts. Whom one can choose the form says, once it knows the ends."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=PeopleSelect({"data-picker": "", "data-placeholder": _("Name or e-mail")}), **options)

    def to_wire(self, raw: Any) -> Any:
        return [{"email": email} for email in dict.fromkeys(raw or ())]

    def shown(self, stored: Any) -> Any:
        return [entry["email"] for entry in stored or ()]

    def spoken(self, raw: Any) -> str:
        return ", ".join(raw or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and sorted(initial or ()) != sorted(dict.fromkeys(data or ()))
