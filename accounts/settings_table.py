"""What tables of settings have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A, Column

from accounts.actor import Actor
from accounts.tables import badge

if TYPE_CHECKING:
    from accounts.settings_section import Section


def name_column(page: str, key: str = "pk", **options: Any) -> Column:
    """What a row is called, leading to its page; `page` is the URL name, `key` what names the row there."""
    return Column(linkify=(page, {"key": A(key)}), attrs={"a": {"class": "row-link"}}, **options)


class CodeColumn(Column):
    """A key, as programs write it."""

    def render(self, value: str) -> SafeString:
        return render_to_string("settings/code.html", {"text": value})


class ActiveColumn(Column):
    """Active or inactive."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"accessor": "is_active", "verbose_name": _("Status")} | options)

    def render(self, value: bool) -> SafeString:
        return badge("status_badge", status="active" if value else "inactive")


class UseColumn(Column):
    """Whether something uses it, so that it can be deactivated but not removed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"accessor": "in_use", "verbose_name": _("Use"), "orderable": False} | options)

    def render(self, value: bool) -> SafeString:
        return badge("badge", text=str(_("in use")), level="outline") if value else SafeString("")


class YesColumn(Column):
    """A word where something holds, nothing where it does not."""

    def __init__(self, word: Any, **options: Any) -> None:
        self.word = word
        super().__init__(**options)

    def render(self, value: bool) -> SafeString:
        return badge("badge", text=str(self.word), level="outline") if value else SafeString("")


class ActionsColumn(Column):
    """What the actor may do with a row."""

    def __init__(self, section: Section, actor: Actor) -> None:
        self.section, self.actor = section, actor
        cells = {"class": "actions-cell"}
        super().__init__(empty_values=(), orderable=False, verbose_name="", attrs={"td": cells, "th": cells})

    @property
    def header(self) -> SafeString:
        return format_html('<span class="visually-hidden">{}</span>', _("Actions"))

    def render(self, record: Any) -> SafeString:
        section, actor = self.section, self.actor
        urls = {
            "edit_url": section.url("edit", record) if section.may(actor, "UPDATE", record) else None,
            "remove_url": section.url("remove", record) if section.may(actor, "DELETE", record) else None,
        }
        return render_to_string("settings/row_actions.html", {"name": str(record), "verb": section.removal_verb or _("Remove"), **urls})
