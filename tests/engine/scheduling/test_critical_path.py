"""Dates and float against networks computed by hand."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scheduling.instances import FF, FS, SF, SS, ZERO, at, minutes, problem, small_problems
from northing.engine.errors import DuplicateKey, NegativeAmount, NotANumber, TooLarge, UnknownReference
from northing.engine.scheduling import (
    STANDARD,
    Calendar,
    Cause,
    ConstraintKind,
    InvalidCalendar,
    InvalidConstraint,
    InvalidProgress,
    LagCalendar,
    Link,
    LinkCycle,
    Project,
    Resource,
    ScheduleProblem,
    Shift,
    Task,
    critical_path,
    level,
    network_of,
    validate,
)

NETWORK = problem(
    Task("A", 5),
    Task("B", 3),
    Task("C", 4),
    Task("D", 6),
    Task("E", 2),
    Task("F", 3),
    links=(
        Link("A", "B", SS, 2),
        Link("A", "C", FS, 1),
        Link("B", "D", FF, 2),
        Link("C", "E", SF, 3),
        Link("D", "E", FS, -1),
        Link("C", "F"),
        Link("E", "F"),
    ),
)
"""All four kinds of links with lags and a lead; the table below was computed by hand."""

BY_HAND = {  # early start, early finish, late start, late finish, total float, free float
    "A": (0, 5, 0, 5, 0, 0),
    "B": (2, 5, 4, 7, 2, 0),
    "C": (6, 10, 6, 10, 0, 0),
    "D": (1, 7, 3, 9, 2, 1),
    "E": (7, 9, 8, 10, 1, 1),
    "F": (10, 13, 10, 13, 0, 0),
}


def numbers(dates):
    four = (dates.early_start, dates.early_finish, dates.late_start, dates.late_finish)
    return (*map(minutes, four), dates.total_float, dates.free_float)


def test_four_kinds_of_links_with_lags_and_a_lead():
    found = critical_path(NETWORK)
    assert {key: numbers(dates) for key, dates in found.dates.items()} == BY_HAND
    assert found.critical == ("A", "C", "F")
    assert found.path == ("A", "C", "F")
    assert found.finish == at(13)
    [driver] = found.dates["D"].drivers
    assert (driver.cause, driver.link.predecessor, driver.link.kind) == (Cause.LINK, "B", FF)


def test_the_order_of_entry_changes_nothing():
    turned = replace(NETWORK, tasks=NETWORK.tasks[::-1], links=NETWORK.links[::-1])
    assert critical_path(turned) == replace(critical_path(NETWORK), broken_links=())


def test_a_deadline_before_the_early_finish_is_negative_float_all_the_way_back():
    late = [replace(task, deadline=at(11)) if task.key == "F" else task for task in NETWORK.tasks]
    found = critical_path(replace(NETWORK, tasks=tuple(late)))
    assert [found.dates[key].total_float for key in "ACF"] == [-2, -2, -2]
    assert found.dates["E"].total_float == -1
    assert found.dates["F"].early_finish == at(13)
    assert found.words == f"Finished on {at(13):%d %b %Y %H:%M}; critical: {', '.join(found.critical)}"


def test_a_due_date_counts_like_a_deadline_and_a_later_one_changes_nothing():
    early = replace(NETWORK, projects=(Project("", due=at(12)),))
    later = replace(NETWORK, projects=(Project("", due=at(50)),))
    assert critical_path(early).dates["A"].total_float == -1
    assert critical_path(later).dates == critical_path(NETWORK).dates


@pytest.mark.parametrize(
    ("kind", "day", "early", "total_float"),
    [
        (ConstraintKind.START_NO_EARLIER_THAN, 4, 4, 4),
        (ConstraintKind.FINISH_NO_EARLIER_THAN, 9, 7, 1),
        (ConstraintKind.START_NO_LATER_THAN, 3, 0, 3),
        (ConstraintKind.FINISH_NO_LATER_THAN, 1, 0, -1),
        (ConstraintKind.MUST_START_ON, 5, 5, 0),
        (ConstraintKind.MUST_FINISH_ON, 8, 6, 0),
    ],
)
def test_constraints(kind, day, early, total_float):
    found = critical_path(problem(Task("a", 2, constraint=kind, constraint_date=at(day)), Task("long", 10)))
    assert minutes(found.dates["a"].early_start) == early
    assert found.dates["a"].total_float == total_float


def test_a_mandatory_start_overrides_its_link_and_says_so():
    fixed = Task("b", 2, constraint=ConstraintKind.MUST_START_ON, constraint_date=at(3))
    found = critical_path(problem(Task("a", 5), fixed, links=(Link("a", "b"),)))
    assert found.dates["b"].start == at(3)
    assert found.dates["a"].total_float == -2
    assert found.broken_links == (Link("a", "b"),)


def test_as_late_as_possible_uses_its_free_float_only():
    late = Task("b", 2, constraint=ConstraintKind.AS_LATE_AS_POSSIBLE)
    found = critical_path(problem(Task("a", 9), late, Task("c", 1), links=(Link("a", "c"), Link("b", "c"))))
    assert (found.dates["b"].early_start, found.dates["b"].start) == (at(0), at(7))
    assert found.dates["c"].start == at(9)


@pytest.mark.parametrize("kind", [ConstraintKind.FINISH_NO_EARLIER_THAN, ConstraintKind.MUST_FINISH_ON])
def test_work_may_finish_in_the_evening_before_a_morning_that_it_may_not_finish_before(kind):
    morning = datetime(2027, 4, 6, 8)
    task = Task("a", 60, constraint=kind, constraint_date=morning)
    found = level(ScheduleProblem((task,), datetime(2027, 4, 5, 8)))
    assert found.schedule["a"].finish == datetime(2027, 4, 5, 17)


FRIDAY = datetime(2027, 4, 9, 8)


def in_a_week(*tasks: Task, links: tuple[Link, ...]) -> ScheduleProblem:
    """A project that ends on Friday evening beside one that ends a week later."""
    long = (Task("day", 600, calendar="continuous"), Task("week", 10_080, project="b", calendar="continuous"))
    return ScheduleProblem((*tasks, *long), FRIDAY, links=links)


def test_what_may_begin_on_friday_evening_at_the_latest_may_not_begin_on_monday():
    first, then = Task("a", 60, calendar="continuous", project="b"), Task("b", 60, project="b")
    hour = Task("c", 60, calendar="continuous")
    dates = critical_path(in_a_week(first, then, hour, links=(Link("a", "b"), Link("b", "c", SS)))).dates
    assert dates["c"].late_start == datetime(2027, 4, 9, 17)
    assert (dates["b"].late_start, dates["b"].total_float) == (datetime(2027, 4, 9, 16, 59), 419)
    assert (dates["a"].late_finish, dates["a"].total_float) == (datetime(2027, 4, 9, 16, 59), 479)
    assert dates["b"].free_float == 0


def test_what_ends_on_friday_evening_keeps_a_finish_that_is_asked_for_by_monday_morning():
    first = Task("a", 60, calendar="continuous", project="b")
    dates = critical_path(in_a_week(first, Task("b", 480), links=(Link("a", "b", FF),))).dates
    assert (dates["b"].late_finish, dates["b"].total_float) == (datetime(2027, 4, 9, 17), 0)
    assert dates["a"].late_finish == datetime(2027, 4, 12, 8)
    assert (dates["a"].total_float, dates["a"].free_float) == (71 * 60, 71 * 60)


@pytest.mark.parametrize(
    ("kind", "total_float"), [(ConstraintKind.START_NO_LATER_THAN, 479), (ConstraintKind.MUST_START_ON, 0)]
)
def test_a_start_that_is_asked_for_in_the_evening(kind, total_float):
    task = Task("a", 60, project="b", constraint=kind, constraint_date=datetime(2027, 4, 9, 17))
    assert critical_path(in_a_week(task, links=())).dates["a"].total_float == total_float


def test_free_float_ends_with_the_project_where_a_link_would_leave_more():
    found = critical_path(problem(Task("a", 4), Task("b", 9), Task("c", 5), links=(Link("a", "c", SS), Link("b", "c"))))
    assert (found.dates["c"].start, found.dates["a"].total_float, found.dates["a"].free_float) == (at(9), 9, 9)
    dangling = problem(Task("a", 9), Task("b", 9), Task("c", 1), links=(Link("a", "c", SS), Link("b", "c")))
    assert critical_path(dangling).dates["a"].free_float == critical_path(dangling).dates["a"].total_float == 1


def test_work_out_of_sequence_waits_for_its_predecessor():
    """Retained logic: b began, but what is left of it waits for the end of a."""
    tasks = (
        Task("a", 10, actual_start=at(0), remaining=6),
        Task("b", 8, actual_start=at(2), remaining=5),
        Task("done", 3, actual_start=at(0), actual_finish=at(4)),
        Task("next", 1),
    )
    found = critical_path(problem(*tasks, links=(Link("a", "b"), Link("done", "next")), status_date=at(5)))
    b = found.dates["b"]
    assert (b.start, b.early_start, b.finish) == (at(2), at(11), at(16))
    assert found.dates["next"].start == at(5)
    assert (found.dates["done"].total_float, found.dates["done"].is_critical) == (0, False)


def test_without_a_remaining_duration_work_is_taken_to_go_as_planned():
    found = critical_path(problem(Task("a", 10, actual_start=at(1)), status_date=at(5)))
    assert found.finish == at(11)


def test_working_time_of_tasks_and_of_lags():
    friday = datetime(2027, 3, 5, 8)
    tasks = (Task("pour", 480), Task("strip", 480), Task("after", 60))
    cure = Link("pour", "strip", lag=2 * 1440, lag_calendar=LagCalendar.ELAPSED)
    found = critical_path(
        ScheduleProblem(tasks, friday, (cure, Link("strip", "after", lag=480)), calendar=STANDARD.key)
    )
    assert found.dates["strip"].start == datetime(2027, 3, 8, 8)  # Friday 17:00 + 2 days elapsed is Sunday
    assert found.dates["after"].start == datetime(2027, 3, 10, 8)


def test_a_circle_of_links_is_named():
    with pytest.raises(LinkCycle, match="a → b → c → a") as caught:
        critical_path(problem(*(Task(key, 1) for key in "abcd"), links=(
            Link("a", "b"), Link("b", "c"), Link("c", "a"), Link("a", "d"))))  # fmt: skip
    assert caught.value.path == ("a", "b", "c")


@pytest.mark.parametrize(
    ("task", "error", "words"),
    [
        (Task("a", -1), NegativeAmount, "duration of task 'a' is -1"),
        (Task("a", float("nan")), NotANumber, "duration of task 'a' is nan"),
        (Task("a", "60"), NotANumber, "duration of task 'a' is '60': give a number"),
        (Task("a", 1, demands={"crew": 1}), UnknownReference, "'crew', which is not there"),
        (Task("a", 1, calendar="moon"), UnknownReference, "calendar of task 'a' is 'moon'"),
        (Task("a", 1, constraint=ConstraintKind.MUST_START_ON), InvalidConstraint, "MSO without a date"),
        (Task("a", 1, actual_start=ZERO), InvalidProgress, "no status date"),
        (Task("a", 1, actual_finish=ZERO), InvalidProgress, "without an actual start"),
    ],
)
def test_what_means_nothing_is_refused_by_name(task, error, words):
    with pytest.raises(error, match=words):
        critical_path(problem(task))


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"calendars": (Calendar("c", ((),) * 6),)}, InvalidCalendar, "has 6 weekdays"),
        ({"calendars": (Calendar("c", ((),) * 7),)}, InvalidCalendar, "never works"),
        ({"calendars": (Calendar("c", ((Shift(9, 5),),) * 7),)}, InvalidCalendar, "ends after it starts"),
        ({"calendars": (Calendar("c", ((Shift(0, 9), Shift(5, 12)),) * 7),)}, InvalidCalendar, "overlap at minute 5"),
        ({"calendar": "moon"}, UnknownReference, "the problem's calendar is 'moon'"),
        ({"resources": (Resource("r", -1),)}, NegativeAmount, "capacity of resource 'r' is -1"),
        ({"resources": (Resource("r", 1, calendar="moon"),)}, UnknownReference, "calendar of resource 'r'"),
        ({"resources": (Resource("crew", 1e18),)}, TooLarge, "capacity of resource 'crew' is 1e[+]18; give 1,000"),
        ({"projects": (Project("p", weight=-1),)}, NegativeAmount, "weight of project 'p'"),
        ({"links": (Link("a", "a"),)}, LinkCycle, "a → a"),
        ({"links": (Link("a", "b"), Link("a", "b"))}, DuplicateKey, "is listed more than once"),
        ({"links": (Link("a", "b", lag=1.5),)}, NotANumber, "give whole working minutes"),
        ({"links": (Link("a", "b", lag=10**9),)}, TooLarge, "more than a hundred years"),
    ],
)
def test_faults_outside_tasks_are_named_too(fields, error, words):
    with pytest.raises(error, match=words):
        critical_path(problem(Task("a", 1), Task("b", 1), **fields))


def test_a_link_to_nowhere_is_named():
    with pytest.raises(UnknownReference, match="successor of link 'a' → 'z' is 'z'"):
        critical_path(problem(Task("a", 1), links=(Link("a", "z"),)))


def test_the_network_for_simulations_has_predecessors_first():
    network = network_of(NETWORK)
    place = network.number_of()
    assert network.keys == ("A", "B", "C", "D", "E", "F")
    assert list(network.durations) == [5, 3, 4, 6, 2, 3]
    links = zip(network.predecessors, network.successors, network.kinds, network.lags, strict=True)
    assert (place["B"], place["D"], 2, 2) in {tuple(map(int, link)) for link in links}
    assert list(network.first_link) == [0, 0, 1, 2, 3, 5, 7]
    assert all(network.predecessors < network.successors)


def test_a_task_that_has_begun_does_not_wait_for_its_project_s_start():
    begun, waiting = Task("a", 5, project="p", actual_start=at(0)), Task("b", 5, project="p")
    late = problem(begun, waiting, status_date=at(3), projects=(Project("p", start=at(20)),))
    assert list(network_of(late).releases) == [0, 17]
    assert [minutes(critical_path(late).dates[key].early_finish) for key in "ab"] == [5, 25]


def test_a_valid_problem_comes_with_its_tasks_in_order_whatever_the_order_of_entry():
    turned = replace(NETWORK, tasks=NETWORK.tasks[::-1], links=NETWORK.links[::-1])
    assert validate(NETWORK) == validate(turned) == ("A", "B", "C", "D", "E", "F")
    late_first = problem(Task("a", 1), Task("b", 1), Task("c", 1), links=(Link("c", "a"), Link("b", "a")))
    assert validate(late_first) == ("b", "c", "a")
    assert network_of(turned).keys == network_of(NETWORK).keys


def test_the_network_counts_what_is_left_and_from_when():
    tasks = (
        Task("done", 3, actual_start=at(0), actual_finish=at(3)),
        Task("going", 9, actual_start=at(0), remaining=2),
        Task("later", 4, constraint=ConstraintKind.START_NO_EARLIER_THAN, constraint_date=at(20)),
    )
    network = network_of(problem(*tasks, links=(Link("done", "later"),), status_date=at(5)))
    assert dict(zip(network.keys, map(int, network.durations), strict=True)) == {"done": 0, "going": 2, "later": 4}
    assert dict(zip(network.keys, map(int, network.releases), strict=True)) == {"done": 0, "going": 0, "later": 15}
    assert len(network.predecessors) == 0


@given(small_problems(), st.randoms())
@settings(deadline=None)
def test_float_is_what_a_task_can_slip_without_moving_the_end(small, rng):
    found = critical_path(small)
    task = rng.choice(small.tasks)
    for slip, moved in ((found.dates[task.key].total_float, 0), (found.dates[task.key].total_float + 1, 1)):
        kind, day = ConstraintKind.START_NO_EARLIER_THAN, at(minutes(found.dates[task.key].early_start) + slip)
        slipped = replace(task, constraint=kind, constraint_date=day)
        tasks = tuple(slipped if each.key == task.key else each for each in small.tasks)
        assert minutes(critical_path(replace(small, tasks=tasks)).finish) == minutes(found.finish) + moved
