"""What a companion does in its process: one job after the other until nobody has asked for a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from multiprocessing.connection import Connection

from northing.engine.effort import Effort, Stopwatch
from northing.engine.scheduling.solvers.job import Duty, Job, News

PATIENCE = 120.0
"""Seconds without a job after which the process ends."""

LOOK_EVERY = 0.02
"""Seconds between two looks at whether CP-SAT shall stop."""

PORTION = 200
"""Children between two looks at what the other population has found, at most."""

MOMENT = 0.05
"""Seconds in which so many children are bred that next time there shall be twice as many."""


def serve(pipe: Connection) -> None:
    """Runs in the companion's process until its caller is gone or silent.

    A job, better starts, or None for a stop come in; before every new job there is a stop where one is at work.
    """
    try:
        while pipe.poll(PATIENCE):
            job = pipe.recv()
            if isinstance(job, Job):
                (_prove if job.duty is Duty.PROVE else _breed)(pipe, job)
    except (EOFError, OSError):  # the caller is gone
        return


def _prove(pipe: Connection, job: Job) -> None:
    from northing.engine.scheduling.solvers.exact import ExactSearch  # noqa: PLC0415 - ortools only in this process

    search = ExactSearch(job.model, job.starts, job.seed, on_better=lambda starts: pipe.send(News(job.number, starts)))

    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(search.complete, seconds=job.seconds, workers=job.workers, bound=job.bound)
        is_stopped = False
        while not wait([running], LOOK_EVERY).done:
            is_stopped = is_stopped or (pipe.poll() and pipe.recv() is None)
            if is_stopped:  # again and again, because it is not heard before the solver has begun
                search.stop()
    found = running.result()
    pipe.send(News(job.number, found.starts, found.bound, is_last=True))  # from here on the pipe's next is a new job


def _breed(pipe: Connection, job: Job) -> None:
    from northing.engine.scheduling.solvers.population import population_search, prepare  # noqa: PLC0415 - loads the compiler

    prepare()
    watch, schedules, children = Stopwatch(Effort(time_limit=job.seconds)), 0, 1
    search = population_search(job.model, job.members, job.seed)
    while not watch.is_over() and search.best_value > job.bound:
        before, began = search.best_value, watch.seconds
        search.work(children, target=job.bound)
        children = min(PORTION, 2 * children) if watch.seconds - began < MOMENT else children
        better = search.best_starts if search.best_value < before else None
        pipe.send(News(job.number, better, schedules=search.schedules - schedules))
        schedules = search.schedules
        while pipe.poll():
            if (told := pipe.recv()) is None:
                return
            search.add(told)
    pipe.send(News(job.number, None, schedules=search.schedules - schedules, is_last=True))
