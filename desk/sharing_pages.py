"""The pages that share a record: give, change, take away. All through the services of accounts/grants.py, which judge and record it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.capabilities import mask_of
from accounts.errors import RefusedItem
from accounts.grants import MANUAL, PrincipalName, change_grant, grant, grants_of, revoke
from accounts.pages import go
from accounts.permission_words import in_words
from accounts.sharing_form import EVERYONE, PermissionsForm, ShareForm, principal_of, refused_in_words
from api.errors import ItemError, Problem
from database.transactions import Busy
from desk.form_errors import busy
from desk.page_views import RecordPage
from desk.record_pages import page_address
from desk.sharing import grants_in_words, rights_in_words, roles_in_words
from upserts.reading import read

UNPROCESSABLE = 422


class SharingPage(RecordPage):
    """GET /<records>/<key>/sharing: who holds what of it, and what the actor may do. POST: let one more hold something."""

    tab = "sharing"
    template_name = "sharing/page.html"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:  # type: ignore[override]
        name = self.subject.resource.permission
        return {"GET": (f"{name}.READ",), "POST": (f"{name}.SHARE",)}

    @cached_property
    def form(self) -> ShareForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return ShareForm(sent, actor=self.actor, kind=self.subject.kind, holds=mask_of(self.record["permissions"]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.subject.may_share(self.record, self.actor):
            raise Problem("permission_denied")
        if not (self.form.is_valid() and self._share(self.form)):
            return self.render_to_response(self.get_context_data(), status=UNPROCESSABLE)
        return go(request, self.subject.url("sharing", self.record))

    def _share(self, form: ShareForm) -> bool:
        assert form.principal is not None  # else the form were not valid
        record, permissions = self.subject.shared(self.record), form.cleaned_data["permissions"]
        try:
            changed = grant(actor=self.actor, record=record, principal=form.principal, permissions=permissions)
        except (RefusedItem, Busy) as error:
            form.place(_errors(error))
            return False
        messages.success(self.request, _("Shared.") if changed else _("They had this already."))
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject, record, actor = self.subject, self.record, self.actor
        context = {
            "grants": list(grants_in_words(subject, record, actor)),
            "through": self.through(),
            "roles": roles_in_words(subject, actor),
            "rights": rights_in_words(subject, record, actor),
            "form": self.form if subject.may_share(record, actor) else None,
        }
        return super().get_context_data(**context | kwargs)

    def through(self) -> list[dict[str, Any]]:
        """Other records whose grants reach this one: [{title, name, url, grants}]."""
        return []


class OneGrant(RecordPage):
    """A page about what one principal was granted. Who may share the record may ask; a grant that is not there is a 404."""

    operation = "SHARE"
    wants = "may_share"
    partials = ("dialog-content",)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The grant as the wire shows it. Raises Http404."""
        wanted = (self.principal, self.kwargs.get("cause", MANUAL))
        for row in grants_of(actor=self.actor, record=self.subject.shared(self.record)):
            if (PrincipalName(row["principal"]["kind"], row["principal"]["id"]), row["cause"]) == wanted:
                return row
        raise Http404

    @property
    def principal(self) -> PrincipalName:
        found = principal_of(self.kwargs["who"])
        if found is None:
            raise Http404
        return found

    @property
    def who(self) -> str:
        return str(EVERYONE) if self.principal.kind == "account" else str(self.stored["principal"]["name"])

    @property
    def back(self) -> str:
        return self.subject.url("sharing", self.record)

    def done(self, said: str) -> HttpResponse:
        """Back to who holds what; where the actor has taken itself out of sight, to what is left to see."""
        messages.success(self.request, said)
        if read(self.subject.resource, self.actor, [self.record["id"]]):
            return go(self.request, self.back)
        return go(self.request, page_address(f"{self.subject.name}:list") or reverse("accounts:home"))


class GrantPage(OneGrant):
    """GET, POST /<records>/<key>/sharing/manual/<who>: what one principal may do, changed as a whole. In the dialog or as a page."""

    template_name = "sharing/grant.html"

    @cached_property
    def form(self) -> PermissionsForm:
        sent = self.request.POST if self.request.method == "POST" else None
        stored, holds = mask_of(self.stored["permissions"]), mask_of(self.record["permissions"])
        return PermissionsForm(sent, kind=self.subject.kind, holds=holds, stored=stored)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (self.form.is_valid() and self._change()):
            return self.render_to_response(self.get_context_data(), status=UNPROCESSABLE)
        return self.done(_("Saved."))

    def _change(self) -> bool:
        record, seen = self.subject.shared(self.record), self.request.POST.getlist("seen")
        try:
            change_grant(actor=self.actor, record=record, principal=self.principal, permissions=self.form.said, seen=seen)
        except (RefusedItem, Busy) as error:
            self.form.place(_errors(error))
            return False
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = _("What {who} may do").format(who=self.who)
        context = {"form": self.form, "seen": self.stored["permissions"], "action": self.request.path, "back": self.back}
        return super().get_context_data(**context | kwargs)


class RevokePage(OneGrant):
    """GET asks, POST takes away /<records>/<key>/sharing/<cause>/<who>/revoke."""

    template_name = "confirm.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        who, record = self.who, self.subject.shared(self.record)
        try:
            revoke(actor=self.actor, record=record, principal=self.principal, cause=self.stored["cause"])
        except RefusedItem as refused:
            return self._asked_again(refused_in_words(self.subject.kind, refused))
        except Busy:
            return self._asked_again(busy().message)
        return self.done(_("No longer shared with {who}.").format(who=who))

    def _asked_again(self, text: str) -> HttpResponse:
        return self.render_to_response(self.get_context_data(text=text), status=UNPROCESSABLE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = _("Stop sharing with {who}?").format(who=self.who)
        held = ", ".join(str(words.label) for words in in_words(self.subject.kind, mask_of(self.stored["permissions"])))
        text = _("This takes away: {held}. It holds at once. What a role, a team or another grant gives stays.").format(held=held)
        asked = {"text": text, "action": self.request.path, "verb": _("Stop sharing"), "danger": True, "back": self.back}
        return super().get_context_data(**asked | kwargs)


def _errors(error: RefusedItem | Busy) -> list[ItemError]:
    return error.errors if isinstance(error, RefusedItem) else [busy()]
