"""Settings: API keys, one's own and with API_KEY.READ everybody's. A new key is shown once, by the answer that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column, Table

from accounts.access_words import RESOURCE_WORDS, VERB_WORDS
from accounts.actor import Actor
from accounts.api_keys import change_key, create_key, key_called, keys_of, remove_key
from accounts.models import ApiKey, Membership
from accounts.people_items import KeyChange, NewKey
from accounts.people_reading import key_row
from accounts.scopes import EVERYTHING
from accounts.setting_fields import GridField, MomentField
from accounts.settings_form import SettingForm
from accounts.settings_frame import PEOPLE
from accounts.settings_pages import CreatePage
from accounts.settings_section import Section
from accounts.tables import TimeColumn, badge
from accounts.wire import judged
from api.form_fields import LinesField, Option, PickField, TextField, whole

_SCOPE_WORDS = (
    *((verb.lower(), word) for verb, word in VERB_WORDS),
    ("write", gettext_lazy("Write")),
    ("all", gettext_lazy("All")),
)


class KeyColumn(Column):
    """Name and public part of a key, leading to its page."""

    def render(self, record: ApiKey) -> SafeString:
        return render_to_string("settings/key.html", {"key": record})


class ScopesColumn(Column):
    """What a key may do, in the words of the API."""

    def render(self, value: list[str]) -> SafeString:
        return render_to_string("settings/scopes.html", {"scopes": sorted(value)})


class ExpiryColumn(TimeColumn):
    """When a key expires, or that it has."""

    def render(self, value: Any) -> SafeString:
        if value is None:
            return badge("badge", text=_("never"), level="")
        return badge("badge", text=_("expired"), level="danger") if value <= timezone.now() else super().render(value)


class KeyTable(Table):
    """The keys in force, and whether they are used."""

    key = KeyColumn(accessor="prefix", verbose_name=gettext_lazy("Key"), order_by=("name", "prefix"))
    user = Column(verbose_name=gettext_lazy("Acts as"), order_by=("user__name",))
    scopes = ScopesColumn(verbose_name=gettext_lazy("Scopes"), orderable=False)
    last_used_at = TimeColumn(verbose_name=gettext_lazy("Last used"), default=gettext_lazy("never"))
    expires_at = ExpiryColumn(verbose_name=gettext_lazy("Expires"), empty_values=())


class KeyForm(SettingForm):
    """For whom, for what, from where, and how long."""

    needed = ("user", "scopes")
    name = TextField(100, label=gettext_lazy("Name"), help_text=gettext_lazy("Where it is used, so that you find it again."))
    scopes = GridField(
        tuple((name.lower(), label) for name, label in RESOURCE_WORDS),
        _SCOPE_WORDS,
        alone=(EVERYTHING, gettext_lazy("Everything that the member may do")),
        label=gettext_lazy("Scopes"),
        help_text=gettext_lazy("They only take away from what the member may do. Write is create, update and delete."),
    )
    networks = LinesField(
        label=gettext_lazy("Networks"),
        help_text=gettext_lazy("Where it may be used from: one address or network a line, as 192.0.2.0/24. Empty: anywhere."),
    )
    expiresAt = MomentField(label=gettext_lazy("Expires"), help_text=gettext_lazy("In your time zone. Empty: never."))
    fixed = ("user",)
    layout = (
        ("", ("name", "user")),
        (gettext_lazy("What it may do"), ("scopes",)),
        (gettext_lazy("Where and how long"), ("networks", "expiresAt")),
    )

    def prepare(self) -> None:
        """Whoever sees members may make a key for one; the services judge for whom."""
        if self.row is not None:
            options = [Option(str(self.row["user"]["id"]), self.row["user"]["name"])]
        elif self.actor.may("MEMBER", "READ"):
            members = Membership.objects.visible_to(self.actor).select_related("user").order_by("user__name", "user__email")
            options = [Option(str(row.user_id), f"{row.user} ({row.user.email})") for row in members]
        else:
            options = [Option(str(self.actor.user_id), self.actor.user_name)]
        field = PickField(options, chosen=options[0].key, wire=whole, has_blank=False, label=gettext_lazy("Acts as"))
        field.initial = str(self.actor.user_id)
        field.help_text = gettext_lazy("It may do what this member may do, less what the scopes keep back.")
        self.fields["user"] = field


class NewKeyPage(CreatePage):
    """Makes a key. The answer to the form shows it, and nothing else ever does: no session, no message, no cache keeps it."""

    def saved(self, row: tuple[ApiKey, str]) -> HttpResponseBase:
        key, plain = row
        self.template_name = "settings/new_key.html"
        api = self.request.build_absolute_uri("/api/v2/me")
        return self.render_to_response(self.get_context_data(title=_("Your new key"), api_key=key, plain=plain, api=api, form=None))


class KeySection(Section):
    """Every member sees its own keys; who may read keys sees all of the account."""

    name, path, group, place = "accounts:key", "api-keys", PEOPLE, 40
    icon, title, noun = "key-round", gettext_lazy("API keys"), gettext_lazy("API key")
    text = gettext_lazy("How programs sign in: what each key may do, from where, and how long.")
    removal = gettext_lazy("Whatever uses the key is shut out from the next request on, and for good.")
    removal_verb = gettext_lazy("Revoke")
    resource = "API_KEY"
    search = ("name", "prefix", "user__name", "user__email")
    table, form = KeyTable, KeyForm

    def needed(self, verb: str) -> tuple[str, ...]:
        return () if verb == "READ" else super().needed(verb)

    def rows(self, actor: Actor, query: QueryDict) -> Any:
        return keys_of(actor).select_related("user").order_by("-created_at", "-pk")

    def find(self, actor: Actor, key: int) -> ApiKey:
        return key_called(actor, key)

    def told(self, actor: Actor, row: ApiKey) -> Mapping[str, Any]:
        return key_row(row)

    def extra(self, actor: Actor, row: ApiKey) -> Mapping[str, Any]:
        return {"api_key": row}

    def create(self, actor: Actor, said: Mapping[str, Any]) -> tuple[ApiKey, str]:
        return create_key(actor=actor, said=judged(NewKey(), said, partial=False))

    def change(self, actor: Actor, row: ApiKey, said: Mapping[str, Any]) -> ApiKey:
        return change_key(actor=actor, key_id=row.pk, said=judged(KeyChange(), said, partial=True))

    def remove(self, actor: Actor, row: ApiKey) -> None:
        remove_key(actor=actor, key_id=row.pk)


KEY_SECTION = KeySection()
