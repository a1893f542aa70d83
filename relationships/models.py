"""Relationships: who stands to whom in the supply chain, and the account's vocabulary for saying how."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.masks import Sharing
from contacts.models import Contact
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel
from organizations.models import Organization, OrganizationType
from relationships.querysets import RelationshipQuerySet
from upserts.records import Record


def type_letters(end: str) -> ArrayField[Any, Any]:
    """Which organization types may stand at this end. Empty: every one."""
    return ArrayField(
        models.CharField(max_length=1, choices=OrganizationType),
        default=list,
        blank=True,
        help_text=f"Organization types that may stand at the {end}. Empty: every type.",
    )


class RelationshipType(TenantModel):
    """A word of the account for how one organization stands to another.

    Read `source <forward_label> target` and `target <reverse_label> source`. Symmetric: both labels mean the same.
    """

    key = models.CharField(max_length=255)
    forward_label = models.CharField(max_length=255)
    reverse_label = models.CharField(max_length=255)
    source_types = type_letters("source")
    target_types = type_letters("target")
    is_symmetric = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True, help_text="Inactive: stays where it is, can't be newly used.")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "key"],
                name="relationshiptype_key_once",
                violation_error_code="duplicate_data",
                violation_error_message="A relationship type of this key exists.",
            ),
            models.CheckConstraint(
                condition=~Q(key=""),
                name="relationshiptype_has_a_key",
                violation_error_code="blank",
                violation_error_message="A relationship type needs a key.",
            ),
            models.CheckConstraint(
                condition=Q(source_types__contained_by=OrganizationType.values, target_types__contained_by=OrganizationType.values),
                name="relationshiptype_ends_known",
                violation_error_code="invalid_choice",
                violation_error_message="The ends are organization types: F, S, R, B, I.",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Relationship(Record):
    """One organization stands to another in one or more typed relations.

    Direction matters: read "source <type.forward_label> target". Both ends belong to the same account. At least one type
    and only contacts of its ends: rules over several rows, kept by the engine.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"

    source = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="outgoing")
    target = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="incoming")
    lead_supplier = TenantForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="led")
    relationship_status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    types = models.ManyToManyField(RelationshipType, through="RelationshipTypeUse", related_name="relationships")
    contacts = models.ManyToManyField(Contact, through="RelationshipContact", related_name="relationships")

    objects: ClassVar[Any] = ScopedManager.from_queryset(RelationshipQuerySet)()
    sharing = Sharing(
        "RELATIONSHIP", "view_relationship", (("relationship", "id"), ("organization", "source_id"), ("organization", "target_id"))
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            TenantFK(field="source", to="organizations.Organization", name="relationship_source_in_account"),
            TenantFK(field="target", to="organizations.Organization", name="relationship_target_in_account"),
            TenantFK(field="lead_supplier", to="organizations.Organization", name="relationship_lead_supplier_in_account"),
            models.UniqueConstraint(
                fields=["account", "source", "target"],
                name="relationship_stated_once",
                violation_error_code="duplicate_data",
                violation_error_message="This relationship exists.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="relationship_not_to_itself",
                violation_error_code="same_organization",
                violation_error_message="Source and target must differ.",
            ),
            models.CheckConstraint(
                condition=Q(relationship_status__in=["active", "inactive"]),
                name="relationship_status_known",
                violation_error_code="invalid_choice",
                violation_error_message="The status is active or inactive.",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["account", "target", "id"], name="relationship_by_target"),
            models.Index(fields=["account", "lead_supplier", "id"], name="relationship_by_lead_supplier"),
            # Few are: counting them takes no look at the others, and nobody else pays for the index.
            models.Index(fields=["account", "id"], condition=Q(relationship_status="inactive"), name="relationship_inactive"),
        ]

    def __str__(self) -> str:
        """Its ends by name where they were read along with it, else by id: a name asks the database for nothing."""
        ends = [self._state.fields_cache.get(name) or getattr(self, f"{name}_id") for name in ("source", "target")]
        return " → ".join(map(str, ends))


class RelationshipTypeUse(TenantModel):
    """One type that one relationship has."""

    relationship = TenantForeignKey(Relationship, on_delete=models.CASCADE, related_name="type_uses")
    type = TenantForeignKey(RelationshipType, on_delete=models.PROTECT, related_name="uses")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="relationship", to="relationships.Relationship", name="relationshiptypeuse_relationship_in_account"),
            TenantFK(field="type", to="relationships.RelationshipType", name="relationshiptypeuse_type_in_account"),
            models.UniqueConstraint(
                fields=["account", "relationship", "type"],
                name="relationshiptypeuse_once",
                violation_error_code="duplicate_data",
                violation_error_message="The relationship has this type.",
            ),
        ]
        indexes = [models.Index(fields=["account", "type"], name="relationshiptypeuse_by_type")]

    def __str__(self) -> str:
        return f"{self.relationship_id}: {self.type_id}"


class RelationshipContact(TenantModel):
    """One contact, of the source or the target, to talk to about one relationship."""

    relationship = TenantForeignKey(Relationship, on_delete=models.CASCADE, related_name="contact_uses")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="relationship_uses")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="relationship", to="relationships.Relationship", name="relationshipcontact_relationship_in_account"),
            TenantFK(field="contact", to="contacts.Contact", name="relationshipcontact_contact_in_account"),
            models.UniqueConstraint(
                fields=["account", "relationship", "contact"],
                name="relationshipcontact_once",
                violation_error_code="duplicate_data",
                violation_error_message="The relationship lists this contact.",
            ),
        ]
        indexes = [models.Index(fields=["account", "contact"], name="relationshipcontact_by_contact")]

    def __str__(self) -> str:
        return f"{self.relationship_id}: {self.contact_id}"
