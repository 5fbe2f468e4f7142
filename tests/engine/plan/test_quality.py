from dataclasses import replace
from datetime import date

from northing.engine.plan import Goal, Measure, Objective, Plan
from northing.engine.plan.quality import hints_of

TODAY = date(2026, 11, 22)
MEASURE = Measure("M1.1", "Litres", "l", baseline=9.0, target=5.0, target_date=date(2030, 3, 31))
OBJECTIVE = Objective("O1.1", "Cut leakage by 25 %", 100.0, owner="priya", measures=(MEASURE,))


def plan_with(*objectives):
    return Plan("Plan", goals=(Goal("G1", "Water", objectives=objectives),))


def rules(plan):
    return [(hint.key, hint.rule) for hint in hints_of(plan, TODAY)]


def with_measure(**fields):
    return plan_with(replace(OBJECTIVE, measures=(replace(MEASURE, **fields),)))


def test_a_plan_that_says_everything_gets_no_hint():
    assert rules(plan_with(OBJECTIVE)) == []


def test_an_empty_plan_gets_no_hint():
    assert rules(Plan("Plan")) == []


def test_weights_that_miss_a_hundred_say_by_how_much():
    low, high = (hints_of(plan_with(replace(OBJECTIVE, weight=w)), TODAY) for w in (90.0, 104.0))

    assert low[0].words == "The weights add up to 90, not 100: 10 are left to give."
    assert high[0].words == "The weights add up to 104, not 100: take 4 away."


def test_a_vague_verb_is_named_unless_a_number_says_how_far():
    assert rules(plan_with(replace(OBJECTIVE, name="Improve leakage"))) == [("O1.1", "vague verb")]
    assert rules(plan_with(replace(OBJECTIVE, name="Improve leakage by 25 %"))) == []


def test_an_objective_without_measure_or_owner_is_named():
    bare = replace(OBJECTIVE, owner=None, measures=())

    assert rules(plan_with(bare)) == [("O1.1", "no measure"), ("O1.1", "no owner")]


def test_several_owners_are_named():
    assert rules(plan_with(replace(OBJECTIVE, owner="Ann and Bo"))) == [("O1.1", "two owners")]
    assert rules(with_measure(owner="Ann / Bo")) == [("M1.1", "two owners")]


def test_a_measure_without_baseline_or_target_or_with_one_in_the_past_is_named():
    assert rules(with_measure(baseline=None)) == [("M1.1", "no baseline")]
    assert rules(with_measure(target=None)) == [("M1.1", "no target")]
    assert rules(with_measure(target_date=date(2026, 11, 21))) == [("M1.1", "target in the past")]
    assert rules(with_measure(target_date=TODAY)) == []


def test_a_goal_with_none_or_more_than_seven_objectives_is_named():
    eight = [replace(OBJECTIVE, key=f"O1.{n}", weight=12.5) for n in range(8)]

    assert rules(plan_with()) == [("G1", "no objective")]
    assert rules(plan_with(*eight)) == [("G1", "many objectives")]
