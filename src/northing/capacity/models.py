from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.models import Organisation, Person
from northing.organisation.querysets import OrganisationQuerySet
from northing.register.models import Component, ComponentPartQuerySet


class Role(Versioned):
    """What people do in projects; capacity and demand are counted per role and month."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)

    objects = OrganisationQuerySet["Role"].as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="role_key_is_unique")]

    def __str__(self) -> str:
        return self.name


class SupplyQuerySet(OrganisationQuerySet["Supply"]):
    organisation_path = "role__organisation"


class Supply(Versioned):
    """Full-time equivalents of a role that projects may use in a month, business as usual taken off."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="supply")
    month = models.DateField()
    fte = models.FloatField()

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["month"]
        verbose_name_plural = "supply"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "month"], name="one_supply_per_role_and_month"),
            models.CheckConstraint(
                condition=models.Q(fte__gte=0),
                name="supply_is_not_negative",
                violation_error_message="There cannot be less than no people.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.month:%Y-%m}"


class Demand(models.Model):
    """Full-time equivalents of a role that a component needs in a month, on its baseline dates."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="demand")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="demand")
    month = models.DateField()
    fte = models.FloatField()

    objects = ComponentPartQuerySet["Demand"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "role", "month"], name="one_demand_per_role_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.component.key} {self.role.key} {self.month:%Y-%m}"


class Allocation(Versioned):
    """A share of one person's time promised to a component from a day to a day."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="allocations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="allocations")
    start_date = models.DateField()
    finish_date = models.DateField()
    share = models.FloatField()
    source = models.CharField(max_length=400, blank=True)

    objects = ComponentPartQuerySet["Allocation"].as_manager()

    def __str__(self) -> str:
        return f"{self.person} {self.share:.0%} to {self.component.key}"
