"""Who is asking: accounts, users, and what ties a user to an account."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.querysets import ApiKeyQuerySet
from accounts.roles import OPERATIONS
from api.text import case_key
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import ScopedManager, TenantModel


class Account(models.Model):
    """The tenant: the company that uses Relata. Every business row belongs to exactly one account.

    `slug` names it in addresses, headers and commands and is never reused. `organization_names_unique` is the policy
    `organizationNamesUnique`; switching it also means to fill or empty the organizations' `name_key` (imports does).
    """

    slug = models.CharField(max_length=63, help_text="Lower-case letters, digits and inner hyphens; names the account in X-Platform-Id.")
    name = models.CharField(max_length=255)
    organization_names_unique = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="account_slug_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another account has this slug.",
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"),
                name="account_slug_plain",
                violation_error_code="invalid_format",
                violation_error_message="A slug holds lower-case letters, digits and inner hyphens.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="account_has_a_name",
                violation_error_code="blank",
                violation_error_message="An account needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class UserManager(BaseUserManager["User"]):
    """Users, found by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an e-mail address. Raises User.DoesNotExist."""
        return self.get(email_key=case_key(username or ""))

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`: an operator of the whole installation, member of no account."""
        user = User(email=email, is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person or a machine that signs in, by e-mail. May belong to several accounts.

    `email_key` is the casefolded e-mail, computed on every save. Never deleted, only switched off: records name their authors.
    """

    email = models.EmailField("e-mail", max_length=255)
    email_key = models.CharField(max_length=765, editable=False)  # casefolding can triple the length
    name = models.CharField(max_length=201, blank=True, default="")
    is_active = models.BooleanField(default=True, help_text="Off: can't sign in, and none of its keys works.")
    is_staff = models.BooleanField(default=False, help_text="May enter the admin.")
    is_superuser = models.BooleanField(default=False, help_text="Operates the whole installation.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                name="user_email_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another user has this e-mail address.",
            ),
            # Follows from the one above; Django asks it of the field that people sign in with (auth.E003).
            models.UniqueConstraint(
                fields=["email"],
                name="user_email_as_written_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another user has this e-mail address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = case_key(self.email)
        super().save(*args, **kwargs)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are for operators only; an account's rights are in its roles."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.is_superuser


def user_key(related_name: str, **options: Any) -> Any:
    """A user column of a tenant table: without a database constraint, for users live outside of any account."""
    return models.ForeignKey(User, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name=related_name, **options)


class Company(TenantModel):
    """A legal entity inside an account. `number` counts from 1; most accounts have one company."""

    number = models.PositiveIntegerField(help_text="Counts from 1 inside the account.")
    name = models.CharField(max_length=255)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "companies"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "number"],
                name="company_number_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another company has this number.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="company_number_from_one",
                violation_error_code="invalid_choice",
                violation_error_message="Companies are numbered from 1.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="company_has_a_name",
                violation_error_code="blank",
                violation_error_message="A company needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Team(TenantModel):
    """A group of users that records can be shared with."""

    name = models.CharField(max_length=100)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "name"],
                name="team_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="A team of this name exists.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="team_has_a_name",
                violation_error_code="blank",
                violation_error_message="A team needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Principal(TenantModel):
    """Somebody a record can be shared with: a user, a team, or everyone in the account (neither user nor team)."""

    class Kind(models.TextChoices):
        USER = "user", "User"
        TEAM = "team", "Team"
        ACCOUNT = "account", "Everyone in the account"

    kind = models.CharField(max_length=7, choices=Kind)
    user = user_key("principals", null=True, blank=True)
    team = TenantForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="principals")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="team", to="accounts.Team", name="principal_team_in_account"),
            models.UniqueConstraint(
                fields=["account", "user"],
                name="principal_user_once",
                violation_error_code="duplicate_data",
                violation_error_message="This user is a principal already.",
            ),
            models.UniqueConstraint(
                fields=["account", "team"],
                name="principal_team_once",
                violation_error_code="duplicate_data",
                violation_error_message="This team is a principal already.",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind="account"),
                name="principal_everyone_once",
                violation_error_code="duplicate_data",
                violation_error_message="The account has its principal already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="user", user__isnull=False, team__isnull=True)
                | Q(kind="team", user__isnull=True, team__isnull=False)
                | Q(kind="account", user__isnull=True, team__isnull=True),
                name="principal_is_what_it_says",
                violation_error_code="invalid_choice",
                violation_error_message="A principal is one user, one team, or the account.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id or self.team_id or self.account_id}"


class Role(TenantModel):
    """What a member may do. The built-in ones (accounts/roles.py) are the same in every account and can't be changed.

    `reach` all: every record carries `mask`; granted: only grants count, and `mask` is 0. `mask` is none, read, edit or full, closed.
    """

    class Reach(models.TextChoices):
        ALL = "all", "Every record of the account"
        GRANTED = "granted", "Only what is granted"

    name = models.CharField(max_length=100)
    operations = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="RESOURCE.OPERATION, as in ORGANIZATION.READ."
    )
    reach = models.CharField(max_length=7, choices=Reach, default=Reach.ALL)
    mask = models.PositiveSmallIntegerField(default=0, help_text="0 none, 1 read, 3 edit, 7 full.")
    is_built_in = models.BooleanField(default=False, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "name"],
                name="role_name_once",
                violation_error_code="duplicate_data",
                violation_error_message="A role of this name exists.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="role_has_a_name",
                violation_error_code="blank",
                violation_error_message="A role needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(operations__contained_by=sorted(OPERATIONS)),
                name="role_operations_known",
                violation_error_code="invalid_choice",
                violation_error_message="An operation is RESOURCE.OPERATION, as in ORGANIZATION.READ.",
            ),
            models.CheckConstraint(
                condition=Q(reach="all", mask__in=[0, 1, 3, 7]) | Q(reach="granted", mask=0),
                name="role_mask_fits_reach",
                violation_error_code="invalid_choice",
                violation_error_message="A role that reaches all has mask none, read, edit or full; one that reaches grants has none.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A user belongs to an account, in one role."""

    user = user_key("memberships")
    role = TenantForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="role", to="accounts.Role", name="membership_role_in_account"),
            models.UniqueConstraint(
                fields=["account", "user"],
                name="membership_once",
                violation_error_code="duplicate_data",
                violation_error_message="This user is a member already.",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "role"], name="membership_by_role"),
            models.Index(fields=["user"], name="membership_by_user"),  # sign-in asks before any account is known
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} in account {self.account_id}"


class ApiKey(TenantModel):
    """A key that acts as one user in one account. Only the SHA-256 digest of the key is kept; the key itself is shown once.

    `scopes` only take away from the user's role (accounts/scopes.py). `networks` holds CIDR ranges; empty: from anywhere.
    `expires_at` None: never. `last_used_at` is kept to the minute, None: never used. `revoked_at` None: in force.
    """

    user = user_key("api_keys")
    name = models.CharField(max_length=100, blank=True, default="")
    prefix = models.CharField(max_length=8, editable=False, help_text="The public part: finds the key, opens nothing.")
    digest = models.BinaryField(max_length=32, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=40), default=list, help_text="all, or <resource>.<read|create|update|delete|share|write|all>."
    )
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True, help_text="CIDR ranges. Empty: from anywhere.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ScopedManager.from_queryset(ApiKeyQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = "API key"
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "prefix"],
                name="apikey_prefix_once",
                violation_error_code="duplicate_data",
                violation_error_message="Another key has this prefix.",
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0),
                name="apikey_has_a_scope",
                violation_error_code="required",
                violation_error_message="A key needs at least one scope.",
            ),
        ]
        indexes = [
            models.Index(fields=["prefix"], name="apikey_by_prefix"),  # authentication asks before any account is known
            models.Index(fields=["account", "user"], name="apikey_by_user"),
        ]

    def __str__(self) -> str:
        return f"rel_{self.prefix}_…"
