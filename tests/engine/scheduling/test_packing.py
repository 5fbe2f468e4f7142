"""The search that portfolios get: what is scarce is filled up first, within releases, links and absences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scheduling.instances import at, minutes, problem, shortest, small_problems
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
from northing.engine.scheduling.model import slot_model
from northing.engine.scheduling.solvers import population as populations
from northing.engine.scheduling.solvers.packing import pack
from northing.engine.scheduling.solvers.preferences import PreferenceSearch
from northing.engine.scheduling.timeline import Timeline

FEW = ScheduleParams(schedules=300)
CREW = (Resource("crew", 10), Resource("crane", 2))


@pytest.fixture(autouse=True)
def every_problem_is_large(monkeypatch: pytest.MonkeyPatch):
    for threshold in ("MANY", "MANY_DUE"):
        monkeypatch.setattr(populations, threshold, 0)


def portfolio(projects: int = 4, **changes: object):
    """Projects of five tasks, released one after the other."""
    tasks = [
        Task(f"{p}:{t}", 1 + (3 * t + p) % 4, project=f"{p}", demands={"crew": 2 + (t * p) % 6, "crane": (t + p) % 3})
        for p in range(projects)
        for t in range(5)
    ]
    links = tuple(Link(f"{p}:{a}", f"{p}:{b}") for p in range(projects) for a, b in ((0, 2), (1, 2), (2, 4)))
    owners = tuple(Project(f"{p}", start=at(3 * p), due=at(6 * p + 5), weight=1 + p) for p in range(projects))
    return replace(problem(*tasks, links=links, resources=CREW, projects=owners), **changes)


def packed(search: PreferenceSearch, prices: list[int], ranks: list[int]) -> list[int]:
    """The schedule of exactly these preferences."""
    (forward, backward), pool, space = search.pair, search.pool, search.space
    for at_, price in enumerate(prices):
        pool.child_prices[at_] = price
    for task, rank in enumerate(ranks):
        pool.child_ranks[task] = rank
    assert pack(forward, backward, pool.child_ranks, pool.child_prices, space) >= 0
    return [int(start) for start in space.starts]


def test_prices_and_ranks_decide_who_goes_first():
    tasks = (Task("a", 2, demands={"crew": 6}), Task("b", 3, demands={"crane": 2, "crew": 5}))
    search = PreferenceSearch(slot_model(Timeline(problem(*tasks, resources=CREW))), 2)
    by_crane, by_crew, by_rank = [1000, 0, 1], [0, 1000, 1], [1, 1, 1000]  # resources are numbered by key
    assert packed(search, by_crane, [0, 0]) == [3, 0]
    assert packed(search, by_crew, [0, 0]) == [0, 2]
    assert packed(search, by_rank, [9999, 0]) == [3, 0]
    assert packed(search, by_rank, [0, 9999]) == [0, 2]


def test_a_milestone_only_lets_others_begin():
    tasks = (Task("a", 3, demands={"crew": 10}), Task("m", 0, demands={"crew": 10}), Task("z", 2, demands={"crane": 1}))
    found = schedule(problem(*tasks, links=(Link("m", "z"),), resources=CREW), params=FEW)
    assert (found.makespan, minutes(found.schedule["z"].start)) == (3, 0)


@given(small_problems(), st.lists(st.integers(0, 6), min_size=6, max_size=6))
@settings(deadline=None, max_examples=40)
def test_releases_are_kept_and_no_schedule_is_shorter_than_the_shortest(small, releases):
    tasks = [replace(task, project=f"p{n}") for n, task in enumerate(small.tasks)]
    owners = tuple(Project(f"p{n}", start=at(release)) for n, release in enumerate(releases))
    released = replace(small, tasks=tuple(tasks), projects=owners)
    found = schedule(released, params=ScheduleParams(schedules=150))
    assert check(released, found.schedule) == ()
    assert all(minutes(found.schedule[task.key].start) >= releases[n] for n, task in enumerate(tasks))
    assert found.bound <= found.makespan
    assert schedule(small, params=ScheduleParams(schedules=150)).makespan >= shortest(small)


@given(small_problems(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_entry_changes_nothing(small, rng):
    turned = replace(
        small,
        tasks=tuple(rng.sample(small.tasks, len(small.tasks))),
        links=tuple(rng.sample(small.links, len(small.links))),
        resources=small.resources[::-1],
    )
    assert schedule(turned, params=FEW).schedule == schedule(small, params=FEW).schedule


@pytest.mark.parametrize("objective", [Objective.MAKESPAN, Objective.TARDINESS])
def test_the_same_seed_gives_the_same_schedule(objective):
    one, other = (schedule(portfolio(), objective=objective, params=FEW) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("can_split", [False, True])
@pytest.mark.parametrize("solve", [schedule, level])
def test_portfolios_are_packed_with_and_without_pauses(solve, can_split):
    given_one = portfolio()
    given_one = replace(given_one, tasks=tuple(replace(task, can_split=can_split) for task in given_one.tasks))
    found = solve(given_one, can_split=can_split, params=FEW)
    assert check(given_one, found.schedule) == ()
    assert found.makespan <= 34
    assert found.method == populations.PreferenceSearch.method


def test_twice_the_capacity_is_never_worse():
    doubled = portfolio(resources=tuple(replace(each, capacity=2 * each.capacity) for each in CREW))
    assert schedule(doubled, params=FEW).makespan <= schedule(portfolio(), params=FEW).makespan


def test_what_must_stay_on_its_date_is_packed_around():
    kind = ConstraintKind.MUST_START_ON
    fixed = Task("fixed", 4, constraint=kind, constraint_date=at(2), demands={"crew": 9})
    given_one = portfolio(tasks=(*portfolio().tasks, fixed))
    found = schedule(given_one, params=FEW)
    assert check(given_one, found.schedule) == ()
    assert minutes(found.schedule["fixed"].start) == 2


def test_tardiness_prefers_the_project_that_costs_more():
    tasks = tuple(Task(key, 4, project=key, demands={"crew": 6}) for key in "ab")
    owners = (Project("a", due=at(4), weight=1), Project("b", due=at(4), weight=5))
    found = schedule(problem(*tasks, resources=CREW, projects=owners), objective=Objective.TARDINESS, params=FEW)
    assert (minutes(found.schedule["b"].start), minutes(found.schedule["a"].start)) == (0, 4)
