"""Who is asking: accounts, users, and what ties a user to an account."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.capabilities import STORED
from accounts.roles import OPERATIONS
from accounts.usage import Usage
from accounts.users import Account, User, UserManager, user_key
from database.constraints import TenantFK
from database.fields import TenantForeignKey
from database.tenancy import TenantModel

__all__ = [
    "Account",
    "ApiKey",
    "Company",
    "Grant",
    "Membership",
    "Principal",
    "Role",
    "Team",
    "TeamMember",
    "Usage",
    "User",
    "UserManager",
    "user_key",
]


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

    @property
    def called(self) -> str:
        """As people know it: the user's name (else the e-mail address), the team's, or “Everyone in the account”. Load them along."""
        return str(self.user or self.team or self.get_kind_display())


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
        return str(self.user)  # load it along


class TeamMember(TenantModel):
    """A member of the account is in a team, and has what is shared with it. Goes with the membership and with the team."""

    team = TenantForeignKey(Team, on_delete=models.CASCADE, related_name="team_members")
    membership = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="team_members")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="team", to="accounts.Team", name="teammember_team_in_account"),
            TenantFK(field="membership", to="accounts.Membership", name="teammember_membership_in_account"),
            models.UniqueConstraint(
                fields=["account", "team", "membership"],
                name="teammember_once",
                violation_error_code="duplicate_data",
                violation_error_message="This member is in the team already.",
            ),
        ]
        indexes = [models.Index(fields=["account", "membership"], name="teammember_by_membership")]

    def __str__(self) -> str:
        return f"membership {self.membership_id} in team {self.team_id}"


class Grant(TenantModel):
    """One record is shared with one principal. `mask` holds permission bits, closed (accounts/capabilities.py), never none.

    `object_id` has no foreign key: the records live in higher rooms, whose engine removes their grants along with them
    (docs/decisions/0001). `granted_by` None: nobody in particular. Several causes are several rows, and their masks add up.
    """

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", "Organization"
        RELATIONSHIP = "relationship", "Relationship"

    class Cause(models.TextChoices):
        OWNER = "owner", "Created the record"
        MANUAL = "manual", "Shared by somebody"
        ROLE = "role", "Comes with a role"
        IMPORT = "import", "Came with an import"

    principal = TenantForeignKey(Principal, on_delete=models.CASCADE, related_name="grants")
    object_kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField()
    mask = models.SmallIntegerField(help_text="Permission bits, closed: accounts/capabilities.py.")
    cause = models.CharField(max_length=6, choices=Cause, default=Cause.MANUAL)
    granted_by = user_key("given_grants", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantFK(field="principal", to="accounts.Principal", name="grant_principal_in_account"),
            models.UniqueConstraint(
                fields=["account", "principal", "object_kind", "object_id", "cause"],
                include=["mask"],
                name="grant_once",
                violation_error_code="duplicate_data",
                violation_error_message="This record is shared with this principal for this cause already.",
            ),
            models.CheckConstraint(
                condition=Q(object_kind__in=["organization", "relationship"]),
                name="grant_kind_known",
                violation_error_code="invalid_choice",
                violation_error_message="Organizations and relationships can be shared.",
            ),
            models.CheckConstraint(
                condition=Q(object_id__gte=1),
                name="grant_object_has_an_id",
                violation_error_code="invalid_internal_id",
                violation_error_message="An id is 1 or more.",
            ),
            models.CheckConstraint(
                condition=Q(mask__in=STORED),
                name="grant_mask_closed",
                violation_error_code="invalid_choice",
                violation_error_message="A grant holds a permission, all that it brings along, and share only next to a reading one.",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["owner", "manual", "role", "import"]),
                name="grant_cause_known",
                violation_error_code="invalid_choice",
                violation_error_message="The cause is owner, manual, role or import.",
            ),
        ]
        indexes = [models.Index(fields=["account", "object_kind", "object_id"], include=["principal", "mask"], name="grant_by_object")]

    def __str__(self) -> str:
        return f"{self.get_object_kind_display()} {self.object_id} for {self.principal.called}"  # load it along


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
