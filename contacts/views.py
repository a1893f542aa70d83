"""The people of one organization."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.capabilities import allows, mask_of
from contacts.forms import roles
from contacts.models import Contact
from contacts.resources import CONTACTS
from desk.facts import mail, telephone
from desk.numbered import numbered
from desk.page_views import RecordPage
from upserts.reading import read
from upserts.resource import Row


class OrganizationContacts(RecordPage):
    """GET /organizations/<key>/contacts: its contact person first, then by name; `?page=` 2 and so on."""

    tab = "contacts"
    template_name = "organizations/contacts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = Contact.objects.visible_to(self.actor).filter(organization_id=self.record["id"])
        ordered = people.order_by("-is_primary", "last_name", "first_name", "id").values_list("id", flat=True)
        ids, pages = numbered(self.request.GET, ordered)
        titles = {role.key: role.label for role in roles(self.actor)}
        contacts = [_shown(record, titles) for record in read(CONTACTS, self.actor, ids)]
        return super().get_context_data(contacts=contacts, pages=pages, may_add=self._may_add(), **kwargs)

    def _may_add(self) -> bool:
        """Whoever may edit the organization may add to its contacts."""
        may_edit = allows(mask_of(self.record["permissions"]), "edit_organization")
        return self.actor.may("CONTACT", "CREATE") and may_edit and not self.subject.is_archived(self.record)


def _shown(record: Row, titles: Mapping[str, Any]) -> Row:
    """A contact with its role and type in words, and the addresses that write to it and call it."""
    words = {"role_label": titles.get(record["role"], record["role"]), "type_label": _TYPES.get(record["type"], "")}
    return record | words | {"mail_url": mail(record["email"]), "dial_url": telephone(record["phoneNumber"] or "")}


_TYPES = dict(Contact.Type.choices)
