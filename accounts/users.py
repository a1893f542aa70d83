"""Accounts and users: the only rows of this installation that belong to no account."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.display import DEVICE, Density, Language, Theme, check_time_zone
from api.text import case_key


class Account(models.Model):
    """The tenant: the company that uses Relata. Every business row belongs to exactly one account.

    `slug` names it in addresses, headers and commands and is never reused. `organization_names_unique` is the policy
    `organizationNamesUnique`; switching it also means to fill or empty the organizations' `name_key` (organizations does).
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
    How pages look to the user is in accounts/display.py; `time_zone` is an IANA name, or empty:
    that of the device; for pages only, the API answers in UTC.
    """

    email = models.EmailField("e-mail", max_length=255)
    email_key = models.CharField(max_length=765, editable=False)  # casefolding can triple the length
    name = models.CharField(max_length=201, blank=True, default="")
    is_active = models.BooleanField(default=True, help_text="Off: can't sign in, and none of its keys works.")
    is_staff = models.BooleanField(default=False, help_text="May enter the admin.")
    is_superuser = models.BooleanField(default=False, help_text="Operates the whole installation.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    time_zone = models.CharField(max_length=64, blank=True, default=DEVICE, validators=[check_time_zone])
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(max_length=11, choices=Density, default=Density.COMFORTABLE)

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
            # Which names are zones changes with the machine; the database knows their letters.
            models.CheckConstraint(
                condition=Q(time_zone__regex=r"^[A-Za-z0-9_+/-]*$"),
                name="user_time_zone_like_a_name",
                violation_error_code="invalid_choice",
                violation_error_message="A time zone is an IANA name, such as Europe/Berlin.",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["en"]),
                name="user_language_known",
                violation_error_code="invalid_choice",
                violation_error_message="The pages are in English (en).",
            ),
            models.CheckConstraint(
                condition=Q(theme__in=["auto", "light", "dark"]),
                name="user_theme_known",
                violation_error_code="invalid_choice",
                violation_error_message="The theme is auto, light or dark.",
            ),
            models.CheckConstraint(
                condition=Q(density__in=["comfortable", "compact"]),
                name="user_density_known",
                violation_error_code="invalid_choice",
                violation_error_message="The density is comfortable or compact.",
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
