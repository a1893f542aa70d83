"""Custom fields: what an account adds to its records, and the templates that group them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.users import user_key
from customfields.choices import validate_choices
from customfields.identifiers import ACCOUNT, MAX_IDENTIFIER, USER
from customfields.kinds import KINDS, MAX_TEXT
from customfields.querysets import CustomFieldQuerySet, DefinitionQuerySet
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel

# The letters of organizations.OrganizationType, which lives above this room; a test compares them.
ORGANIZATION_TYPES = ("F", "S", "R", "B", "I")
TEXT_LIKE = tuple(kind.name for kind in KINDS.values() if kind.takes_max_length)
WITH_OPTIONS = tuple(kind.name for kind in KINDS.values() if kind.has_options)
IDENTIFYING = tuple(kind.name for kind in KINDS.values() if kind.can_identify)


class RecordType(models.TextChoices):
    """What kind of record a field is added to."""

    ORGANIZATION = "organization", "Organization"
    RELATIONSHIP = "relationship", "Relationship"
    CONTACT = "contact", "Contact"
    PRODUCT = "product", "Product"


class CustomFieldTemplate(TenantModel):
    """A named, ordered set of custom fields for one record type. Its fields point at it."""

    record_type = models.CharField(max_length=12, choices=RecordType, help_text="What its fields are added to; fixed once created.")
    name = models.CharField(max_length=255, help_text="Unique among the account's templates of the record type.")
    order = models.IntegerField(default=0, help_text="Lowest first; equal ones by age.")

    objects: ClassVar[Any] = ScopedManager.from_queryset(DefinitionQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "record_type", "name"],
                name="customfieldtemplate_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="A template of this name exists for this record type.",
            ),
            models.CheckConstraint(
                condition=Q(record_type__in=RecordType.values),
                name="customfieldtemplate_record_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The record type is organization, relationship, contact or product.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="customfieldtemplate_has_a_name",
                violation_error_code="blank",
                violation_error_message="A template needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError `immutable_field` when the record type of a stored template would change."""
        super().clean()
        refuse_changes(self, "record_type")


class CustomField(TenantModel):
    """One field that an account adds to its organizations, relationships, contacts or products.

    Values live in the records' `custom_fields` under `key`; so neither the key nor the record type changes once the field
    exists. Where `data_type` changes, stored values stay as they are, and what is written fits the new type. Never deleted
    while in use: made inactive, which leaves its values readable. A template's record type equals the field's: a rule over two
    rows, kept by clean().
    """

    record_type = models.CharField(max_length=12, choices=RecordType, help_text="What the field is added to; fixed once created.")
    key = models.CharField(
        max_length=64, help_text="Its name on the wire: a letter, then letters, digits, underscores; fixed once created."
    )
    label = models.CharField(max_length=255, help_text="What people read.")
    data_type = models.CharField(
        max_length=11, choices=[(name, name) for name in KINDS], help_text="What it holds; values stored before a change keep their form."
    )
    required = models.BooleanField(default=False, help_text="Can't be left out when a record is created, and can't be cleared.")
    is_active = models.BooleanField(default=True, help_text="Inactive: its values can be read, not written.")
    order = models.IntegerField(default=0, help_text="Lowest first; equal ones by age.")
    template = TenantForeignKey(
        CustomFieldTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fields",
        help_text="On organizations: the field can be written only while its template is attached. None: belongs to no template.",
    )
    max_length = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Code points that text, url and email may have, 1 to 500. None: 500, or 50 for a text in a template.",
    )
    choices = models.JSONField(
        default=list, blank=True, validators=[validate_choices], help_text='Options of choice and multiChoice: [{"key": …, "label": …}].'
    )
    is_identifier = models.BooleanField(default=False, help_text="Its value names one record.")
    identifier_scope = models.CharField(
        max_length=7,
        null=True,
        blank=True,
        choices=[(ACCOUNT, "Account"), (USER, "User")],
        help_text="Where an identifier is unique: in the account, or among the values of each user. None: no identifier.",
    )
    applies_to = ArrayField(
        models.CharField(max_length=1),
        default=list,
        blank=True,
        help_text="Organization types that have the field: F, S, R, B, I. Empty: every type.",
    )

    objects: ClassVar[Any] = ScopedManager.from_queryset(CustomFieldQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="template", to="customfields.CustomFieldTemplate", name="customfield_template_in_account"),
            models.UniqueConstraint(
                fields=["account", "record_type", "key"],
                name="customfield_key_once",
                violation_error_code="duplicate_data",
                violation_error_message="A custom field of this key exists for this record type.",
            ),
            models.CheckConstraint(
                condition=Q(record_type__in=RecordType.values),
                name="customfield_record_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The record type is organization, relationship, contact or product.",
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[A-Za-z][A-Za-z0-9_]{0,63}$"),
                name="customfield_key_plain",
                violation_error_code="invalid_format",
                violation_error_message="A key is a letter, then at most 63 letters, digits and underscores (A–Z, a–z, 0–9, _).",
            ),
            models.CheckConstraint(
                condition=~Q(label=""),
                name="customfield_has_a_label",
                violation_error_code="blank",
                violation_error_message="A custom field needs a label.",
            ),
            models.CheckConstraint(
                condition=Q(data_type__in=list(KINDS)),
                name="customfield_data_type_known",
                violation_error_code="invalid_choice",
                violation_error_message=f"The data type is one of {', '.join(KINDS)}.",
            ),
            models.CheckConstraint(
                condition=Q(max_length__isnull=True) | Q(data_type__in=TEXT_LIKE, max_length__gte=1, max_length__lte=MAX_TEXT),
                name="customfield_max_length_of_text",
                violation_error_code="invalid_format",
                violation_error_message=f"A maximum length is from 1 to {MAX_TEXT} and belongs to {', '.join(TEXT_LIKE)} only.",
            ),
            models.CheckConstraint(
                condition=Q(data_type__in=WITH_OPTIONS, choices__contains=[{}]) | (~Q(data_type__in=WITH_OPTIONS) & Q(choices=[])),
                name="customfield_choices_fit_type",
                violation_error_code="invalid_choice",
                violation_error_message="Fields of type choice and multiChoice have at least one option, all others have none.",
            ),
            models.CheckConstraint(
                condition=Q(applies_to=[]) | Q(record_type=RecordType.ORGANIZATION),
                name="customfield_applies_to_organizations",
                violation_error_code="invalid_choice",
                violation_error_message="Only fields of organizations can be restricted to organization types.",
            ),
            models.CheckConstraint(
                condition=Q(applies_to__contained_by=ORGANIZATION_TYPES),
                name="customfield_applies_to_known",
                violation_error_code="invalid_choice",
                violation_error_message=f"Organization types are {', '.join(ORGANIZATION_TYPES)}.",
            ),
            models.CheckConstraint(
                condition=Q(is_identifier=False) | Q(data_type__in=IDENTIFYING),
                name="customfield_identifier_of_type",
                violation_error_code="invalid_choice",
                violation_error_message=f"An identifier is of type {', '.join(IDENTIFYING)}.",
            ),
            models.CheckConstraint(
                condition=Q(is_identifier=False, identifier_scope__isnull=True)
                | Q(is_identifier=True, identifier_scope__isnull=False, identifier_scope__in=["account", "user"]),
                name="customfield_identifier_has_scope",
                violation_error_code="required",
                violation_error_message="An identifier has the scope account or user, any other field has none.",
            ),
        ]
        indexes = [models.Index(fields=["account", "template"], name="customfield_by_template")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Raises ValidationError `immutable_field`, and `template_mismatch` when the template is for another record type."""
        super().clean()
        refuse_changes(self, "record_type", "key")
        if self.template is not None and self.template.record_type != self.record_type:
            message = f"The template “{self.template.name}” is for {self.template.record_type} fields."
            raise ValidationError({"template": ValidationError(message, code="template_mismatch")})


class IdentifierValue(TenantModel):
    """One value of an identifier field, as it names one record: whatever is looked up by an identifier is looked up here.

    The engine writes it along with the record. An account-wide value stands in the record's `custom_fields` as well, which is what
    lists and filters read. A user-scoped one stands only here, so that nobody else reads it. `record` has no foreign key, for
    records live in higher rooms; a value goes with its record. What was merged away keeps its values: they mean the survivor.
    """

    # No foreign key of its own, for that of `field` holds the account, too: it took a fifth of the time of writing new values.
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    record_type = models.CharField(max_length=12, choices=RecordType, editable=False)
    record_id = models.BigIntegerField(editable=False)
    field = TenantForeignKey(CustomField, on_delete=models.CASCADE, related_name="identifier_values", editable=False)
    owner = user_key("+", null=True, editable=False, help_text="Whose value it is. None: the account's.")
    value = models.CharField(max_length=MAX_IDENTIFIER, editable=False, help_text="As it is compared: a number in its digits.")
    shown = models.JSONField(editable=False, help_text="As it reads: a text or a number.")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="field", to="customfields.CustomField", name="identifiervalue_field_in_account"),
            models.UniqueConstraint(
                fields=["account", "field", "owner", "value"],  # a field belongs to one record type
                name="identifiervalue_once",
                nulls_distinct=False,
                violation_error_code="duplicate_data",
                violation_error_message="Another record has this value of an identifier field.",
            ),
            models.UniqueConstraint(
                fields=["account", "record_id", "field", "owner"],
                name="identifiervalue_one_a_record",
                nulls_distinct=False,
                violation_error_code="duplicate_data",
                violation_error_message="A record has one value of an identifier field.",
            ),
            models.CheckConstraint(
                condition=Q(record_type__in=RecordType.values),
                name="identifiervalue_record_type_known",
                violation_error_code="invalid_choice",
                violation_error_message="The record type is organization, relationship, contact or product.",
            ),
            models.CheckConstraint(
                condition=~Q(value=""),
                name="identifiervalue_not_empty",
                violation_error_code="blank",
                violation_error_message="An identifier can't be empty; leave it out instead.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.record_type} {self.record_id}"


def refuse_changes(row: CustomField | CustomFieldTemplate, *names: str) -> None:
    """Raise ValidationError `immutable_field` for each of these columns that differs from what is stored. One statement."""
    stored = type(row).rows.filter(account_id=row.account_id, pk=row.pk).values(*names).first()
    if changed := [name for name in names if stored is not None and stored[name] != getattr(row, name)]:
        message = "This can't change once it exists: stored values depend on it."
        raise ValidationError({name: ValidationError(message, code="immutable_field") for name in changed})
