"""Work that takes more than two seconds: asked for in a transaction, run by a worker, seen and cancelled by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from northing.kernel import clock
from northing.kernel.errors import NorthingError
from northing.kernel.models import Job, JobState

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 3


class Cancelled(NorthingError):
    """Somebody asked the job to stop."""


class Progress:
    """What a running job reports through; each report renews the lease and asks whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, share: float, message: str = "") -> None:
        """Say how far the job is (0..1) and what it does.

        Raises:
            Cancelled: somebody asked for it.
        """
        lease = clock.now() + LEASE
        Job.objects.filter(pk=self.job.pk).update(progress_share=share, message=message[:400], lease_until=lease)
        if self.is_cancelled():
            raise Cancelled("Cancelled.")

    def is_cancelled(self) -> bool:
        """Whether somebody asked the job to stop."""
        return Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()


Handler = Callable[[dict[str, Any], Progress], dict[str, Any] | None]

_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of a kind: payload and progress in, result out; it may be run again."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def claim() -> Job | None:
    """Take the oldest waiting job, or one whose worker died (its lease ran out)."""
    now = clock.now()
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        free = Job.objects.select_for_update().filter(Q(state=JobState.WAITING) | abandoned)
        job = free.order_by("created_at").first()
        if job is None:
            return None
        job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, now + LEASE
        job.started_at = now
        job.save()
        return job


def run(job: Job) -> Job:
    """Do a claimed job and store how it ended; a failure is told in its message, never raised."""
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise NorthingError(f"Gave up after {MOST_ATTEMPTS} attempts; its worker stopped each time.")  # noqa: TRY301
        result = _handlers[job.kind](job.payload, Progress(job))
    except Cancelled:
        return _end(job, JobState.CANCELLED, message="Cancelled")
    except NorthingError as error:
        return _end(job, JobState.FAILED, message=str(error))
    except Exception as error:  # noqa: BLE001 - whatever a job raises ends the job, not the worker
        return _end(job, JobState.FAILED, message=f"{type(error).__name__}: {error}")
    return _end(job, JobState.DONE, message="", result=result)


def _end(job: Job, state: JobState, *, message: str, result: dict[str, Any] | None = None) -> Job:
    Job.objects.filter(pk=job.pk).update(
        state=state,
        message=message[:400],
        result=result,
        progress_share=1.0 if state is JobState.DONE else job.progress_share,
        finished_at=clock.now(),
        lease_until=None,
    )
    job.refresh_from_db()
    return job


def cancel(job: Job) -> None:
    """Ask a job to stop; a waiting one ends at once."""
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(state=JobState.CANCELLED, finished_at=clock.now())
