"""The loop of a worker process: take a job, do it, take the next."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import close_old_connections

from northing.kernel import jobs
from northing.kernel.daily import Days

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.4


def work(*, until: Callable[[], bool] = lambda: False) -> None:
    """Work until told to stop; `until` is asked between jobs."""
    days = Days()
    while not until():
        close_old_connections()
        days.look()
        job = jobs.claim()
        if job is None:
            time.sleep(PAUSE_SECONDS)
            continue
        logger.info("job %s %s begins", job.kind, job.pk)
        jobs.run(job)
        logger.info("job %s %s ended: %s %s", job.kind, job.pk, job.state, job.message)
