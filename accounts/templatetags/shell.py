"""Small things that every page draws: `{% load shell %}`."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite (static/vendor/lucide/icons.svg), named as there. Says nothing to a screen reader: the text beside it does."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("vendor/lucide/icons.svg"), name
    )


@register.filter
def initials(name: object) -> str:
    """One or two capitals of a name, for an avatar: "Ann van Lee" is AL, "acme (test)" is A. Empty for a name without a letter or digit."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
