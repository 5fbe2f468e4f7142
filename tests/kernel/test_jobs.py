from datetime import timedelta

import pytest

from northing.kernel import clock, jobs
from northing.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen():
    calls = []

    @jobs.handles("test.add")
    def add(payload, progress):
        progress.report(0.5, "half")
        calls.append(payload)
        if payload.get("fail"):
            raise ValueError("no")
        return {"sum": sum(payload["numbers"])}

    return calls


def test_a_job_is_claimed_once_and_stores_its_result(seen):
    Job.objects.create(kind="test.add", payload={"numbers": [1, 2]})
    job = jobs.run(jobs.claim())
    assert (job.state, job.result, job.progress_share) == (JobState.DONE, {"sum": 3}, 1.0)
    assert jobs.claim() is None


def test_a_failing_job_says_why_and_the_worker_goes_on(seen):
    Job.objects.create(kind="test.add", payload={"fail": True})
    job = jobs.run(jobs.claim())
    assert (job.state, job.message) == (JobState.FAILED, "ValueError: no")


def test_a_job_whose_worker_was_killed_is_taken_again_when_its_lease_is_over(seen):
    Job.objects.create(kind="test.add", payload={"numbers": [1]})
    lost = jobs.claim()
    assert jobs.claim() is None
    Job.objects.filter(pk=lost.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    assert jobs.run(jobs.claim()).result == {"sum": 1}


def test_a_job_that_kills_every_worker_is_given_up(seen):
    job = Job.objects.create(kind="test.add", payload={"numbers": [1]}, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.run(jobs.claim()).state == JobState.FAILED
    assert job.pk
    assert not seen


def test_a_cancelled_job_stops_at_its_next_report(seen):
    Job.objects.create(kind="test.add", payload={"numbers": [1]})
    job = jobs.claim()
    jobs.cancel(job)
    assert jobs.run(job).state == JobState.CANCELLED
    assert seen == []


def test_a_waiting_job_is_cancelled_at_once(seen):
    job = Job.objects.create(kind="test.add", payload={"numbers": [1]})
    jobs.cancel(job)
    assert jobs.claim() is None
