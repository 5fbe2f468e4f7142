"""A computation of several solver calls that is stopped answers with what it has, or says that it has nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest

from engine.selection.instances import candidate, option, problem, single
from engine.selection.timed import portfolio, timed
from northing.engine.effort import Effort, Progress, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection import (
    MeasureGap,
    Rule,
    ValueModel,
    explain_conflict,
    frontier,
    prices,
    recalibrate,
    solve,
    tipping_cost,
    tipping_weight,
    trade_off,
    why_now,
    worth_of,
)
from northing.engine.selection.linear import Ending
from northing.engine.selection.model import build_model
from northing.engine.selection.solve import objective_of, run, solve_model

FOUR = problem(
    single("tank", cost=40, spills=40, current="as recorded", npv=1.0),
    single("depot", cost=30, current="as recorded", npv=9.0),
    single("wick", cost=30, spills=30, npv=2.0),
    single("twin", cost=30, spills=10, npv=6.0),
    budgets={2028: 100.0},
)
NOW = Effort(should_stop=lambda: True)


@dataclass
class Listener:
    """Wants it to stop once a stage was told that begins with some words."""

    words: str
    told: list[Progress] = field(default_factory=list)

    def stops(self) -> bool:
        return any(progress.stage.startswith(self.words) for progress in self.told)

    def effort(self) -> Effort:
        return Effort(should_stop=self.stops, on_progress=self.told.append)


def test_a_part_stops_with_the_whole_and_tells_under_its_own_name() -> None:
    told: list[Progress] = []
    effort = Effort(time_limit=9.0, should_stop=lambda: True, on_progress=told.append)
    watch = Stopwatch(effort, began=-100.0)
    part = watch.part("second", seconds=2.0)
    assert (part.time_limit, part.is_stopped(), watch.part("third").time_limit) == (2.0, True, 9.0)
    Stopwatch(part).report("search", value=1.0, bound=2.0)
    assert (told[0].stage, told[0].value, told[0].bound) == ("second: search", 1.0, 2.0)
    assert told[0].seconds > 100.0
    assert Stopwatch(Effort()).part("alone").on_progress is None


def test_what_it_begins_with_is_the_answer_of_a_search_that_is_stopped_at_once() -> None:
    start = {"tank": "as recorded", "depot": "as recorded", "wick": None, "twin": None}
    model = build_model(FOUR)
    found = solve_model(model, start=start, effort=NOW)
    assert (found.choice, found.bound, found.ending) == (start, 1.0, Ending.TIME_LIMIT)
    assert found.value == pytest.approx(0.4)
    too_dear = dict.fromkeys(start, "as recorded")
    solved = run(model, objective=objective_of(model), start=too_dear, effort=NOW)
    assert model.choice(solved.values) != too_dear


def test_a_portfolio_worth_nothing_can_be_proven_best() -> None:
    loss = replace(problem(single("pit", cost=1, npv=-5.0)), value_model=ValueModel(0, 0, 1))
    found = solve(loss)
    assert (found.value, found.gap) == (0.0, 0.0)


def test_a_stopped_frontier_is_the_points_so_far() -> None:
    whole = frontier(FOUR, points=6)
    listener = Listener("3 of 6 points")
    found = frontier(FOUR, points=6, effort=listener.effort())
    assert [point.at for point in found.points] == [point.at for point in whole.points[:3]]
    assert [point.value for point in found.points] == [point.value for point in whole.points[:3]]
    assert (found.same_cost, found.same_value) == (None, None)
    last = listener.told[-1]
    assert last.value == found.points[-1].value
    assert last.bound == pytest.approx(found.points[-1].bound)


def test_an_executor_is_stopped_between_points() -> None:
    listener = Listener("2 of 30 points")
    with ThreadPoolExecutor(1) as executor:
        found = frontier(FOUR, points=30, effort=listener.effort(), executor=executor)
    assert 2 <= len(found.points) < 30


@pytest.mark.parametrize(
    "ask",
    [
        lambda: frontier(FOUR, points=3, effort=NOW),
        lambda: tipping_cost(FOUR, project="tank", effort=NOW),
        lambda: tipping_weight(FOUR, project="tank", objective=FOUR.gaps[0].objective, effort=NOW),
    ],
)
def test_where_nothing_is_known_it_says_that_it_was_stopped(ask: Callable[[], object]) -> None:
    with pytest.raises(SolverTimedOut, match="it was stopped before"):
        ask()


def test_a_stopped_recalibration_proposes_the_best_portfolio_so_far() -> None:
    found = recalibrate(FOUR, effort=NOW)
    assert found.best.choice == found.proposal.choice == FOUR.today()
    assert (found.best.bound, found.proposal.bound, found.fewest, found.curve) == (1.0, 1.0, 0.0, ())


def test_a_recalibration_that_is_stopped_along_its_curve_keeps_the_points_so_far() -> None:
    listener = Listener("point 2 of")
    whole, found = recalibrate(FOUR), recalibrate(FOUR, effort=listener.effort())
    assert found.proposal == whole.proposal
    assert [point.allowed for point in found.curve] == [point.allowed for point in whole.curve[: len(found.curve)]]
    assert 0 < len(found.curve) < len(whole.curve)


def test_a_stopped_trade_off_is_the_points_so_far() -> None:
    listener = Listener("point 3 of 6")
    whole = trade_off(FOUR, other=ValueModel(0, 0, 1), points=6)
    found = trade_off(FOUR, other=ValueModel(0, 0, 1), points=6, effort=listener.effort())
    assert 0 < len(found) < 6
    assert [point.at for point in found] == [point.at for point in whole[: len(found)]]


def test_a_tipping_cost_that_is_stopped_says_between_what() -> None:
    rivals = problem(single("tank", cost=60, spills=50), single("wick", cost=60, spills=30), budgets={2028: 100.0})
    unknown, bracketed = (
        tipping_cost(rivals, project="wick", effort=Listener(f"at {factor} of its cost").effort())
        for factor in ("0.000", "0.750")
    )
    assert (unknown.is_in, unknown.factor, unknown.between, unknown.is_complete) == (False, None, None, False)
    assert (bracketed.factor, bracketed.between, bracketed.is_complete) == (0.5, (0.5, 1.0), False)
    whole = tipping_cost(rivals, project="wick")
    assert whole.is_complete
    assert whole.between is not None
    assert list(whole.between) == pytest.approx([40 / 60, 40 / 60], abs=0.006)


def test_a_tipping_weight_that_is_stopped_says_how_far_it_has_looked() -> None:
    gaps = (MeasureGap("spills", "Spills", "clean", 100.0, 0.5), MeasureGap("homes", "Homes", "housing", 100.0, 0.5))
    flats = candidate("flats", option(cost=10, contribution={"homes": 40.0}))
    rivals = problem(single("tank", cost=10, spills=60), flats, gaps=gaps, budgets={2028: 10.0})
    found = tipping_weight(rivals, project="flats", objective="housing", effort=Listener("weight 0.300").effort())
    assert (found.tips_at, found.is_complete) == (None, False)
    assert list(found.looked) == pytest.approx([0.4, 0.5])
    whole = tipping_weight(rivals, project="flats", objective="housing")
    assert whole.tips_at is not None
    assert (whole.looked, whole.is_complete) == ((0.0, whole.tips_at), True)


def test_a_start_that_was_not_looked_at_says_so() -> None:
    found = problem(timed("tank", spills=(50, 48, 46)))
    (later,) = why_now(found, solve(found).choice, project="tank", effort=NOW)
    assert (later.value_lost, later.is_known) == (None, False)
    assert later.words == "Tank from May 2027: not known, it ended before"


def test_the_worth_of_a_limit_that_is_stopped_gains_nothing_and_proves_nothing() -> None:
    listener = Listener("without it")
    found = worth_of(FOUR, rule=Rule.BUDGET, key="2028", amount=30.0, effort=listener.effort())
    assert (found.gained, found.after.choice, found.after.bound) == (0.0, found.before.choice, 1.0)


def test_conflicts_and_prices_say_how_far_they_are() -> None:
    told: list[Progress] = []
    law = problem(single("law", cost=80, mandatory=True), budgets={2028: 10.0})
    conflict = explain_conflict(law, effort=Effort(on_progress=told.append))
    assert conflict is not None
    assert told[0].stage == "fewest rules that give way"
    assert told[-1].stage == "rule 2 of 2 alone"
    told.clear()
    prices(FOUR, effort=Effort(on_progress=told.append))
    assert [(progress.stage, progress.bound is None) for progress in told] == [("relaxation", True), ("prices", False)]


def test_prices_are_stopped_between_two_steps_of_the_relaxation() -> None:
    with pytest.raises(SolverTimedOut, match="it was stopped before the relaxation was solved"):
        prices(portfolio(120, seed=1), effort=NOW)
