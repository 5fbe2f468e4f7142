"""The fourteen points, each on a schedule that breaks just what it looks for."""

from itertools import pairwise

import pytest

from engine.scheduling.instances import SS, at, problem
from northing.engine.scheduling import ConstraintKind, Link, Project, Resource, Task, Thresholds, check_quality

CREW = (Resource("crew", 9),)


def chain(*tasks, links=None, **fields):
    keys = [task.key for task in tasks]
    joined = tuple(Link(a, b) for a, b in pairwise(keys)) if links is None else links
    return problem(*tasks, links=joined, resources=CREW, **fields)


def work(key, minutes=10, **fields):
    return Task(key, minutes, demands={"crew": 1}, **fields)


SOUND = chain(Task("start", 0), work("a"), work("b"), Task("end", 0))
LOOSE = Thresholds(logic=0.5, high_float=20, high_duration=30, probe=100)


def points(problem, **fields):
    return {point.name: point for point in check_quality(problem, limits=LOOSE, **fields)}


def test_a_sound_schedule_meets_every_point_that_can_be_known():
    found = points(SOUND)
    assert list(found) == [
        "logic", "leads", "lags", "relationship types", "hard constraints", "high float", "negative float",
        "high duration", "invalid dates", "resources", "missed tasks", "critical path test", "CPLI", "BEI",
    ]  # fmt: skip
    assert [point.name for point in found.values() if point.is_met is False] == []
    assert [point.name for point in found.values() if point.is_met is None] == [
        "invalid dates", "missed tasks", "CPLI", "BEI"]  # fmt: skip
    assert found["BEI"].words == "unknown: it needs a baseline and a status date"


@pytest.mark.parametrize(
    ("name", "schedule", "tasks"),
    [
        ("logic", chain(work("a"), work("b"), work("alone"), links=(Link("a", "b"),)), ("a", "b", "alone")),
        ("leads", chain(work("a"), work("b"), links=(Link("a", "b", lag=-1),)), ("b",)),
        ("lags", chain(work("a"), work("b"), links=(Link("a", "b", lag=1),)), ("b",)),
        ("relationship types", chain(work("a"), work("b"), links=(Link("a", "b", SS),)), ("b",)),
        (
            "hard constraints",
            chain(work("a", constraint=ConstraintKind.START_NO_LATER_THAN, constraint_date=at(90)), work("b")),
            ("a",),
        ),
        ("high float", chain(work("a", 40), work("b", 1), links=()), ("b",)),
        ("negative float", chain(work("a", deadline=at(9)), work("b")), ("a",)),
        ("high duration", chain(work("a", 31), work("b")), ("a",)),
        ("resources", chain(Task("a", 1), work("b")), ("a",)),
        (
            "invalid dates",
            chain(
                work("a", constraint=ConstraintKind.START_NO_EARLIER_THAN, constraint_date=at(1)),
                work("b"),
                status_date=at(5),
            ),
            ("a",),
        ),
    ],
)
def test_each_point_names_the_tasks_against_it(name, schedule, tasks):
    point = points(schedule)[name]
    assert (point.is_met, point.tasks) == (False, tasks)


def test_baseline_indices():
    """Of three tasks that should be complete two are; 20 minutes are left, 10 of them too many."""
    tasks = (
        work("a", actual_start=at(0), actual_finish=at(10)),
        work("b", actual_start=at(10), actual_finish=at(22)),
        work("c"),
        work("d"),
    )
    planned = {"a": at(10), "b": at(20), "c": at(30), "d": at(40)}
    found = points(chain(*tasks, status_date=at(30)), baseline=planned)
    assert found["BEI"].value == pytest.approx(2 / 3)
    assert found["BEI"].tasks == ("c",)
    assert found["CPLI"].value == pytest.approx((20 - 10) / 20)
    assert (found["missed tasks"].value, found["missed tasks"].tasks) == (pytest.approx(2 / 3), ("b", "c"))


def test_the_critical_path_test_finds_a_path_that_a_fixed_date_cuts():
    fixed = work("b", constraint=ConstraintKind.MUST_START_ON, constraint_date=at(10))
    assert points(SOUND)["critical path test"].value == 1.0
    broken = points(chain(work("a", 10), fixed))["critical path test"]
    assert (broken.value, broken.is_met, broken.tasks) == (0.9, False, ("a", "b"))


def test_thresholds_are_parameters():
    project = chain(work("a", deadline=at(9)), work("b"), projects=(Project(""),))
    generous = Thresholds(negative_float=0.5)
    [point] = [point for point in check_quality(project, limits=generous) if point.name == "negative float"]
    assert (point.value, point.is_met) == (0.5, True)
