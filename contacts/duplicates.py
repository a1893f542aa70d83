"""Organizations whose people share an e-mail domain may be one. One address at two organizations says nothing by itself: agents have it."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.actor import Actor
from contacts.models import Contact
from organizations.duplicates import Names, Pair, Party, Place, Suggested, likeness, paired, surest_first

# A domain at more organizations than these is a group's, or a provider's that nobody has listed (email_domains.py).
MOST_AT_ONE_DOMAIN = 6
DOMAINS = 5


def same_domains(actor: Actor, after: Place | None = None) -> Suggested:
    """Organizations of one type with people at one domain, by domain. Four statements; one where there are none."""
    domains = _shared(actor, after)
    parties = _parties(actor, domains[:DOMAINS]) if domains else []
    pairs = paired(actor, parties, lambda party: party[:2], _judged)
    return Suggested(surest_first(pairs), (domains[DOMAINS - 1],) if len(domains) > DOMAINS else None)


def _shared(actor: Actor, after: Place | None) -> list[str]:
    """The next domains at which several organizations have people, one more than a page shows."""
    rows = Contact.objects.visible_to(actor).filter(email_domain__gt=after[0] if after else "")
    domains = rows.order_by("email_domain").values_list("email_domain").annotate(size=Count("organization_id", distinct=True))
    return [domain for domain, _size in domains.filter(size__gt=1, size__lte=MOST_AT_ONE_DOMAIN)[: DOMAINS + 1]]


def _parties(actor: Actor, domains: list[str]) -> list[Party]:
    """The active organizations at these domains, by type and domain; `near_key` holds the domain that they share."""
    people = Contact.objects.visible_to(actor).filter(email_domain__in=domains, organization__status="active")
    columns = ("organization__type", "email_domain", "organization__plain_key", "organization_id", "organization__country")
    return sorted({Party._make(row) for row in people.values_list(*columns)}, key=lambda party: (party[:2], party.id))


def _judged(older: Party, younger: Party, names: Names) -> Pair | None:
    if older.id not in names or younger.id not in names:
        return None  # people can be in sight where their organization is not
    alike = likeness(names[older.id], names[younger.id])
    return Pair(older.id, younger.id, round(40 + 50 * alike), _("People at both write from {domain}").format(domain=younger.near_key))
