from __future__ import annotations

from datetime import date

import pytest

from northing.engine.earned_value import (
    Activity,
    fixed_formula,
    level_of_effort,
    percent_complete,
    variance,
    weighted_milestones,
)
from northing.engine.earned_value.errors import NegativeAmount, NotANumber, OutOfScale

TODAY = date(2027, 6, 1)
START, END = date(2027, 1, 1), date(2027, 4, 11)  # 100 days


def activity(**said: object) -> Activity:
    return Activity(**{"key": "a", "planned_cost": 100, "planned_start": START, "planned_completion": END, **said})


def test_fixed_formulas_earn_at_the_start_and_at_the_finish() -> None:
    earned = [fixed_formula(80, started=s, finished=f, at_start=0.5) for s, f in ((0, 0), (1, 0), (1, 1))]
    assert earned == [0, 40, 80]
    assert fixed_formula(80, started=True, finished=False, at_start=0) == 0
    with pytest.raises(OutOfScale, match="has not started"):
        fixed_formula(80, started=False, finished=True, at_start=0)
    with pytest.raises(OutOfScale, match="at the start is 50"):
        fixed_formula(80, started=True, finished=False, at_start=50)


def test_milestones_shares_and_effort_earn_what_they_say() -> None:
    assert weighted_milestones(200, milestones=[(0.3, True), (0.2, False), (0.5, True)]) == pytest.approx(160)
    assert percent_complete(200, share=0.25) == 50
    assert level_of_effort(70) == 70
    with pytest.raises(OutOfScale, match=r"sum to 0\.5,"):
        weighted_milestones(1, milestones=[(0.5, True)])
    with pytest.raises(OutOfScale, match="weight of a milestone is 2"):
        weighted_milestones(1, milestones=[(2, True)])
    with pytest.raises(OutOfScale, match="complete is 25"):
        percent_complete(1, share=25)


def test_a_finished_activity_is_judged_by_what_it_took() -> None:
    found = variance(activity(actual_cost=120, actual_completion=date(2027, 5, 1), projected_cost=90), today=TODAY)
    assert (found.cost, found.schedule, found.is_silent) == (-0.2, -0.2, False)
    assert found.words == "cost: 20% over; schedule: 20% late"


def test_an_activity_without_actual_completion_is_judged_by_its_projections() -> None:
    found = variance(activity(actual_cost=50, projected_cost=90, projected_completion=date(2027, 6, 20)), today=TODAY)
    assert (found.cost, found.schedule) == (0.1, -0.7)
    assert found.words == "cost: 10% under; schedule: 70% late"


def test_silence_counts_as_slip() -> None:
    for said in ({}, {"projected_completion": date(2027, 5, 1)}):
        found = variance(activity(**said), today=TODAY)
        assert (found.cost, found.schedule, found.completion, found.is_silent) == (None, -0.51, TODAY, True)
    assert found.words == "cost: unknown; schedule: 51% late; nothing has been reported, so today counts as its finish"
    assert variance(activity(), today=date(2027, 6, 2)).schedule < found.schedule


def test_an_activity_whose_plan_lies_ahead_is_as_planned_until_somebody_says_otherwise() -> None:
    found = variance(activity(projected_cost=100), today=date(2027, 2, 1))
    assert found.words == "cost: as planned; schedule: as planned"
    early = variance(activity(actual_completion=date(2027, 4, 1), actual_cost=100), today=TODAY)
    assert early.words == "cost: as planned; schedule: 10% early"


def test_a_plan_without_cost_has_no_cost_variance() -> None:
    assert variance(activity(planned_cost=0, projected_cost=5), today=TODAY).cost is None


def test_an_activity_that_means_nothing_is_refused() -> None:
    with pytest.raises(NotANumber, match="the projected cost of 'a' is nan"):
        activity(projected_cost=float("nan"))
    with pytest.raises(NegativeAmount, match="the planned cost of 'a'"):
        activity(planned_cost=-1)
    with pytest.raises(OutOfScale, match="not after its start"):
        activity(planned_completion=START)
