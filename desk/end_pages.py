"""The pages that ask once before a record is archived, restored or removed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.pages import go
from desk.form_errors import placed
from desk.page_views import RecordPage
from desk.record_pages import page_address
from upserts.one_item import write_one


class EndPage(RecordPage):
    """GET asks, POST does it: on a page of its own or in the dialog. What the engine refuses stands in the place of the question."""

    template_name = "confirm.html"
    partials = ("dialog-content",)
    operation = "UPDATE"
    heading: ClassVar[str | Promise]
    question: ClassVar[str | Promise]
    verb: ClassVar[str | Promise]
    done: ClassVar[str | Promise]
    is_danger: ClassVar[bool] = True
    item: ClassVar[dict[str, Any]] = {}
    how: ClassVar[dict[str, bool]] = {}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        outcome = write_one(self.subject.resource, self.item, self.actor, target=self.record["id"], **self.how)
        if errors := outcome.drafts[0].told:
            said = " ".join(refusal.message for refusal in placed(errors, (), {}, str))
            return self.render_to_response(self.get_context_data(text=said), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, str(self.done).format(name=self.subject.says(self.record)))
        return go(request, self.after())

    def after(self) -> str:
        """Where one goes from here."""
        return self.address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.subject.says(self.record)
        self.title = str(self.heading).format(name=name)
        asked = {"text": self.question, "action": self.request.path, "verb": self.verb, "danger": self.is_danger, "back": self.address}
        return super().get_context_data(**asked | kwargs)


class ArchivePage(EndPage):
    """The record stays with all that hangs on it, out of the way; it can be restored."""

    wants = "may_archive"
    heading = gettext_lazy("Archive {name}?")
    question = gettext_lazy("It leaves lists and pickers and can't be changed. Its relationships stay. You can restore it at any time.")
    verb = gettext_lazy("Archive")
    done = gettext_lazy("{name} is archived. Restore undoes it.")
    item = {"status": "archived"}


class RestorePage(EndPage):
    """An archived record is active again."""

    wants = "may_archive"
    heading = gettext_lazy("Restore {name}?")
    question = gettext_lazy("It is active again, as it was.")
    verb = gettext_lazy("Restore")
    done = gettext_lazy("{name} is active again.")
    is_danger = False
    how = {"revive": True}


class RemovePage(EndPage):
    """The record goes for good; whatever lists it loses it from its list."""

    operation = "DELETE"
    wants = "may_remove"
    heading = gettext_lazy("Remove {name}?")
    question = gettext_lazy("This can't be undone. What happened to it stays in the history.")
    verb = gettext_lazy("Remove")
    done = gettext_lazy("{name} is removed.")
    how = {"removes": True}

    def after(self) -> str:
        return self.subject.above(self.record, self.actor) or page_address(f"{self.subject.name}:list") or reverse("accounts:home")
