"""The process beside a search: it serves one search after the other, and the search goes on without it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from engine.scheduling.instances import problem
from northing.engine.effort import Effort
from northing.engine.scheduling import Link, Resource, Task, schedule
from northing.engine.scheduling.model import SlotModel, slot_model
from northing.engine.scheduling.solvers import companion
from northing.engine.scheduling.solvers.companion import HAS_EXACT, Companion, borrow, give_back
from northing.engine.scheduling.solvers.job import Duty, Job, News
from northing.engine.scheduling.solvers.population import prepare
from northing.engine.scheduling.timeline import Timeline

CREW = problem(
    *(Task(key, 4, demands={"crew": 2}) for key in "abc"),
    links=(Link("a", "b"),),
    resources=(Resource("crew", 3),),
)


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch):
    """Companions of other tests keep out of these, and nobody waits for the compiler."""
    prepare()
    waiting: list[Companion] = []
    monkeypatch.setattr(companion, "_waiting", waiting)
    yield
    for each in waiting:
        each.close()


def model() -> SlotModel:
    return slot_model(Timeline(CREW))


def last(beside: Companion) -> News:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for news in beside.news():
            if news.is_last:
                return news
        time.sleep(0.01)
    raise TimeoutError


@pytest.mark.skipif(not HAS_EXACT, reason="ortools is not installed")
def test_the_same_process_proves_and_breeds_for_one_search_after_the_other():
    first = borrow()
    try:
        first.begin(Job(Duty.PROVE, model(), [0, 1, 5], bound=1, seconds=30))
        assert first.duty is Duty.PROVE
        assert (last(first).bound, first.duty) == (3, None)
        give_back(first)
        assert borrow() is first
        first.begin(Job(Duty.BREED, model(), [0, 1, 2], bound=3, seconds=30, members=4))
        assert last(first).job == 2
    finally:
        first.close()


def test_what_it_said_of_an_earlier_search_is_dropped():
    beside = Companion()
    try:
        beside.begin(Job(Duty.BREED, model(), [0, 1, 2], bound=0, seconds=30, members=4))
        give_back(beside)
        beside.begin(Job(Duty.BREED, model(), [0, 1, 2], bound=3, seconds=30, members=4))
        assert last(beside).job == 2
    finally:
        beside.close()


def test_a_search_goes_on_when_the_process_beside_it_dies():
    beside = borrow()
    give_back(beside)
    beside._process.kill()
    beside._process.join()
    assert schedule(CREW, effort=Effort(time_limit=1, workers=2)).makespan == 12
    assert beside.news() == []


SCRIPT = """
from datetime import datetime
from northing.engine.effort import Effort
from northing.engine.scheduling import Resource, ScheduleProblem, Task, schedule
tasks = tuple(Task(key, 60, demands={"crew": 2}) for key in "abcde")
day = ScheduleProblem(tasks, datetime(2027, 3, 1, 8), resources=(Resource("crew", 3),))
found = schedule(day, effort=Effort(time_limit=20, workers=2))
print(found.makespan, found.gap)
"""


def test_a_script_without_a_guard_or_a_file_runs_once():
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-"], env=here, input=SCRIPT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("300 0.0\n" if HAS_EXACT else done.stdout, "")
