"""The progress of work that takes more than two seconds, for whoever asked for it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from northing.kernel import jobs
from northing.kernel.errors import NotFound
from northing.kernel.models import Job
from northing.organisation.web import MemberRequest, member
from northing.ui.destinations import back_to


def _job_for(request: MemberRequest, pk: UUID) -> Job:
    job = Job.objects.filter(pk=pk, organisation=request.organisation.key, requested_by=request.user).first()
    if job is None:
        raise NotFound("There is no such job of yours.")
    return job


@require_safe
@member
def progress(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """How far the job is, as data."""
    job = _job_for(request, pk)
    return JsonResponse({"state": job.state, "progress_share": job.progress_share, "message": job.message})


@require_POST
@member
def cancel(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Ask it to stop; what it had found so far is kept."""
    jobs.cancel(_job_for(request, pk))
    return redirect(back_to(request))
