"""“Looks like an existing record”: contacts that someone who types an e-mail or a name may mean."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from accounts.actor import Actor
from api.text import TextError, case_key, clean_key
from contacts.models import Contact
from contacts.reading import full_name

MAX_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """A contact that may be meant, and where it is."""

    id: int
    name: str
    email: str
    organization_id: int
    organization_name: str


def similar_contacts(
    actor: Actor, *, email: str = "", name: str = "", organization_id: int | None = None, besides: int | None = None
) -> list[Similar]:
    """At most five visible contacts with this e-mail at any organization, or this name at the one named: one statement.

    Case makes no difference. `name` is the first and last name with one space between. `besides`: the id of the contact itself.
    No statement where nothing was typed.
    """
    try:
        condition = _same_email(clean_key(email)) | _same_name(clean_key(name), organization_id)
    except TextError:
        return []
    if not condition:
        return []
    rows = Contact.objects.visible_to(actor).filter(condition).exclude(pk=besides).select_related("organization").order_by("id")
    columns = rows.values_list("id", "first_name", "last_name", "email", "organization_id", "organization__name")[:MAX_SIMILAR]
    return [Similar(identity, full_name(first, last), email, *where) for identity, first, last, email, *where in columns]


def _same_email(email: str) -> Q:
    return Q(email_key=case_key(email)) if email else Q()


def _same_name(name: str, organization_id: int | None) -> Q:
    first, _, last = name.rpartition(" ")
    if not name or organization_id is None:
        return Q()
    split = Q(first_name__iexact=first, last_name__iexact=last) if first else Q()
    return Q(organization_id=organization_id) & (Q(first_name__iexact=name, last_name__isnull=True) | split)
