from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.roles import RoleName


class Organisation(models.Model):
    """One organisation with its plan, register and people; the demo is one of its own."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    currency = models.CharField(max_length=3, default="GBP")
    fiscal_year_first_month = models.PositiveSmallIntegerField(default=4)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year_first_month__gte=1, fiscal_year_first_month__lte=12),
                name="fiscal_year_begins_in_a_month",
                violation_error_message="A fiscal year begins in a month from 1 to 12.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Unit(Versioned):
    """A part of the organisation; the one without a parent is the organisation as a whole."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="units")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    head = models.ForeignKey("Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="heads")

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="unit_key_is_unique")]

    def __str__(self) -> str:
        return self.name


class Person(Versioned):
    """Somebody of the organisation, with or without an account."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="people")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    title = models.CharField(max_length=120, blank=True)
    role_key = models.CharField(max_length=80, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "people"
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="person_key_is_unique")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """An account; without a password it can only be entered by a one-time link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account; what it may do comes from its grants alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts")
    is_active = models.BooleanField(default=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    previous_visit_at = models.DateTimeField(null=True, blank=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role on a unit and everything below it, given to an account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=24, choices=RoleName.choices)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="grants")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role", "unit"], name="a_grant_is_given_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} of {self.unit}"


class OneTimeLink(models.Model):
    """A link that signs one account in once; only its hash is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.user}"


class SignInAttempt(models.Model):
    """A failed attempt to sign in, counted for a quarter of an hour to slow guessing down."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.email} from {self.address}"
