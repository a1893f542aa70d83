"""Settings: the account's own name and policies. It stands in this room, for a policy of the account is a matter of its organizations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.account_reading import account_row
from accounts.errors import RefusedItem
from accounts.models import Account
from accounts.navigation import Entry
from accounts.pages import go
from accounts.refusals import REFUSALS, Said, put_on, reasons_of
from accounts.settings_form import SettingForm
from accounts.settings_frame import ACCOUNT, enter
from accounts.settings_pages import UNPROCESSABLE, SettingsPage
from accounts.wire import judged
from api.errors import ItemError
from api.form_fields import TextField, TickField
from database.transactions import account_transaction
from organizations.account_items import AccountChange
from organizations.insp_id import insp_id
from organizations.policies import PATH, change_account

URL_NAME = "organizations:account_edit"
TITLE = gettext_lazy("Name and policies")
TEXT = gettext_lazy("What the account is called, and what it has decided on.")
enter(ACCOUNT, 10, Entry(TITLE, URL_NAME, "building-2", "SETTINGS.READ", TEXT))


class AccountForm(SettingForm):
    """The name, and every policy as a member of its own."""

    needed = ("name",)
    name = TextField(255, label=gettext_lazy("Name"))
    organizationNamesUnique = TickField(
        label=gettext_lazy("Names of organizations are unique"),
        help_text=gettext_lazy("No two organizations of one type may share a name; imports then find one by type and name, too."),
    )

    def item(self) -> dict[str, Any]:
        """What was changed, as the API takes it."""
        said = self.said()
        policies = {name: said.pop(name) for name in list(said) if name == PATH[1]}
        return {**said, "policies": policies} if policies else said


@dataclass(frozen=True, slots=True)
class Holder:
    """An organization that has the name of another one. `url` None: it has no page."""

    code: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Collision:
    """A name that several organizations of one type have."""

    type: str
    name: str
    holders: Sequence[Holder]


class AccountPage(SettingsPage):
    """GET and POST /settings/account: shows name and policies, and changes them."""

    needs = {"GET": ("SETTINGS.READ",), "POST": ("SETTINGS.UPDATE",)}
    title = TITLE
    template_name = "organizations/account_settings.html"

    def form(self, data: Any = None) -> AccountForm:
        row = account_row(self.actor)
        return AccountForm(data, actor=self.actor, row={**row, **row["policies"]}, may_change=self.actor.may("SETTINGS", "UPDATE"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {"form": self.form(), "may_change": self.actor.may("SETTINGS", "UPDATE"), "slug": self.actor.account_slug}
        crumbs = [(_("Settings"), reverse("accounts:settings"))]
        return super().get_context_data(**{**found, "crumbs": crumbs} | kwargs)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form(request.POST)
        collisions: list[Collision] = []
        if form.is_valid():
            try:
                with transaction.atomic():
                    self._save(form)
            except REFUSALS as error:
                put_on(form, _reasons(error), {})
                collisions = list(_collisions(error.errors)) if isinstance(error, RefusedItem) else []
            else:
                messages.success(request, _("Name and policies are saved."))
                return go(request, reverse(URL_NAME))
        return self.render_to_response(self.get_context_data(form=form, collisions=collisions), status=UNPROCESSABLE)

    def _save(self, form: AccountForm) -> None:
        said = judged(AccountChange(), form.item(), partial=True)
        policies: dict[str, Any] = said.pop("policies", {})
        with account_transaction(self.actor.account_id):
            change_account(Account.objects.get(pk=self.actor.account_id), said | policies, self.actor)


def _reasons(error: Exception) -> Iterator[Said]:
    """The reasons at their fields; the names that collide stand below the form, so one sentence says so at the switch."""
    collide = False
    for reason in reasons_of(error):
        if reason.path != PATH:
            yield reason
        elif not collide:
            collide = True
            yield Said(_("Some organizations of one type have the same name. Rename or merge them first."), (PATH[1],))


def _collisions(errors: Iterable[ItemError]) -> Iterator[Collision]:
    """What the actor may see of the names that collide; others are told of by a Collision without a name."""
    for error in errors:
        if error.path == PATH:
            params = error.params
            yield Collision(params.get("type", ""), params.get("name", ""), [_holder(pk) for pk in params.get("ids", ())])


def _holder(pk: int) -> Holder:
    code = insp_id(pk) or str(pk)
    try:
        return Holder(code, reverse("organizations:detail", args=[code]))
    except NoReverseMatch:
        return Holder(code, None)
