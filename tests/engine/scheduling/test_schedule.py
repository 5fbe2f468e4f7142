"""Schedules under limits on resources against every order there is, and what must always hold."""

import sys
from dataclasses import replace
from datetime import datetime
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import northing.engine
from engine.scheduling.instances import ZERO, at, minutes, problem, shortest, small_problems
from northing.engine import scheduling as northing_scheduling
from northing.engine.effort import Effort
from northing.engine.errors import OutOfScale
from northing.engine.scheduling import (
    STANDARD,
    CannotFit,
    Cause,
    ConstraintKind,
    Link,
    LinkKind,
    Objective,
    Placement,
    Project,
    Resource,
    Rule,
    ScheduleParams,
    ScheduleProblem,
    Task,
    check,
    schedule,
)
from northing.engine.scheduling.bounds import tails_of
from northing.engine.scheduling.model import slot_model
from northing.engine.scheduling.solvers import population as populations
from northing.engine.scheduling.solvers.companion import HAS_EXACT
from northing.engine.scheduling.solvers.genetic import GeneticSearch
from northing.engine.scheduling.solvers.population import first_schedule
from northing.engine.scheduling.timeline import Timeline

FEW = ScheduleParams(schedules=600)
LONG_ENOUGH = Effort(time_limit=60, workers=2, seed=1)

TIGHT = problem(
    Task("dig", 5, demands={"crew": 4}),
    Task("lay", 2, demands={"crew": 3}),
    Task("wire", 6, demands={"crew": 4}),
    Task("test", 5, demands={"crew": 3}),
    Task("paint", 5, demands={"crew": 3}),
    Task("clean", 6, demands={"crew": 2}),
    links=(Link("dig", "lay"), Link("wire", "test")),
    resources=(Resource("crew", 5),),
)
"""92 crew-minutes for a crew of five, so at least 19 minutes; no order of the tasks takes fewer than 23."""


def test_the_shortest_schedule_of_six_tasks_is_found():
    assert shortest(TIGHT) == 23
    found = schedule(TIGHT, params=FEW)
    assert (found.makespan, found.finish) == (23, at(23))
    assert check(TIGHT, found.schedule) == ()
    assert found.bound == 19
    assert found.bound_by == "work at a resource"
    assert found.words.endswith("; 23 working minutes, none shorter than 19")


@pytest.mark.skipif(not HAS_EXACT, reason="ortools is not installed")
def test_cp_sat_proves_what_the_simple_bounds_cannot():
    found = schedule(TIGHT, effort=Effort(time_limit=60, workers=2))
    assert (found.makespan, found.bound, found.gap) == (23, 23, 0.0)
    assert found.bound_by == "CP-SAT"


@given(small_problems())
@settings(deadline=None)
def test_no_order_of_the_tasks_is_shorter(small):
    found = schedule(small, params=FEW, effort=LONG_ENOUGH)
    assert found.makespan == shortest(small)
    assert found.bound <= found.makespan
    assert check(small, found.schedule) == ()


@given(small_problems())
@settings(deadline=None)
def test_more_capacity_never_lengthens_the_optimum(small):
    more = replace(small, resources=tuple(replace(r, capacity=r.capacity + 1) for r in small.resources))
    assert schedule(more, params=FEW).makespan <= schedule(small, params=FEW).makespan


@given(small_problems(), st.randoms())
@settings(deadline=None)
def test_the_order_of_entry_changes_nothing(small, rng):
    turned = replace(
        small,
        tasks=tuple(rng.sample(small.tasks, len(small.tasks))),
        links=tuple(rng.sample(small.links, len(small.links))),
        resources=small.resources[::-1],
    )
    assert schedule(turned, params=FEW).schedule == schedule(small, params=FEW).schedule


def generated(count):
    tasks = [
        Task(f"t{n}", 1 + 7 * n % 9, project=f"p{n % 2}", demands={"a": n % 4, "b": (3 * n) % 5}) for n in range(count)
    ]
    links = tuple(Link(f"t{n}", f"t{n + 2 + n % 3}") for n in range(count - 5))
    return problem(*tasks, links=links, resources=(Resource("a", 5), Resource("b", 6)), projects=(
        Project("p0", due=at(30), weight=2), Project("p1", due=at(25))))  # fmt: skip


@pytest.fixture
def plain(monkeypatch):
    """The package as it is where numba is not installed."""
    parts = ("northing.engine.scheduling", "northing.engine.compiled")
    asked = (".problem", ".params")  # what is asked stays of its type
    for name in [name for name in sys.modules if name.startswith(parts) and not name.endswith(asked)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(northing.engine, "scheduling", None)
    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(sys.modules, "numba", None)
        package = import_module("northing.engine.scheduling")
        import_module("northing.engine.scheduling.solvers.search")
        return package


def told(package, given_one, objective):
    found = package.schedule(given_one, params=ScheduleParams(schedules=600), objective=package.Objective(objective))
    return found.makespan, found.bound, {key: placed.start for key, placed in found.schedule.items()}


@pytest.mark.parametrize("objective", ["makespan", "weighted tardiness"])
def test_compiled_and_plain_search_give_the_same_schedules(plain, objective):
    assert plain.schedule(TIGHT, params=FEW).method == "genetic search (not compiled)"
    for given_one in (TIGHT, generated(25)):
        assert told(plain, given_one, objective) == told(northing_scheduling, given_one, objective)


@pytest.mark.parametrize("objective", ["makespan", "weighted tardiness"])
def test_compiled_and_plain_packing_give_the_same_schedules(plain, objective, monkeypatch):
    for module in (populations, import_module(populations.__name__)):
        monkeypatch.setattr(module, "MANY", 0)
        monkeypatch.setattr(module, "MANY_DUE", 0)
    assert plain.schedule(TIGHT, params=FEW).method == "packing search (not compiled)"
    for given_one in (TIGHT, generated(25)):
        assert told(plain, given_one, objective) == told(northing_scheduling, given_one, objective)


@given(small_problems(), st.data())
@settings(deadline=None, max_examples=40)
def test_links_of_every_kind_with_leads_and_lags_are_kept(small, data):
    links = [
        replace(link, kind=data.draw(st.sampled_from(LinkKind)), lag=data.draw(st.integers(-4, 4)))
        for link in small.links
    ]
    linked = replace(small, links=tuple(links))
    found = schedule(linked, params=ScheduleParams(schedules=150))
    assert check(linked, found.schedule) == ()
    assert found.bound <= found.makespan


def test_a_successor_that_starts_before_its_predecessor_is_placed_after_it(plain):
    """A lead lets b start first, so that sorting by start is no order of the links."""
    tasks = tuple(Task(key, 4, demands={"crew": 1}) for key in "abcd")
    led = problem(*tasks, links=(Link("a", "b", lag=-8), Link("b", "c", lag=-6)), resources=(Resource("crew", 2),))
    assert told(plain, led, "makespan") == told(northing_scheduling, led, "makespan")
    assert schedule(led, params=FEW).makespan == 8


@pytest.mark.parametrize("resources", [(), (Resource("crew", 1),)])
def test_what_starts_long_after_all_the_work_fits_on_the_axis(resources):
    """Nothing has to share anything, so that nothing but releases and lags asks for room."""
    late = Task("late", 1, constraint=ConstraintKind.START_NO_EARLIER_THAN, constraint_date=at(50))
    ends = problem(late, Task("a", 1), Task("b", 0), links=(Link("a", "b", lag=90),), resources=resources)
    found = schedule(ends, params=FEW)
    assert (found.schedule["late"].start, found.schedule["b"].start) == (at(50), at(91))


def test_an_order_that_leaves_no_room_on_the_axis_has_no_schedule():
    """A milestone behind a lag needs no resource, and yet may not stand behind the axis."""
    model = slot_model(Timeline(problem(Task("a", 2), Task("b", 0), links=(Link("a", "b", lag=9),))))
    assert first_schedule(model.within(11)) == [0, 11]
    assert first_schedule(model.within(10)) == []


@pytest.mark.parametrize("objective", [Objective.MAKESPAN, Objective.TARDINESS])
def test_what_is_late_in_every_schedule_keeps_nobody_searching(objective):
    overdue = Task("a", 5, project="p", deadline=at(1), demands={"crew": 1})
    problems = problem(
        overdue,
        Task("b", 4, demands={"crew": 1}),
        resources=(Resource("crew", 2),),
        projects=(Project("p", due=at(2)),),
    )
    found = schedule(problems, objective=objective, effort=LONG_ENOUGH)
    assert (found.makespan, found.bound, found.schedules < 10) == (5, 5, True)


def test_orders_that_do_not_fit_on_the_axis_may_be_parents():
    """Of a population on an axis as long as the best schedule nearly no member has a schedule, or none at all."""
    model = slot_model(Timeline(generated(30)))
    long_enough = GeneticSearch(model, 60, 1)
    long_enough.work(3000)
    for seed in range(5):
        short = GeneticSearch(model.within(long_enough.makespan), 40, seed)
        short.work(400)
        assert short.best_value >= long_enough.makespan


def test_of_schedules_that_are_equally_long_the_one_with_fewer_critical_tasks_is_better():
    """That is what brings a population nearer to a shorter one while all its members are equally long."""
    model = slot_model(Timeline(generated(30)))
    search, tails = GeneticSearch(model, 12, 1), tails_of(model)
    search.work(12)
    first = sum(search.pool.criticals[:12])
    search.work(400)
    for member in range(12):
        starts = search.pool.begins[30 * member : 30 * (member + 1)]
        end = max(start + length for start, length in zip(starts, model.durations, strict=True))
        critical = sum(start + tail == end for start, tail in zip(starts, tails, strict=True))
        assert (search.pool.values[member], search.pool.criticals[member]) == (end, critical)
    assert sum(search.pool.criticals[:12]) < first


def test_two_populations_search_a_large_problem_within_the_time():
    told_of = []
    large = generated(120)
    found = schedule(large, effort=Effort(time_limit=2, workers=2, on_progress=told_of.append))
    assert check(large, found.schedule) == ()
    assert all(progress.value >= found.makespan for progress in told_of)


@pytest.mark.parametrize("by_slots", [False, True])
def test_one_pass_by_latest_finish_is_a_schedule_too(by_slots):
    model = slot_model(Timeline(TIGHT))
    starts = first_schedule(model, by_slots=by_slots)
    assert max(start + length for start, length in zip(starts, model.durations, strict=True)) in {23, 24, 25, 26, 27}


def test_the_same_seed_gives_the_same_schedule():
    assert schedule(generated(25), params=FEW) == schedule(generated(25), params=FEW)


def test_a_stop_gives_the_best_so_far():
    found = schedule(generated(25), effort=Effort(time_limit=60, should_stop=lambda: True))
    assert check(generated(25), found.schedule) == ()


def test_tardiness_prefers_the_project_that_costs_more():
    pair = problem(
        Task("a", 4, project="cheap", demands={"crew": 1}),
        Task("b", 4, project="dear", demands={"crew": 1}),
        resources=(Resource("crew", 1),),
        projects=(Project("cheap", due=at(4), weight=1), Project("dear", due=at(4), weight=3)),
    )
    found = schedule(pair, objective=Objective.TARDINESS, params=FEW)
    assert found.schedule["b"].finish == at(4)
    assert found.tardiness == pytest.approx(4 / 1440)


def test_peak_and_variance_spread_work_within_the_float():
    pair = problem(
        Task("long", 8), Task("a", 4, demands={"crew": 2}), Task("b", 4, demands={"crew": 2}),
        resources=(Resource("crew", 4),),
    )  # fmt: skip
    assert schedule(pair, params=FEW).schedule["a"].start == schedule(pair, params=FEW).schedule["b"].start
    for objective in (Objective.PEAK, Objective.VARIANCE):
        found = schedule(pair, objective=objective, params=FEW)
        assert found.makespan == 8
        assert sorted(minutes(found.schedule[key].start) for key in "ab") == [0, 4]


def test_more_than_there_ever_is_cannot_fit():
    with pytest.raises(CannotFit, match="demand of task 'a' for 'crew' is 3, but there are only 2"):
        schedule(problem(Task("a", 1, demands={"crew": 3}), resources=(Resource("crew", 2),)))
    with pytest.raises(OutOfScale, match=r"demand of task 'a' for 'crew' is 1e\+308: beyond"):
        schedule(problem(Task("a", 1, demands={"crew": 1e308}), resources=(Resource("crew", 2),)))


def test_nothing_to_do_is_a_schedule():
    assert schedule(problem()).makespan == 0


def test_working_time_and_holidays_are_kept_to_the_minute():
    tasks = tuple(Task(key, 600, demands={"ana": 1}) for key in "ab")
    weekdays = ScheduleProblem(tasks, datetime(2027, 3, 5, 8), resources=(Resource("ana", 1),), calendar=STANDARD.key)
    found = schedule(weekdays, params=FEW)
    assert found.makespan == 1200
    assert sorted(placed.finish for placed in found.schedule.values()) == [
        datetime(2027, 3, 8, 10), datetime(2027, 3, 9, 12)]  # fmt: skip
    late = max(found.delays.values(), key=lambda delay: delay.minutes)
    assert (late.minutes, late.drivers[0].cause, late.drivers[0].key) == (600, Cause.RESOURCE, "ana")


def moved(found, key, by):
    placed = found.schedule[key]
    shift = at(by) - ZERO
    whole = Placement(placed.start + shift, placed.finish + shift, ((placed.start + shift, placed.finish + shift),))
    return {**found.schedule, key: whole}


def test_the_checker_names_each_broken_rule():
    found = schedule(TIGHT, params=FEW)
    last = max(found.schedule, key=lambda key: found.schedule[key].start)
    assert {v.rule for v in check(TIGHT, moved(found, last, -8))} >= {Rule.CAPACITY}
    assert {v.rule for v in check(TIGHT, moved(found, "dig", -1 - minutes(found.schedule["dig"].start)))} >= {
        Rule.TOO_EARLY
    }
    assert {v.rule for v in check(TIGHT, moved(found, "dig", 30))} == {Rule.LINK}
    short = {**found.schedule, "dig": Placement(at(0), at(1), ((at(0), at(1)),))}
    assert Rule.WORK in {v.rule for v in check(TIGHT, short)}
    assert [v.rule for v in check(TIGHT, {})] == [Rule.MISSING] * 6
