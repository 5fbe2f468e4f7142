"""Schedules of more tasks or slots than are looked at together."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.scheduling.instances import at, problem, shortest, small_problems
from northing.engine.effort import Effort
from northing.engine.scheduling import (
    ConstraintKind,
    Link,
    Objective,
    Project,
    Resource,
    ScheduleParams,
    Task,
    check,
    level,
    schedule,
)
from northing.engine.scheduling.bounds import lower_bound
from northing.engine.scheduling.model import slot_model
from northing.engine.scheduling.smooth import smoothed
from northing.engine.scheduling.solvers import packing
from northing.engine.scheduling.solvers import search as searches
from northing.engine.scheduling.timeline import Timeline

FEW = ScheduleParams(schedules=150)


def crowd(tasks: int = 60, *, odd: int = 0):
    """Tasks of hours, or of odd minutes, that want the same three resources."""
    rng = random.Random(7)
    made = [
        Task(f"t{n:03}", rng.randint(1, 6) * 60 - rng.randint(0, odd), demands={f"r{n % 3}": rng.randint(1, 2)})
        for n in range(tasks)
    ]
    links = tuple(Link(f"t{rng.randrange(n):03}", f"t{n:03}") for n in range(1, tasks) if rng.random() < 0.5)
    return problem(*made, links=links, resources=tuple(Resource(f"r{n}", 3) for n in range(3)))


@pytest.fixture
def few_slots(monkeypatch: pytest.MonkeyPatch):
    """Every problem has more slots than are looked at first."""
    monkeypatch.setattr(searches, "MOST_SLOTS", 6)
    monkeypatch.setattr(searches, "MOST_SLOTS_WITH_ROOM", 4)


def test_longer_slots_round_times_up_and_latest_slots_down():
    late = replace(crowd(3).tasks[0], key="late", duration=300, deadline=at(500))
    given_one = replace(crowd(3), tasks=(*crowd(3).tasks, late), links=(Link("late", "t000", lag=-60),))
    model = slot_model(Timeline(given_one))
    assert (model.slot, model.is_exact) == (60, True)
    longer = model.coarser(2)
    assert (longer.slot, longer.is_exact, longer.keys) == (120, False, model.keys)
    assert longer.durations == [-(-duration // 2) for duration in model.durations]
    assert (model.latest[0], longer.latest[0]) == (8, 4)
    assert ([w for _, _, w in model.links], [w for _, _, w in longer.links]) == ([4], [2])
    assert model.coarser(1) is model


@pytest.mark.parametrize(("slots", "most", "factor"), [(100, 100, 1), (101, 100, 2), (399, 100, 4), (401, 100, 8)])
def test_slots_become_longer_by_powers_of_two(slots, most, factor):
    assert searches._factor(slots, most) == factor


@pytest.mark.usefixtures("few_slots")
@given(small_problems())
@settings(deadline=None, max_examples=40)
def test_a_search_in_long_slots_ends_in_a_schedule_and_a_bound_to_the_minute(small):
    found = schedule(small, params=FEW)
    best, model = shortest(small), slot_model(Timeline(small))
    assert check(small, found.schedule) == ()
    assert found.bound == lower_bound(model).slots * model.slot
    assert found.bound <= best <= found.makespan


@pytest.mark.usefixtures("few_slots")
@pytest.mark.parametrize("odd", [0, 37])
def test_finer_slots_follow_once_the_length_is_known(odd, monkeypatch):
    given_one = crowd(odd=odd)
    rough = schedule(given_one, params=ScheduleParams(schedules=3))
    monkeypatch.setattr(searches, "MOST_SLOTS_WITH_ROOM", 10_000)
    fine = schedule(given_one, params=ScheduleParams(schedules=1500))
    assert check(given_one, fine.schedule) == ()
    assert fine.makespan <= rough.makespan
    assert (fine.bound, fine.bound_by) == (rough.bound, rough.bound_by)
    monkeypatch.setattr(searches, "MOST_SLOTS", 1_000_000)
    assert fine.makespan <= 1.02 * schedule(given_one, params=ScheduleParams(schedules=1500)).makespan


@pytest.mark.usefixtures("few_slots")
def test_progress_is_told_in_minutes_whatever_the_slots(monkeypatch):
    monkeypatch.setattr(searches, "MOST_SLOTS_WITH_ROOM", 500)
    told_of = []
    found = schedule(crowd(odd=37), effort=Effort(time_limit=1, on_progress=told_of.append))
    assert told_of
    assert all(found.bound - 240 <= progress.bound <= progress.value for progress in told_of)
    assert all(progress.value >= found.makespan for progress in told_of)


@pytest.mark.usefixtures("few_slots")
def test_due_dates_count_in_long_slots_too():
    given_one = crowd(20)
    owners = (Project("a", due=at(60), weight=1), Project("b", due=at(60), weight=50))
    tasks = tuple(replace(task, project="ab"[n % 2]) for n, task in enumerate(given_one.tasks))
    found = schedule(
        replace(given_one, tasks=tasks, links=(), projects=owners), objective=Objective.TARDINESS, params=FEW
    )
    ends = {key: max(found.schedule[t.key].finish for t in tasks if t.project == key) for key in "ab"}
    assert ends["b"] < ends["a"]


@pytest.mark.parametrize(("capacity", "slots"), [(2 * packing.WIDEST, 1), (packing.WIDEST, 2), (700, 5)])
def test_of_very_many_tasks_that_fit_all_get_their_turn(capacity, slots):
    tasks = tuple(Task(f"t{n}", 2, demands={"crew": 1}) for n in range(packing.WIDEST + 900))
    found = schedule(problem(*tasks, resources=(Resource("crew", capacity),)), params=ScheduleParams(schedules=3))
    assert found.makespan == found.bound == 2 * slots


def test_very_many_tasks_go_around_work_that_stays_where_it_is():
    kind = ConstraintKind.MUST_START_ON
    fixed = Task("fixed", 2, constraint=kind, constraint_date=at(1), demands={"crew": 3000})
    tasks = (fixed, *(Task(f"t{n}", 2, demands={"crew": 1}) for n in range(2500)))
    given_one = problem(*tasks, resources=(Resource("crew", 3000),))
    found = schedule(given_one, params=ScheduleParams(schedules=3))
    assert check(given_one, found.schedule) == ()
    assert found.makespan == 5


def test_levelling_by_priority_is_measured_against_all_the_work_there_is():
    tasks = tuple(Task(key, 4, project=key, demands={"crew": 1}) for key in "abc")
    owners = tuple(Project(key, priority=number) for number, key in enumerate("abc"))
    found = level(problem(*tasks, resources=(Resource("crew", 1),), projects=owners), params=FEW)
    assert (found.makespan, found.bound, found.bound_by) == (12, 12, "work at a resource")


def test_smoothing_that_is_over_leaves_everything_where_it_is():
    model = slot_model(
        Timeline(
            problem(*(Task(key, 2, demands={"r": 1}) for key in "ab"), Task("long", 6), resources=(Resource("r", 2),))
        )
    )
    assert smoothed(model, [0, 0, 0], is_over=lambda: True) == [0, 0, 0]
    assert smoothed(model, [0, 0, 0])[:2] != [0, 0]
