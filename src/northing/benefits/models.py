from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.models import Person
from northing.register.models import Component, ComponentPartQuerySet
from northing.strategy.models import Measure


class Benefit(Versioned):
    """So much of a measure, in its unit and signed as it moves, from when, with what confidence."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="benefits")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="benefits")
    name = models.CharField(max_length=400, blank=True)
    amount = models.FloatField()
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    ramp_months = models.PositiveSmallIntegerField(default=0)
    confidence = models.FloatField(default=1.0)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits")
    cashable = models.BigIntegerField(null=True, blank=True)
    claim = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=400, blank=True)

    objects = ComponentPartQuerySet["Benefit"].as_manager()

    class Meta:
        ordering: ClassVar = ["component__key", "measure__key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1),
                name="confidence_is_a_share",
                violation_error_message="Confidence lies between 0 and 100 %.",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.component.key} → {self.measure.key}"
