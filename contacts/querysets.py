"""Which contacts an actor meets: those of the organizations it may see."""

from __future__ import annotations

from typing import Self

from accounts.querysets import MaskedQuerySet, containing
from customfields.named import identified_by


class ContactQuerySet(MaskedQuerySet):
    """Contacts; they carry the mask of their organization."""

    def matching(self, text: str) -> Self:
        """A name, the e-mail or the external id contains the text, ignoring case (begins with it, if it has less than three characters).

        Or an identifier field is the text.
        """
        return self.filter(containing(text, "first_name", "last_name", "email", "external_id") | identified_by(self, text))
