"""What this room adds to the search, to the first page, and to the look for duplicates."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from contacts.duplicates import same_domains
from contacts.models import Contact
from contacts.search import find
from desk import home, search
from desk.home import Contribution, Figure, Part
from desk.record_pages import page_address
from desk.search import Source
from organizations import duplicates
from organizations.duplicates import Way


def contribution(actor: Actor) -> Contribution:
    """How many there are. One statement."""
    number = Contact.objects.visible_to(actor).order_by().count()
    return Contribution([Figure(_("Contacts"), "contact", number, url=page_address("contacts:list"))])


def _list_of(text: str) -> str | None:
    address = page_address("contacts:list")
    return address and f"{address}?{urlencode({'q': text})}"


search.attach(Source("contacts", gettext_lazy("Contacts"), "contact", "CONTACT.READ", find, _list_of))
home.attach("contacts", Part("CONTACT.READ", contribution))
duplicates.attach(
    Way(
        "domain",
        gettext_lazy("Same e-mail domain"),
        gettext_lazy("People at both write from one domain that is no public provider’s."),
        same_domains,
        "CONTACT.READ",
    )
)
