"""Reads of imports, through the user: a file may hold confidential rows, so clearance is asked for as well."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from northing.exchange.models import ImportBatch, Imported
from northing.kernel.errors import NotFound
from northing.kernel.models import Job
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import may, require

# Comparing a list with the register tells of every project in it; publishing a plan is a right of its own.
NEEDS = {
    "projects": (Permission.IMPORT, Permission.SEE_CONFIDENTIAL),
    "benefits": (Permission.IMPORT, Permission.SEE_CONFIDENTIAL),
    "budgets": (Permission.IMPORT, Permission.EDIT_PLAN),
    "plan": (Permission.IMPORT, Permission.EDIT_PLAN),
}


def may_import(user: User, organisation: Organisation, kind: str) -> bool:
    """Whether the user may import files of the kind."""
    return all(may(user, permission, organisation) for permission in NEEDS[kind])


def require_import(user: User, organisation: Organisation, kind: str) -> None:
    """Let pass who may import files of the kind.

    Raises:
        NotAllowed: naming who may.
    """
    for permission in NEEDS[kind]:
        require(user, permission, organisation)


def batches_for(user: User, organisation: Organisation) -> QuerySet[ImportBatch]:
    """The organisation's imports of the kinds that the user may import, newest first, without the files themselves."""
    kinds = [kind for kind in NEEDS if may_import(user, organisation, kind)]
    rows = ImportBatch.objects.visible_to(user).filter(organisation=organisation, kind__in=kinds)
    return rows.select_related("organisation").defer("content")


def get_batch_for(user: User, organisation: Organisation, pk: UUID) -> ImportBatch:
    """One import.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    batch = batches_for(user, organisation).filter(pk=pk).first()
    if batch is None:
        raise NotFound("There is no such import. It may have been discarded, or was left alone for a week.")
    return batch


def job_of(batch: ImportBatch) -> Job | None:
    """The work that is being done on the batch, or was done last."""
    return Job.objects.filter(pk=batch.job).first() if batch.job else None


@dataclass(frozen=True, slots=True)
class Past:
    """An import in the history; ``in_force`` is False after it was undone."""

    batch: ImportBatch
    in_force: bool

    @property
    def state(self) -> str:
        """One word for the list."""
        if self.batch.committed_at is None:
            return "staged"
        if self.batch.journal_batch is None:
            return "nothing new"
        return "imported" if self.in_force else "undone"


def history_for(user: User, organisation: Organisation) -> list[Past]:
    """The last fifty imports, each with whether it still holds."""
    rows = list(batches_for(user, organisation)[:50])
    stamps = set(Imported.objects.filter(batch__in=[row.pk for row in rows]).values_list("batch", flat=True))
    return [Past(row, row.pk in stamps) for row in rows]


def is_in_force(batch: ImportBatch) -> bool:
    """Whether what the batch brought has not been undone."""
    return Imported.objects.filter(batch=batch.pk).exists()
