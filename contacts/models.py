"""Contacts: the people to talk to at an organization, and the job titles an account uses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.masks import Sharing
from contacts.querysets import ContactQuerySet
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel
from organizations.models import Organization
from upserts.records import Record


class ContactRole(TenantModel):
    """A job title of the account's own list. While the list is empty, a contact's role is free text."""

    key = models.CharField(max_length=100)
    label = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "key"],
                name="contactrole_key_once",
                violation_error_code="duplicate_data",
                violation_error_message="A contact role of this key exists.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="contactrole_has_a_key",
                violation_error_code="blank",
                violation_error_message="A contact role needs a key.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Contact(Record):
    """A person at one organization. `email_key`, the NFC and casefolded e-mail, is unique inside the organization."""

    class Type(models.TextChoices):
        ACCOUNT_MANAGEMENT = "account_management", "Account management"
        BILLING = "billing", "Billing"
        EXECUTIVE = "executive", "Executive"
        SALES = "sales", "Sales"
        SUPPORT = "support", "Support"
        TECHNICAL = "technical", "Technical"

    organization = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="contacts")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, null=True, blank=True)
    email = models.CharField(max_length=255)
    email_key = models.CharField(max_length=765, editable=False)  # casefolding can triple the length
    email_domain = models.CharField(
        max_length=255, null=True, blank=True, editable=False, help_text="Of the e-mail. Empty: a public provider's (email_domains.py)."
    )
    phone_number = models.CharField(max_length=50, null=True, blank=True)
    role = models.CharField(max_length=100, null=True, blank=True, help_text="A key of the account's contact roles.")
    type = models.CharField(max_length=20, choices=Type, null=True, blank=True)
    is_primary = models.BooleanField(default=False, help_text="The organization's contact person; at most one.")

    objects: ClassVar[Any] = ScopedManager.from_queryset(ContactQuerySet)()
    sharing = Sharing("CONTACT", "view_organization", (("organization", "organization_id"),))

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            TenantFK(field="organization", to="organizations.Organization", name="contact_organization_in_account"),
            models.UniqueConstraint(
                fields=["account", "organization", "email_key"],
                name="contact_email_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another contact of this organization has this e-mail.",
            ),
            models.UniqueConstraint(
                fields=["account", "organization"],
                condition=Q(is_primary=True),
                name="contact_one_primary",
                violation_error_code="duplicate_data",
                violation_error_message="The organization has another primary contact.",
            ),
            models.CheckConstraint(
                condition=~Q(first_name=""),
                name="contact_has_a_name",
                violation_error_code="blank",
                violation_error_message="A contact needs a first name.",
            ),
            models.CheckConstraint(
                condition=~Q(email_key=""),
                name="contact_has_an_email",
                violation_error_code="blank",
                violation_error_message="A contact needs an e-mail.",
            ),
            models.CheckConstraint(
                condition=Q(type__isnull=True)
                | Q(type__in=["account_management", "billing", "executive", "sales", "support", "technical"]),
                name="contact_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The contact type is not one of the known ones.",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["account", "email_key", "id"], name="contact_by_email"),
            models.Index(fields=["account", "organization", "id"], name="contact_by_organization"),
            models.Index(
                fields=["account", "email_domain", "organization"],
                condition=Q(email_domain__isnull=False),
                name="contact_by_domain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name or ''}".rstrip()
