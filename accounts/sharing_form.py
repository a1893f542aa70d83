"""The form that shares a record: with whom, and what the other is to hold. The services of accounts/grants.py judge and write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.capabilities import NAMES, givable, names
from accounts.errors import RefusedItem
from accounts.models import Principal
from accounts.permission_words import BRINGS, WORDS, PermissionWords, ticked
from accounts.shares import PrincipalName
from api.errors import ItemError
from api.filters import DIGITS, MAX_ID
from api.text import case_key

# As many names as one still looks through; of a larger account the others are named by e-mail.
MAX_LISTED = 200
EVERYONE = gettext_lazy("Everyone in the account")


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Whom a sharer can choose by name. `is_complete` False: there are more, to be named by e-mail."""

    groups: Sequence[tuple[Any, Sequence[tuple[str, str]]]]
    is_complete: bool


def colleagues_of(actor: Actor) -> Colleagues:
    """Everyone, the teams and the members: one statement. Who may not read the members is shown everyone alone, without a statement."""
    everyone = (EVERYONE, [("account", str(EVERYONE))])
    if not actor.may("MEMBER", "READ"):
        return Colleagues([everyone], is_complete=False)
    rows = Principal.objects.visible_to(actor).exclude(kind="account").exclude(user__is_active=False).select_related("user", "team")
    found = list(rows.order_by("kind", "team__name", "user__name", "id")[: MAX_LISTED + 1])
    teams = [(word_of("team", row.team_id), row.team.name) for row in found[:MAX_LISTED] if row.team]
    people = [(word_of("user", row.user_id), f"{row.user.name} ({row.user.email})") for row in found[:MAX_LISTED] if row.user]
    groups = [everyone, (_("Teams"), teams), (_("People"), people)]
    return Colleagues([group for group in groups if group[1]], is_complete=len(found) <= MAX_LISTED)


def word_of(kind: str, identity: int | None) -> str:
    """A principal as one word of an address: user-5, team-3, account."""
    return kind if identity is None else f"{kind}-{identity}"


def principal_of(word: str) -> PrincipalName | None:
    """The principal that such a word names. None: it is no such word."""
    if word == "account":
        return PrincipalName("account")
    kind, _dash, digits = word.partition("-")
    if kind not in ("user", "team") or not DIGITS.fullmatch(digits) or int(digits) > MAX_ID:
        return None
    return PrincipalName(kind, int(digits))


@dataclass(frozen=True, slots=True)
class Choice:
    """One permission to tick. `is_free`: the sharer may give and take it; else it stays as it is."""

    words: PermissionWords
    is_ticked: bool
    is_free: bool

    @property
    def brings(self) -> str:
        """The permissions that come along with it, for the style sheet."""
        return " ".join(BRINGS.get(self.words.name, ()))

    @property
    def brought_by(self) -> str:
        """The permissions that bring it along."""
        return " ".join(self.words.brought_by)


class PermissionsForm(forms.Form):
    """What somebody is to hold on an object of this kind. `holds` is the sharer's mask on it, `stored` what the other holds by now."""

    permissions = forms.MultipleChoiceField(
        choices=[(name, name) for name in NAMES],
        required=False,
        label=gettext_lazy("What they may do"),
        error_messages={"invalid_choice": gettext_lazy("This is no permission.")},
    )

    def __init__(self, data: Any = None, *, kind: str, holds: int, stored: int = 0, **options: Any) -> None:
        super().__init__(data, **options)
        self.kind, self.stored, self.givable = kind, stored, givable(holds)

    @property
    def choices(self) -> list[Choice]:
        """The permissions that make sense on this kind, in order."""
        shown = ticked(self.kind, self.stored)
        if self.is_bound:
            shown = {name for name in shown if not self._is_free(name)} | set(self["permissions"].data or ())
        return [Choice(words, words.name in shown, self._is_free(words.name)) for words in WORDS[self.kind]]

    @property
    def said(self) -> list[str]:
        """The permissions that the form stands for, once it is valid. What the sharer can't give stays as it is stored."""
        chosen = set(self.cleaned_data["permissions"])
        shown = ticked(self.kind, self.stored)
        if chosen | {name for name in shown if not self._is_free(name)} == shown:
            return names(self.stored)  # nothing was changed, however it is stored
        return sorted(chosen | set(names(self.stored & ~self.givable)))

    def place(self, errors: Iterable[ItemError]) -> None:
        """Show what the service refused, at its field."""
        for error in errors:
            self.add_error(self._field_of(error), sentence(self.kind, error))

    def _field_of(self, error: ItemError) -> str | None:
        return "permissions" if error.path == ("permissions",) else None

    def _is_free(self, name: str) -> bool:
        return bool(NAMES[name] & self.givable)


class ShareForm(PermissionsForm):
    """With whom as well: chosen by name, or by the e-mail of a member where there are more than can be listed."""

    who = forms.CharField(required=False, label=gettext_lazy("With"))
    email = forms.CharField(required=False, max_length=255, label=gettext_lazy("Or with a colleague, by e-mail"))

    def __init__(self, data: Any = None, *, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        self.actor = actor
        self.colleagues = colleagues_of(actor)
        hint = _("Choose somebody")
        self.fields["who"].widget = forms.Select(
            {"data-picker": "", "data-placeholder": hint}, choices=[("", hint), *self.colleagues.groups]
        )
        if self.colleagues.is_complete:
            del self.fields["email"]
        else:
            self.fields["email"].widget.input_type = "email"

    def clean(self) -> None:
        """One principal: the e-mail counts where it is filled in. One statement for it."""
        email, word = self.cleaned_data.get("email"), self.cleaned_data.get("who") or ""
        self.principal = self._by_email(email) if email else principal_of(word)
        if self.principal is None and email:
            self.add_error("email", _("No member of this account has this e-mail."))
        elif self.principal is None:
            self.add_error("who", _("Say with whom."))

    def _by_email(self, email: str) -> PrincipalName | None:
        rows = Principal.objects.visible_to(self.actor).filter(user__email_key=case_key(email), user__is_active=True)
        found = rows.values_list("user_id", flat=True).first()
        return None if found is None else PrincipalName("user", found)

    def _field_of(self, error: ItemError) -> str | None:
        return "who" if error.path == ("principal",) else super()._field_of(error)


def labels_of(kind: str, permissions: Iterable[str]) -> str:
    """Permissions by their labels on this kind of object."""
    known = {words.name: str(words.label) for group in (WORDS["organization"], WORDS[kind]) for words in group}
    return ", ".join(known.get(name, name) for name in permissions)


def sentence(kind: str, error: ItemError) -> str:
    """What the service refused, said so that a person can act on it."""
    if error.code == "share_not_permitted" and error.params.get("permissions"):
        said = _("Nobody gives or takes away more than it holds, and only full control gives itself and sharing: {permissions}.")
        return said.format(permissions=labels_of(kind, error.params["permissions"]))
    return str(_SENTENCES.get(error.code, error.message))


def refused_in_words(kind: str, refused: RefusedItem) -> str:
    """All that was refused, in one line."""
    return " ".join(sentence(kind, error) for error in refused.errors)


_SENTENCES = {
    "too_short": gettext_lazy("Tick at least one."),
    "invalid_format": gettext_lazy("Who may share must see it as well: tick one that lets them see."),
    "reference_not_found": gettext_lazy("This is no member or team of the account any more."),
    "share_not_permitted": gettext_lazy("You may no longer share this."),
    "last_full_holder": gettext_lazy("Nobody else has full control. Give it to somebody first."),
    "version_conflict": gettext_lazy("Somebody changed this meanwhile. Look at what is shared now, then change it."),
}
