from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.models import Organisation
from northing.organisation.querysets import OrganisationQuerySet


class RecordVersion(models.Model):
    """One version of the plan of record: an immutable document of what is in, when and how large."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="record_versions")
    number = models.PositiveIntegerField()
    effective_date = models.DateField()
    document = models.JSONField(help_text='{"lines": [{project, shift_months, scale}]}, ordered by project')
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=254, blank=True)
    decided_at = models.DateTimeField()

    objects = OrganisationQuerySet["RecordVersion"].as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="record_version_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"Plan of record v{self.number}"


class Budget(Versioned):
    """Money that all projects together may use in a fiscal year, in minor currency units."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    objects = OrganisationQuerySet["Budget"].as_manager()

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "year"], name="one_budget_per_year")]

    def __str__(self) -> str:
        return f"FY{self.year % 100:02d}"
