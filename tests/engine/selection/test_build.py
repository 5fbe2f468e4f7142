from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from northing.engine.alignment import Dates, coverage_of
from northing.engine.alignment.strain import RoleMonth
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Reading
from northing.engine.register import Benefit, Demand, Dependency, Project, Span, Stage, YearCost
from northing.engine.selection import Candidate, Wishes, evaluate, problem_from, record_lines, solve
from northing.engine.snapshot import Budget, Capacity, PlanOfRecord, RecordLine, Role, Snapshot

AS_OF, TARGET_DATE = date(2027, 5, 20), date(2030, 3, 31)
READ = (Reading(date(2027, 3, 31), 100.0),)
SPILLS = Measure("spills", "Spills", "n", Polarity.DOWN, target=40.0, target_date=TARGET_DATE, readings=READ)
HOMES = Measure("homes", "Homes", "n", Polarity.UP, target=150.0, target_date=TARGET_DATE, readings=READ, weight=3.0)
DONE = Measure("done", "Done", "n", Polarity.UP, target=90.0, target_date=TARGET_DATE, readings=READ)
UNREAD = Measure("unread", "Unread", "n", target=90.0, target_date=TARGET_DATE)
PLAN = Plan(
    "Plan",
    goals=(
        Goal(
            "g",
            "G",
            objectives=(
                Objective("o1", "O1", 50, measures=(SPILLS, HOMES, UNREAD)),
                Objective("o2", "O2", 30, measures=(DONE,)),
                Objective("o3", "O3", 20, measures=()),
            ),
        ),
    ),
)
TANK = Project(
    "tank",
    "Tank",
    stage=Stage.APPROVED,
    baseline=Span(date(2027, 10, 1), date(2028, 9, 30)),
    cost=(YearCost(2027, budget=50), YearCost(2028, budget=600, forecast=1200), YearCost(2029, budget=240)),
    demand=(Demand("eng", date(2027, 10, 1), 4.0),),
    shift_options=(-6, 3),
    scale_options=(0.5,),
)
BENEFIT = Benefit("b", "tank", "spills", -30.0, start=date(2029, 1, 1), ramp_months=24, confidence=0.8)


def state(*projects: Project, benefits: tuple[Benefit, ...] = (BENEFIT,), **fields: object) -> Snapshot:
    lines = tuple(RecordLine(project.key) for project in projects)
    roles = (Role("eng", "Design engineer"),)
    base = Snapshot(AS_OF, PLAN, projects=projects, benefits=benefits, record=PlanOfRecord(lines=lines), roles=roles)
    return replace(base, **fields)


def built(snapshot: Snapshot, key: str = "tank", **wishes: object) -> Candidate:
    return problem_from(snapshot, wishes=Wishes(**wishes)).candidate(key)


def test_a_project_that_has_not_begun_may_move_and_change_its_size() -> None:
    found = built(state(TANK))
    assert [(option.key, option.label) for option in found.options] == [
        ("recorded", "as recorded"),
        ("shift +3", "3 months later"),
        ("scale 0.5", "at 50% of full size"),
    ]
    assert (found.current, found.locked, found.started) == ("recorded", False, False)


def test_a_start_is_never_moved_before_the_as_of_date() -> None:
    early = replace(TANK, shift_options=(-4, -5))
    assert [option.key for option in built(state(early)).options][1:2] == ["shift -4"]


def test_a_candidate_starts_on_its_baseline() -> None:
    found = built(replace(state(TANK), record=PlanOfRecord()))
    assert [option.key for option in found.options] == ["baseline", "shift +3", "scale 0.5"]
    assert found.current is None


def test_a_moved_line_may_go_back_to_its_baseline_and_to_full_size() -> None:
    moved = replace(state(TANK), record=PlanOfRecord(lines=(RecordLine("tank", 3, 0.5),)))
    assert [(o.key, o.shift_months, o.scale) for o in built(moved).options] == [
        ("recorded", 3, 0.5),
        ("baseline", 0, 0.5),
        ("scale 1", 3, 1.0),
    ]


def test_money_counts_from_this_fiscal_year_and_moves_with_the_months() -> None:
    options = {option.key: option for option in built(state(TANK)).options}
    assert options["recorded"].cost == {2028: 1200, 2029: 240}
    assert options["shift +3"].cost == {2028: 0.25 * 50 + 0.75 * 1200, 2029: 0.25 * 1200 + 0.75 * 240, 2030: 0.25 * 240}
    assert options["scale 0.5"].cost == {2028: 600, 2029: 120}


def test_money_never_moves_into_a_year_that_is_over() -> None:
    undated = replace(TANK, baseline=Span(), shift_options=(-12,))
    options = {option.key: option for option in built(state(undated)).options}
    assert options["shift -12"].cost == {2028: 1440}


def test_people_move_with_the_project() -> None:
    options = {option.key: option for option in built(state(TANK)).options}
    assert options["shift +3"].demand == {RoleMonth("eng", date(2028, 1, 1)): 4.0}
    assert options["scale 0.5"].demand == {RoleMonth("eng", date(2027, 10, 1)): 2.0}
    assert options["shift +3"].finish == date(2028, 12, 30)


@pytest.mark.parametrize(
    "fields",
    [{"mandatory": True}, {"stage": Stage.DELIVERING, "complete_share": 0.81}, {"stage": Stage.CLOSED}],
)
def test_mandatory_nearly_done_and_closed_projects_stay_as_they_are(fields: dict[str, object]) -> None:
    found = built(state(replace(TANK, **fields)))
    assert (found.locked, [option.key for option in found.options]) == (True, ["recorded"])


def test_a_closed_project_costs_nothing_more_and_still_brings_its_benefits() -> None:
    (option,) = built(state(replace(TANK, stage=Stage.CLOSED))).options
    assert (option.cost, option.demand) == ({}, {})
    assert option.contribution["spills"] > 0


def test_a_project_under_way_may_stop_or_shrink_but_not_move() -> None:
    found = built(state(replace(TANK, stage=Stage.DELIVERING, complete_share=0.3)))
    assert ([option.key for option in found.options], found.started) == (["recorded", "scale 0.5"], True)


def test_what_has_ended_outside_the_plan_is_no_candidate() -> None:
    other = Project("old", "Old", stage=Stage.CANCELLED)
    problem = problem_from(replace(state(TANK), projects=(TANK, other)))
    assert [candidate.key for candidate in problem.candidates] == ["tank"]


def test_wishes_are_kept() -> None:
    assert built(state(TANK), locked=("tank",)).locked
    assert built(state(TANK), forced_in=("tank",)).must_be_in
    assert built(state(TANK), excluded=("tank",)).excluded
    assert built(state(TANK), move_weights={"tank": 3.0}).move_weight == 3.0


def test_weights_are_those_of_the_known_part_of_the_plan() -> None:
    problem = problem_from(state(TANK))
    assert {g.key: (g.gap, g.weight) for g in problem.gaps} == {
        "spills": (60.0, pytest.approx(50 / 80 / 4)),
        "homes": (50.0, pytest.approx(50 / 80 * 3 / 4)),
        "done": (0.0, pytest.approx(30 / 80)),
    }


def test_limits_of_the_past_are_left_out() -> None:
    eng = [Capacity("eng", date(2027, month, 1), 5.0) for month in (4, 5)]
    problem = problem_from(state(TANK, capacity=tuple(eng), budgets=(Budget(2027, 5), Budget(2028, 7))))
    assert problem.capacity == {RoleMonth("eng", date(2027, 5, 1)): 5.0}
    assert problem.budgets == {2028: 7.0}


def test_what_cannot_be_taken_into_account_is_said() -> None:
    needs = (Dependency("nowhere"), Dependency("closed"))
    late = Project("late", "Late", baseline=Span(start=date(2027, 1, 1)), whole_life_cost=9, requires=needs)
    closed = Project("closed", "Closed", stage=Stage.CLOSED)
    problem = problem_from(replace(state(TANK), projects=(TANK, late, closed)))
    assert problem.notes == (
        "“Unread” has no reading: it has no part in the value",
        "Late: its baseline start 2027-01-01 has passed: re-date it before it enters",
        "Late: a cost is unknown or not spread over years, and does not count against a budget",
        "Late needs nowhere, which cannot be chosen: not checked",
    )


DAYS = st.dates(date(2026, 1, 1), date(2031, 1, 1))


@st.composite
def states(draw: st.DrawFn) -> Snapshot:
    keys = [f"p{index}" for index in range(draw(st.integers(1, 5)))]
    spans = st.builds(Span, st.none() | DAYS, st.none() | DAYS)
    projects = tuple(
        Project(
            key,
            key,
            stage=draw(st.sampled_from(Stage)),
            baseline=draw(spans),
            forecast=draw(spans),
            shift_options=(3, 12),
            scale_options=(0.5,),
            cost=(YearCost(2029, budget=draw(st.integers(0, 9))),),
        )
        for key in keys
    )
    amounts = st.integers(-40, 40).map(float)
    benefits = tuple(
        Benefit(
            f"b{at}",
            draw(st.sampled_from(keys)),
            draw(st.sampled_from(["spills", "homes", "done", "unread"])),
            draw(amounts),
            start=draw(st.none() | DAYS),
            ramp_months=draw(st.integers(0, 30)),
            confidence=draw(st.sampled_from([0.5, 1.0])),
        )
        for at in range(draw(st.integers(0, 6)))
    )
    lines = st.builds(RecordLine, st.just(""), st.sampled_from([0, 3]), st.sampled_from([0.5, 1.0]))
    record = tuple(replace(draw(lines), project=key) for key in keys if draw(st.booleans()))
    return Snapshot(AS_OF, PLAN, projects, benefits, record=PlanOfRecord(lines=record))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshot=states(), dates=st.sampled_from(Dates))
def test_the_value_of_any_portfolio_is_the_plans_alignment_under_it(snapshot: Snapshot, dates: Dates) -> None:
    problem = problem_from(snapshot, dates=dates)
    assert evaluate(problem, problem.today()).value == pytest.approx(coverage_of(snapshot, dates=dates).coverage)
    choice = solve(problem).choice
    decided = replace(snapshot, record=PlanOfRecord(lines=record_lines(problem, choice)))
    assert evaluate(problem, choice).value == pytest.approx(coverage_of(decided, dates=dates).coverage)
