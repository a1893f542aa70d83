"""Cells of lists, drawn in Python: a template included for each of 400 cells takes longer than all else that a page does."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from desk.cells import Cell, Part

register = template.Library()


@register.filter
def drawn(cell: Cell) -> SafeString:
    """The parts of a cell as HTML."""
    return format_html_join("", "{}", ((_part(part),) for part in cell))


def _part(part: Part) -> SafeString:
    if part.instant is not None:
        return _instant(part)
    if part.letter:
        letter = part.letter
        return format_html(
            '<span class="type type-{}"><b aria-hidden="true">{}</b><span>{}</span></span>', letter.lower(), letter, part.text
        )
    title = format_html(' title="{}"', part.title) if part.title else ""
    if part.href:
        link = "row-link" if part.is_main else "cell-link"
        return format_html('<a class="{}" href="{}"{}>{}</a>', link, part.href, title, part.text)
    css = part.tone or ("cell-note" if part.is_muted else "cell-name" if part.is_main else "cell-text")
    return format_html('<span class="{}"{}>{}</span>', css, title, part.text)


def _instant(part: Part) -> SafeString:
    """A day; the whole instant where one points."""
    assert part.instant is not None
    local = timezone.localtime(part.instant)
    whole = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return format_html(
        '<time class="number" datetime="{}" title="{}">{}</time>', local.isoformat(), whole, date_format(local, "DATE_FORMAT")
    )
