from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from northing.organisation.models import Organisation
from northing.organisation.querysets import OrganisationQuerySet
from northing.register.models import Component


class ImportState(models.TextChoices):
    STAGED = "staged", "Staged"
    COMMITTED = "committed", "Committed"
    UNDONE = "undone", "Undone"


class ImportBatch(models.Model):
    """A file on its way in: staged, mapped, checked and previewed first, then committed as one undoable batch.

    The bytes are kept while it is staged only; what became of them is in the report and in the journal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="import_batches")
    kind = models.CharField(
        max_length=20,
        choices=[("plan", "Business plan"), ("projects", "Projects"), ("benefits", "Benefits"), ("budgets", "Budgets")],
    )
    file_name = models.CharField(max_length=400)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    as_of_date = models.DateField(null=True)
    mapping = models.JSONField(default=dict, help_text="Columns and settings as the person or the memory has them")
    choices = models.JSONField(default=dict, help_text="Pairs told apart and tables between rating scales")
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.STAGED)
    journal_batch = models.UUIDField(null=True)
    job = models.UUIDField(null=True)
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)

    objects = OrganisationQuerySet["ImportBatch"].as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class RememberedMapping(models.Model):
    """How a file with these headers was mapped last time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="remembered_mappings")
    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "signature"], name="one_mapping_per_header")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"


class Imported(models.Model):
    """What a committed import left behind, journaled: undoing the import removes it, so the newest one is in force."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    batch = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=400)
    as_of_date = models.DateField(null=True)
    scales = models.JSONField(default=dict, help_text="{field: {name, points, known}} that the list was rated on")

    objects = OrganisationQuerySet["Imported"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "imported"

    def __str__(self) -> str:
        return self.file_name


class SourceRow(models.Model):
    """What the source last said of a component, so that its next list is compared with that and not with edits here."""

    component = models.OneToOneField(Component, on_delete=models.CASCADE, related_name="source_row")
    as_of_date = models.DateField(null=True)
    document = models.JSONField(help_text="see northing.engine.formats.rows_json")

    def __str__(self) -> str:
        return f"{self.component} in its source"
