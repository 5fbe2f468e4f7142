from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from northing.engine.plan import Assessment, Goal, Influencer, Measure, Objective, Plan, Polarity, Policy, Reading
from northing.engine.plan.diff import Change, PlanChange, Subject, diff_plans

SPILLS = Measure("spills", "Spills", "spills/yr", Polarity.DOWN, target=2472.0, target_date=date(2030, 3, 31))
RIVERS = Objective("o1", "Clean rivers", 60.0, measures=(SPILLS,))
SUPPLY = Objective("o2", "Supply", 40.0)
PLAN = Plan(
    "Plan",
    vision="Water",
    values=("care", "candour"),
    goals=(Goal("g1", "Rivers", objectives=(RIVERS,)), Goal("g2", "Taps", objectives=(SUPPLY,))),
    policies=(Policy("p1", "Go-lives", "two a quarter", limit=2),),
    influencers=(Influencer("i1", "Regulator"),),
    assessments=(Assessment("a1", "i1", "will tighten", affects=("o1", "o2")),),
)


def with_measure(**fields: object) -> Plan:
    goal = replace(PLAN.goals[0], objectives=(replace(RIVERS, measures=(replace(SPILLS, **fields),)),))
    return replace(PLAN, goals=(goal, PLAN.goals[1]))


def test_a_plan_does_not_differ_from_itself() -> None:
    assert diff_plans(PLAN, PLAN) == ()


def test_order_and_version_are_no_difference() -> None:
    assessment = replace(PLAN.assessments[0], affects=("o2", "o1"))
    other = replace(
        PLAN, version=7, effective_date=date(2027, 1, 1), goals=PLAN.goals[::-1], values=("candour", "care")
    )
    assert diff_plans(PLAN, replace(other, assessments=(assessment,))) == ()


def test_a_tightened_target_is_one_change_in_the_measures_unit() -> None:
    assert diff_plans(PLAN, with_measure(target=1850.0)) == (
        PlanChange(
            Subject.MEASURE,
            Change.CHANGED,
            "spills",
            "Spills",
            "target",
            2472.0,
            1850.0,
            "Measure “Spills”: target 2,472 → 1,850 spills/yr (−622)",
        ),
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target_date": date(2029, 3, 31)}, "target date 2030-03-31 → 2029-03-31"),
        ({"polarity": Polarity.UP}, "polarity down → up"),
        ({"baseline": 4120.0}, "baseline – → 4,120 spills/yr"),
        ({"follow_trend": True}, "follow trend no → yes"),
        ({"owner": "marcus"}, "owner – → marcus"),
        ({"weight": 2.0}, "weight 1 → 2 (+1)"),
        ({"readings": (Reading(date(2027, 1, 1), 4000.0),)}, "read 4,000 spills/yr on 2027-01-01"),
    ],
)
def test_each_field_says_itself(fields: dict[str, object], words: str) -> None:
    (change,) = diff_plans(PLAN, with_measure(**fields))
    assert change.words == f"Measure “Spills”: {words}"


def test_a_value_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        diff_plans(PLAN, with_measure(owner=object()))


def test_a_renamed_measure_keeps_its_key() -> None:
    (change,) = diff_plans(PLAN, with_measure(name="Overflows"))
    assert (change.change, change.key, change.before, change.after) == (Change.RENAMED, "spills", "Spills", "Overflows")


def test_a_corrected_reading_is_one_taken_back_and_one_added() -> None:
    day = date(2027, 1, 1)
    before, after = with_measure(readings=(Reading(day, 1.0),)), with_measure(readings=(Reading(day, 2.0),))
    assert [(c.before, c.after) for c in diff_plans(before, after)] == [(1.0, None), (None, 2.0)]


def test_an_objective_moves_with_its_measures() -> None:
    goals = (replace(PLAN.goals[0], objectives=()), replace(PLAN.goals[1], objectives=(SUPPLY, RIVERS)))
    (change,) = diff_plans(PLAN, replace(PLAN, goals=goals))
    assert (change.change, change.field, change.before, change.after) == (Change.MOVED, "goal", "g1", "g2")
    assert change.words == "Objective “Clean rivers” moved from goal g1 to g2"


def test_what_is_added_or_removed_is_named_with_all_below_it() -> None:
    empty = replace(PLAN, goals=PLAN.goals[1:], policies=(), influencers=(), assessments=())
    removed = diff_plans(PLAN, empty)
    assert [(c.subject, c.key) for c in removed] == [
        (Subject.GOAL, "g1"),
        (Subject.OBJECTIVE, "o1"),
        (Subject.MEASURE, "spills"),
        (Subject.POLICY, "p1"),
        (Subject.INFLUENCER, "i1"),
        (Subject.ASSESSMENT, "a1"),
    ]
    assert {c.change for c in removed} == {Change.REMOVED}
    assert {c.change for c in diff_plans(empty, PLAN)} == {Change.ADDED}
    assert removed[-1].words == "Assessment “will tighten” removed"


def test_the_plan_itself_and_its_policies_are_compared() -> None:
    policy = replace(PLAN.policies[0], statement="three a quarter", limit=3)
    changes = diff_plans(PLAN, replace(PLAN, vision="Clear water", policies=(policy,)))
    assert [(c.subject, c.field, c.after) for c in changes] == [
        (Subject.PLAN, "vision", "Clear water"),
        (Subject.POLICY, "statement", "three a quarter"),
        (Subject.POLICY, "limit", 3),
    ]
