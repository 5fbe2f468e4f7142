from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.models import Organisation, Person, Unit
from northing.organisation.querysets import OrganisationQuerySet


class PlanStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class PlanVersion(Versioned):
    """One version of the business plan as a document; only a draft can be edited."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="plan_versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    document = models.JSONField()
    effective_date = models.DateField(null=True, blank=True)
    message = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=254, blank=True)

    objects = OrganisationQuerySet["PlanVersion"].as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="plan_version_number_is_unique"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(status="draft"), name="one_draft_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"Plan v{self.number}"


class Objective(models.Model):
    """An objective's identity across plan versions, with what the published plan says of it now."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="objectives")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=400)
    goal_name = models.CharField(max_length=400, blank=True)
    position = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives")
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="objectives")
    in_plan = models.BooleanField(default=True)

    objects = OrganisationQuerySet["Objective"].as_manager()

    class Meta:
        ordering: ClassVar = ["position", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="objective_key_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Measure(models.Model):
    """A measure's identity across plan versions; readings and benefits hang on it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="measures")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="measures")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=400)
    unit = models.CharField(max_length=80, blank=True)
    in_plan = models.BooleanField(default=True)

    objects = OrganisationQuerySet["Measure"].as_manager()

    class Meta:
        ordering: ClassVar = ["objective__position", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="measure_key_is_unique")]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class ReadingQuerySet(OrganisationQuerySet["Reading"]):
    organisation_path = "measure__organisation"


class Reading(Versioned):
    """A measured level on a date, in the measure's unit."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    date = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=400, blank=True)
    recorded_by = models.CharField(max_length=254, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "date"],
                name="one_reading_per_measure_and_date",
                violation_error_message="There is a reading for this date already; edit that one.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure.key} on {self.date}"
