"""Every science tells what is not of its type before it computes with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from northing import engine
from northing.engine.errors import NotANumber, ProblemError, WrongType
from northing.engine.scheduling import Calendar, Shift
from northing.engine.scheduling import Project as ScheduledProject
from northing.engine.valuation.flows import Kind

MONDAY = datetime(2027, 4, 5, 8)  # noqa: DTZ001 - schedules are naive


def scheduled(task: engine.Task, **fields: object) -> object:
    return engine.critical_path(engine.ScheduleProblem((task,), **{"start": MONDAY, **fields}))


def valued(**fields: object) -> object:
    line = engine.CashLine("works", "Works", Kind.COST, {2028: 5.0})
    flat = engine.flat_rate(0.1)
    return engine.ValuationProblem(
        **{"lines": (line,), "schedule": flat, "base_year": 2027, "price_year": 2027, **fields}
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: engine.PairwiseProblem("ab", ()), "criteria: a tuple is expected, not str 'ab'"),
        (lambda: engine.GroupProblem(("a",), ("judge",)), "judges[0]: Judge is expected"),
        (lambda: engine.BestWorstProblem(("a", 7), "a", 7, {}, {}), "criteria[1]: text is expected, not int 7"),
        (lambda: engine.ScoringProblem((engine.Criterion("a", "A", 1.0, None),), ()), "ValueFunction is expected"),
        (lambda: engine.Piecewise((0.0, 1.0)), "points[0]: a tuple of 2 is expected"),
        (lambda: engine.CostedJob(None, "A", 1.0, 1.0), "job.key: text is expected, not NoneType None"),
        (lambda: valued(schedule=0.035), "schedule: DiscountSchedule is expected, not float"),
        (lambda: engine.PriceIndex("p", "s", {"2027": 100.0}), "a whole number is expected, not str '2027'"),
        (lambda: scheduled(engine.Task("a", 60, constraint="SNET")), "constraint: ConstraintKind is expected"),
        (lambda: scheduled(engine.Task("a", 60), start=MONDAY.replace(tzinfo=UTC)), "without a time zone"),
        (lambda: scheduled(engine.Task("a", 60), projects=(ScheduledProject("p", due="May"),)), "projects[0].due: a d"),
        (lambda: engine.BenefitMap(("a",), (("a", "a", 1.0),)), "links[0]: MapLink is expected, not tuple"),
        (lambda: engine.RiskProblem("plan"), "risk.schedule: ScheduleProblem is expected"),
        (lambda: engine.CapacityProblem("portfolio"), "capacity.selection: SelectionProblem is expected"),
    ],
)
def test_what_is_not_of_its_type_is_told_with_its_place(make: Callable[[], object], words: str) -> None:
    with pytest.raises(WrongType) as refused:
        make()
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: valued(base_year=2027.5), "the base year is 2027.5: give a whole number"),
        (lambda: valued(price_year=Decimal(2027)), "the price year is Decimal"),
        (lambda: engine.BenefitMap(("a", "b"), (engine.MapLink("a", "b", None),)), "the share of 'a' in 'b' is None"),
        (lambda: engine.RelativeJob("a", "A", 1, 2, 3j, 5), "risk or opportunity of 'A'"),
        (lambda: engine.Piecewise(((0.0, "low"), (1.0, 1.0))), "the value at score 0 is 'low'"),
        (lambda: scheduled(engine.Task("a", 60, remaining=[])), "remaining duration of task 'a'"),
        (
            lambda: scheduled(engine.Task("a", 60), calendars=(Calendar("own", ((Shift(0, None),),) * 7),)),
            "start or finish of a shift of calendar 'own' is None",
        ),
        (lambda: engine.CostedJob("a", "A", 10**400, 1.0), "a whole number of 1,329 bits: no float can hold it"),
    ],
)
def test_what_is_no_number_is_told_by_name(make: Callable[[], object], words: str) -> None:
    with pytest.raises(NotANumber) as refused:
        make()
    assert words in str(refused.value)


@pytest.mark.parametrize(("years", "words"), [(1e300, "the years of a real option is 1e[+]300"), (1e6, "fewer years")])
def test_a_lattice_that_no_float_can_hold_is_refused(years: float, words: str) -> None:
    with pytest.raises(ProblemError, match=words):
        engine.RealOption(engine.Right.DEFER, 100.0, 110.0, years=years, volatility=0.4, rate=0.05)


def test_whole_numbers_of_other_libraries_are_minutes_too() -> None:
    assert scheduled(engine.Task("a", np.int64(60))).finish == MONDAY.replace(hour=9)


EMPTY = engine.SelectionProblem((), ())
TASKS = engine.ScheduleProblem((), MONDAY)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: engine.schedule(TASKS, objective="weighted tardiness"),
         "objective: Objective is expected, not str 'weighted tardiness'; give Objective.MAKESPAN, Obj"),
        (lambda: engine.level(TASKS, objective="makespan"), "objective: Objective is expected"),
        (lambda: engine.level(TASKS, effort=5), "effort: Effort is expected, not int 5"),
        (lambda: engine.coverage_of(None), "snapshot: Snapshot is expected, not NoneType None"),
        (lambda: engine.problem_from(dates="promised", snapshot=None), "give Dates.PROMISED, Dates.FORECAST"),
        (lambda: engine.worth_of(EMPTY, rule="budget", key="2028"), "rule: Rule is expected, not str 'budget'; give R"),
        (lambda: engine.optimism_bias({}, metric="capital expenditure"), "Metric is expected, not str"),
        (lambda: engine.track_record({}, outcome="cost"), "outcome: Outcome is expected, not str 'cost'; give Out"),
        (lambda: engine.solve_selection(None), "problem: SelectionProblem is expected, not NoneType None"),
        (lambda: engine.solve_selection(EMPTY, effort=None), "effort: Effort is expected, not NoneType None"),
        (lambda: engine.solve_selection(EMPTY, start=["a"]), "start: Mapping is expected, not list ['a']"),
        (lambda: engine.evaluate(EMPTY, None), "choice: Mapping is expected, not NoneType None"),
        (lambda: engine.critical_path(EMPTY), "problem: ScheduleProblem is expected, not SelectionProblem"),
        (lambda: engine.simulate_schedule(None), "problem: RiskProblem is expected"),
        (lambda: engine.check_quality(TASKS, limits=0.05), "limits: Thresholds is expected, not float 0.05"),
    ],
)  # fmt: skip
def test_arguments_of_another_type_are_refused_by_name(call: Callable[[], object], words: str) -> None:
    with pytest.raises(WrongType, match=re.escape(words)):
        call()


def test_what_may_be_left_out_may_be_nothing() -> None:
    assert engine.solve_selection(EMPTY, start=None).choice == {}
    assert len(engine.check_quality(TASKS, baseline=None, limits=None)) == 14
