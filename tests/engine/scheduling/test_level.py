"""Levelling by priority, with and without splitting, over calendars and progress."""

from dataclasses import replace
from datetime import date, datetime

from engine.scheduling.instances import at, minutes, problem
from northing.engine.scheduling import (
    STANDARD,
    Calendar,
    CalendarException,
    Cause,
    ConstraintKind,
    Link,
    LinkKind,
    Project,
    Resource,
    Rule,
    ScheduleParams,
    ScheduleProblem,
    Shift,
    Task,
    check,
    level,
    schedule,
)

FEW = ScheduleParams(schedules=300)
ONE = (Resource("crew", 1),)


def pair(**priorities):
    return problem(
        Task("a", 5, project="roads", demands={"crew": 1}),
        Task("b", 3, project="bridges", demands={"crew": 1}),
        Task("c", 2, project="bridges", demands={"crew": 1}),
        links=(Link("b", "c"),),
        resources=ONE,
        projects=tuple(Project(key, name=key.title(), priority=value) for key, value in priorities.items()),
    )


def starts(found):
    return {key: minutes(placed.start) for key, placed in sorted(found.schedule.items())}


def test_the_project_of_higher_priority_goes_first():
    assert starts(level(pair(roads=900, bridges=100), params=FEW)) == {"a": 0, "b": 5, "c": 8}
    assert starts(level(pair(roads=100, bridges=900), params=FEW)) == {"a": 5, "b": 0, "c": 3}


def test_within_a_project_the_task_of_higher_priority_goes_first():
    small = problem(*(Task(key, 2, priority=p, demands={"crew": 1}) for key, p in (("a", 1), ("b", 9))), resources=ONE)
    assert starts(level(small, params=FEW)) == {"a": 2, "b": 0}


def test_each_delay_names_its_resource_and_who_holds_it():
    two = pair(roads=900, bridges=100)
    found = level(two, params=FEW)
    delay = found.delays["b"]
    assert (delay.minutes, delay.drivers[0].cause, delay.drivers[0].behind) == (5, Cause.RESOURCE, ("a",))
    assert delay.words(two) == "b starts 5 working minutes later than its links ask for, because of crew, busy with a"
    assert found.delays["c"].drivers[0].link == Link("b", "c")
    assert found.delays["a"].words(two) == "a starts on time, because of its project start"


def test_a_predecessor_of_low_priority_comes_with_its_successor():
    small = problem(
        Task("first", 2, project="low", demands={"crew": 1}),
        Task("other", 2, project="low", demands={"crew": 1}),
        Task("last", 2, project="high", demands={"crew": 1}),
        links=(Link("first", "last"),),
        resources=ONE,
        projects=(Project("low", priority=1), Project("high", priority=2)),
    )
    assert starts(level(small, params=FEW)) == {"first": 0, "last": 2, "other": 4}


def test_splitting_works_around_what_must_not_move():
    fixed = Task("fixed", 2, constraint=ConstraintKind.MUST_START_ON, constraint_date=at(3), demands={"crew": 1})
    long = Task("long", 6, demands={"crew": 1}, can_split=True)
    small = problem(fixed, long, resources=ONE)
    assert starts(level(small, params=FEW))["long"] == 5
    found = level(small, can_split=True, params=FEW)
    assert found.schedule["long"].segments == ((at(0), at(3)), (at(5), at(8)))
    assert check(small, found.schedule) == ()
    forbidden = replace(small, tasks=(fixed, replace(long, can_split=False)))
    assert [broken.rule for broken in check(forbidden, found.schedule)] == [Rule.SPLIT]


def test_progress_and_the_status_date_are_kept():
    tasks = (
        Task("done", 4, actual_start=at(0), actual_finish=at(5), demands={"crew": 1}),
        Task("going", 6, actual_start=at(1), remaining=4, demands={"crew": 1}),
        Task("open", 2, demands={"crew": 1}),
    )
    found = level(problem(*tasks, resources=ONE, status_date=at(6)), params=FEW)
    assert found.schedule["done"].finish == at(5)
    assert found.schedule["going"].start == at(1)
    assert found.finish == at(12)
    assert min(minutes(placed.segments[0][0]) for placed in found.schedule.values() if placed.segments) == 6


def test_a_latest_date_that_cannot_be_kept_is_told():
    late = Task("late", 3, constraint=ConstraintKind.FINISH_NO_LATER_THAN, constraint_date=at(4), demands={"crew": 1})
    first = Task("first", 3, project="first", demands={"crew": 1})
    small = problem(first, late, resources=ONE, projects=(Project("first", priority=900),))
    [broken] = level(small, params=FEW).late
    assert (broken.rule, broken.tasks) == (Rule.TOO_LATE, ("late",))


def test_an_absent_person_and_a_machine_at_night_keep_their_own_hours():
    night = Calendar("night", ((Shift(0, 360), Shift(1320, 1440)),) * 7)
    ana = Calendar("ana", STANDARD.week, (CalendarException(date(2027, 3, 2), date(2027, 3, 3), name="leave"),))
    tasks = (
        Task("draw", 960, demands={"ana": 1}),
        Task("mill", 480, calendar="night", demands={"mill": 1}),
        Task("press", 480, calendar="night", demands={"mill": 1}),
    )
    shop = ScheduleProblem(
        tasks,
        datetime(2027, 3, 1, 8),
        links=(Link("draw", "mill"),),
        resources=(Resource("ana", 1, calendar="ana"), Resource("mill", 1)),
        calendars=(night, ana),
    )
    found = schedule(shop, params=FEW)
    assert found.schedule["draw"].finish == datetime(2027, 3, 4, 17)
    assert found.schedule["press"].finish == datetime(2027, 3, 2, 6)
    assert found.schedule["mill"].start == datetime(2027, 3, 4, 22)
    assert found.bound == found.makespan


def test_a_latest_date_is_kept_where_the_shortest_order_would_break_it():
    long = Task("long", 4, demands={"crew": 1})
    due = Task("due", 2, constraint=ConstraintKind.FINISH_NO_LATER_THAN, constraint_date=at(3), demands={"crew": 1})
    soon = Task("soon", 1, deadline=at(3), demands={"crew": 1})
    found = schedule(problem(long, due, soon, resources=ONE), params=FEW)
    assert found.late == ()
    assert found.schedule["long"].start == at(3)


CREW = (Resource("crew", 2),)


def hard(*more, **changes):
    """Five tasks of three minutes, each for both people: 15 minutes."""
    tasks = [Task(key, 3, demands={"crew": 2}) for key in "vwxyz"]
    return problem(*(replace(task, **changes) for task in tasks), *more, resources=CREW)


def test_what_is_proven_of_the_work_holds_beside_a_fixed_date():
    kind = ConstraintKind.MUST_START_ON
    found = schedule(hard(Task("fixed", 3, constraint=kind, constraint_date=at(6), demands={"crew": 2})), params=FEW)
    assert (found.makespan, found.bound, found.bound_by) == (18, 15, "work at a resource")


def test_what_is_proven_of_the_work_holds_for_tasks_in_progress():
    begun = Task("begun", 6, actual_start=at(-2), remaining=3, demands={"crew": 1})
    found = schedule(replace(hard(begun), status_date=at(0)), params=FEW)
    assert (found.makespan, found.bound, found.bound_by) == (18, 18, "work at a resource")


def test_what_is_proven_of_the_work_holds_for_tasks_that_pause():
    odd = Task("odd", 1, demands={"crew": 2})
    found = schedule(hard(odd, can_split=True), can_split=True, params=FEW)
    assert (found.makespan, found.bound, found.bound_by) == (16, 16, "work at a resource")


def test_a_task_that_pauses_may_start_before_what_its_finish_waits_for_would_let_it():
    """The link asks for b's finish; split, b works before and after the fixed task, so no head of b is proven."""
    kind = ConstraintKind.MUST_START_ON
    fixed = Task("fixed", 2, constraint=kind, constraint_date=at(2), demands={"crew": 2})
    tasks = (Task("a", 4), Task("b", 3, can_split=True, demands={"crew": 2}), Task("c", 3, demands={"crew": 2}), fixed)
    linked = problem(*tasks, links=(Link("a", "b", LinkKind.FINISH_TO_FINISH, 1),), resources=CREW)
    found = schedule(linked, can_split=True, params=FEW)
    assert check(linked, found.schedule) == ()
    assert found.bound <= found.makespan
    assert found.bound_by == "longest chain"
