"""Which contacts an actor meets: those of the organizations it may see."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from accounts.querysets import MaskedQuerySet


class ContactQuerySet(MaskedQuerySet):
    """Contacts; they carry the mask of their organization."""

    resource = "CONTACT"
    capability = "view_organization"

    def matching(self, text: str) -> Self:
        """Name, e-mail or external id contains the text, ignoring case. Empty text: all."""
        if not text:
            return self
        return self.filter(
            Q(first_name__icontains=text) | Q(last_name__icontains=text) | Q(email__icontains=text) | Q(external_id__icontains=text)
        )
