"""Simulated plans whose tasks, resources and lags have calendars of their own, against the critical path method."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import Effort
from northing.engine.risk import RiskEvent, RiskProblem, Sampling, Uniform, difference, simulate_schedule
from northing.engine.risk.chunk import _forward, planned_finish, simulate_chunk
from northing.engine.risk.draws import Iterations
from northing.engine.risk.model import model_of
from northing.engine.risk.pace import pace_of
from northing.engine.scheduling import (
    CONTINUOUS,
    STANDARD,
    Calendar,
    CalendarException,
    ConstraintKind,
    LagCalendar,
    Link,
    LinkKind,
    Project,
    Resource,
    ScheduleProblem,
    Shift,
    Task,
    critical_path,
)
from northing.engine.scheduling.dated import has_one_working_time
from northing.engine.scheduling.worktime import moment
from northing.engine.valuation import Fixed, Triangular

SUNDAY = datetime.fromisoformat("2027-01-03")
MONDAY = datetime.fromisoformat("2027-01-04T08:00")
FRIDAY = datetime.fromisoformat("2027-01-08T17:00")
WEEK = Calendar("week", ((Shift(0, 1440),),) * 5 + ((Shift(600, 900),),) * 2)
NIGHT = Calendar(
    "night",
    ((Shift(0, 360), Shift(1320, 1440)),) * 7,
    (
        CalendarException(date(2027, 1, 6), date(2027, 1, 12)),
        CalendarException(date(2027, 1, 16), date(2027, 1, 16), (Shift(480, 500),)),
    ),
)
SATURDAY = Calendar("saturday", ((),) * 5 + ((Shift(480, 720),), ()))
MANY = Sampling(4_000, chances=(0.2, 0.4, 0.6, 0.8))


def mixed(seed):
    """A plan with calendars, constraints, progress, resources and links of every kind, none of them alike."""
    draw = Random(seed)
    start = SUNDAY + timedelta(days=draw.choice([0, 2, 4]), hours=draw.choice([0, 8, 13]))
    status = draw.choice([None, None, start + timedelta(days=draw.randint(0, 6), hours=9)])
    drawn = (mixed_task(f"t{n}", draw, start=start, status=status) for n in range(draw.randint(0, 7)))
    tasks = (*drawn, Task("by day", 600, calendar="week"), Task("by night", 600, calendar="night"))
    links = {}
    for _ in range(draw.randint(0, 2 * len(tasks))):
        one, other = sorted(draw.sample(range(len(tasks)), 2))
        kind, lag = draw.choice(list(LinkKind)), draw.choice([0, 0, draw.randint(-1500, 3000)])
        links[one, other, kind] = Link(tasks[one].key, tasks[other].key, kind, lag, draw.choice(list(LagCalendar)))
    return ScheduleProblem(
        tasks,
        start,
        tuple(links.values()),
        resources=(Resource("crew", 1, calendar="week"), Resource("press", 1)),
        projects=(Project("q", start=start + timedelta(days=draw.randint(0, 9))),),
        calendars=(WEEK, NIGHT),
        calendar=draw.choice(["standard", "night", "week", "continuous"]),
        status_date=status,
    )


def mixed_task(key, draw, *, start, status):
    kind = draw.choice([*ConstraintKind, *[ConstraintKind.AS_SOON_AS_POSSIBLE] * 6])
    progress = {}
    if status is not None and draw.random() < 0.4:
        past = int((status - start).total_seconds()) // 60
        begun = draw.randint(0, past)
        progress["actual_start"] = start + timedelta(minutes=begun)
        if draw.random() < 0.5:
            progress["actual_finish"] = start + timedelta(minutes=draw.randint(begun, past))
        elif draw.random() < 0.5:
            progress["remaining"] = draw.randint(0, 2000)
    return Task(
        key,
        draw.choice([0, 0, 60, 480, 700, 1500, draw.randint(1, 4000)]),
        project=draw.choice(["", "p", "q"]),
        calendar=draw.choice([None, None, "week", "night", "continuous", "standard"]),
        constraint=kind,
        constraint_date=start + timedelta(minutes=draw.randint(-2000, 20000)) if kind.needs_date else None,
        demands=draw.choice([{}, {}, {"crew": 1}, {"press": 1}]),
        **progress,
    )


@pytest.mark.parametrize("seed", range(80))
def test_without_ranges_every_task_has_the_dates_of_the_critical_path(seed):
    plan = mixed(seed)
    wanted, model = critical_path(plan), model_of(RiskProblem(plan), seed=1)
    assert model.dated is not None
    durations = np.repeat(model.network.durations[:, None], 4, axis=1).astype(np.float32)
    starts, finishes = _forward(model, durations, pace_of(model, iterations=4))
    complete = {task.key for task in plan.tasks if task.is_complete}
    for key, start, finish in zip(model.network.keys, starts[:, 0], finishes[:, 0], strict=True):
        if key not in complete:
            early = wanted.dates[key]
            found = moment(model.dated.origin + int(start)), moment(model.dated.origin + int(finish))
            assert found == (early.early_start, early.early_finish), key
    found = simulate_schedule(RiskProblem(plan), sampling=Sampling(100, chances=(0.5,)))
    assert found.quantiles[0].on == max(wanted.finish, plan.status_date or plan.start)
    assert (found.planned_chance, found.finishes.std()) == (1.0, 0.0)
    assert found.finishes[0] == found.planned


@pytest.mark.skipif(not HAS_COMPILER, reason="numba is an extra and not installed")
@pytest.mark.parametrize("seed", range(12))
def test_the_machine_code_tells_the_same_to_the_last_bit(seed):
    plan = mixed(seed)
    spans = {task.key: Triangular(0.0, 700.0, 4000.0) for task in plan.tasks if task.duration and not task.is_complete}
    event = RiskEvent("flood", "Flood", 0.3, {plan.tasks[0].key: Fixed(700.0)})
    model, span = model_of(RiskProblem(plan, spans, (event,)), seed=3), Iterations(0, 300)
    planned = float(model.in_own_time(planned_finish(model)))
    plain, fast = (simulate_chunk(model, span, planned=planned, is_compiled=way) for way in (False, True))
    for name in ("finishes", "critical", "happened"):
        assert (getattr(plain, name) == getattr(fast, name)).all(), name
    for name in ("sums", "squares", "products"):
        assert getattr(fast, name) == pytest.approx(getattr(plain, name), rel=1e-9, abs=1e-6), name


def two(calendar, **more):
    """A task of up to four weeks of 40 hours, and one of four hours after it."""
    tasks = (Task("dig", 2400), Task("switch", 240, calendar=calendar))
    return ScheduleProblem(tasks, MONDAY, (Link("dig", "switch"),), calendars=(SATURDAY,), **more)


def test_what_waits_for_a_saturday_ends_on_one_of_them():
    found = simulate_schedule(RiskProblem(two("saturday"), {"dig": Uniform(0.0, 4800.0)}), sampling=MANY)
    first, second = (SUNDAY + timedelta(days=days, hours=12) for days in (6, 13))
    assert [quantile.on for quantile in found.quantiles] == [first, first, second, second]
    assert [quantile.minutes for quantile in found.quantiles] == [2400, 2400, 4800, 4800]
    assert found.planned_chance == pytest.approx(0.5, abs=0.03)
    assert found.tasks[0].criticality == 1.0


def test_all_work_that_a_longer_task_may_need_is_known():
    event = RiskEvent("flood", "Flood", 1.0, {"switch": Fixed(20_000.0)})
    found = simulate_schedule(RiskProblem(two("saturday"), {"dig": Fixed(9600.0)}, (event,)), sampling=Sampling(100))
    longer = replace(two("saturday"), tasks=(Task("dig", 9600), Task("switch", 20_240, calendar="saturday")))
    assert {quantile.on for quantile in found.quantiles} == {critical_path(longer).finish}


def test_a_finish_that_is_not_allowed_before_is_kept_however_long_it_takes():
    task = Task("dig", 300, constraint=ConstraintKind.FINISH_NO_EARLIER_THAN, constraint_date=FRIDAY)
    plan = ScheduleProblem((task,), MONDAY)
    found = simulate_schedule(RiskProblem(plan, {"dig": Uniform(0.0, 900.0)}), sampling=MANY)
    assert {quantile.on for quantile in found.quantiles} == {FRIDAY}
    late = simulate_schedule(RiskProblem(plan, {"dig": Uniform(2500.0, 2600.0)}), sampling=MANY)
    assert min(quantile.on for quantile in late.quantiles) > FRIDAY


def test_a_must_start_on_stands_whatever_its_links_ask_for():
    fixed = Task("switch", 240, constraint=ConstraintKind.MUST_START_ON, constraint_date=MONDAY + timedelta(days=1))
    plan = ScheduleProblem((Task("dig", 240), fixed), MONDAY, (Link("dig", "switch"),))
    found = simulate_schedule(RiskProblem(plan, {"dig": Uniform(0.0, 480.0)}), sampling=MANY)
    assert {quantile.on for quantile in found.quantiles} == {MONDAY + timedelta(days=1, hours=4)}
    assert {task.key: task.criticality for task in found.tasks} == {"dig": 0.0, "switch": 1.0}


def test_work_on_saturdays_is_a_variant_under_the_same_luck():
    spans = {"dig": Uniform(0.0, 2400.0)}
    weekend = Calendar("weekend", STANDARD.week[:5] + (STANDARD.week[0],) * 2)
    plain = two(None)
    more = replace(plain, calendars=(weekend,), tasks=(plain.tasks[0], replace(plain.tasks[1], calendar="weekend")))
    one, other = (simulate_schedule(RiskProblem(each, spans), sampling=MANY) for each in (plain, more))
    paired = difference(one, other)
    assert paired.mean == pytest.approx(-12, abs=4)  # of a tenth of the digs, what is left after Friday, 0 to 240
    assert paired.share_later == 0.0


ONE = ScheduleProblem((Task("a", 60), Task("b", 60)), MONDAY, (Link("a", "b", lag=60),))
BEGUN = {"actual_start": MONDAY, "remaining": 30}


@pytest.mark.parametrize(
    ("plan", "is_one"),
    [
        (ONE, True),
        (replace(ONE, tasks=(Task("a", 60, calendar="standard"), Task("b", 60))), True),
        (replace(ONE, calendar=CONTINUOUS.key), True),
        (replace(ONE, tasks=(Task("a", 60, calendar="continuous"), Task("b", 60))), False),
        (replace(ONE, links=(Link("a", "b", lag=60, lag_calendar=LagCalendar.ELAPSED),)), False),
        (replace(ONE, links=(Link("a", "b", lag_calendar=LagCalendar.ELAPSED),)), True),
        (
            replace(
                ONE,
                resources=(Resource("crew", 1, calendar="continuous"),),
                tasks=(Task("a", 60, demands={"crew": 1}), Task("b", 60)),
            ),
            False,
        ),
        (replace(ONE, status_date=MONDAY, tasks=(Task("a", 60, **BEGUN), Task("b", 60))), True),
        (
            replace(
                ONE,
                status_date=MONDAY,
                tasks=(Task("a", 60, **BEGUN), Task("b", 60)),
                links=(Link("a", "b", LinkKind.START_TO_START),),
            ),
            False,
        ),
    ],
)
def test_only_plans_of_several_working_times_are_followed_minute_by_minute(plan, is_one):
    assert has_one_working_time(plan) is is_one
    found = simulate_schedule(RiskProblem(plan), sampling=Sampling(100, chances=(0.5,)))
    assert found.quantiles[0].on == critical_path(plan).finish


def test_a_model_with_calendars_goes_to_other_processes():
    model = model_of(RiskProblem(mixed(3)), seed=1)
    there = pickle.loads(pickle.dumps(model))
    one, other = (simulate_chunk(each, Iterations(0, 100), planned=0.0) for each in (model, there))
    assert (one.finishes == other.finishes).all()


def test_the_chunks_are_the_same_on_threads():
    problem = RiskProblem(two("saturday"), {"dig": Uniform(0.0, 4800.0)})
    alone, threads = (
        simulate_schedule(problem, sampling=MANY, effort=Effort(seed=2, workers=workers)) for workers in (1, 2)
    )
    assert alone.tasks == threads.tasks
    assert (alone.finishes == threads.finishes).all()
