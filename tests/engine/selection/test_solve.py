from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine.selection.instances import APRIL, MILLION, SPILLS, allowed, candidate, option, problem, problems, single
from engine.selection.timed import portfolio
from northing.engine.effort import Effort
from northing.engine.selection import MeasureGap, NoFeasiblePortfolio, SelectionProblem, SolverFailed, SolverTimedOut
from northing.engine.selection.linear import Draft, Ending, Row, Solved
from northing.engine.selection.model import build_model
from northing.engine.selection.solve import checked, solve
from northing.engine.selection.solvers.highs import Limits, minimise

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def chosen(of: SelectionProblem) -> set[str]:
    return {key for key, option in solve(of).choice.items() if option is not None}


def test_it_takes_what_covers_most_within_the_budget() -> None:
    found = problem(
        single("tank", cost=60, spills=50), single("sewer", cost=50, spills=30), single("sensors", cost=50, spills=35),
        budgets={2028: 100.0},
    )  # fmt: skip
    result = solve(found)
    assert result.value == pytest.approx(0.65)
    assert {key for key, option in result.choice.items() if option} == {"sewer", "sensors"}
    assert result.ending is Ending.OPTIMAL
    assert result.gap < 1e-5
    assert result.words.startswith("2 of 3 candidates are in; value 0.6500, proven gap 0.00")


def test_nothing_is_worth_more_than_a_closed_gap() -> None:
    wide = single("all", cost=100, spills=400)
    exact = single("enough", cost=60, spills=100)
    assert chosen(problem(wide, exact, budgets={2028: 500.0})) == {"enough"}


def test_of_many_portfolios_that_close_every_gap_the_cheapest_is_taken() -> None:
    costs = (13, 21, 36, 35, 18, 36, 29, 5, 22, 11)
    spills = (9, 12, 33, 29, 11, 6, 32, 33, 19, 25)
    found = problem(*(single(f"p{at}", cost=c, spills=s) for at, (c, s) in enumerate(zip(costs, spills, strict=True))))
    closing = (one.total_cost for one in allowed(found) if one.value == 1)
    assert (solve(found).value, solve(found).evaluation.total_cost) == (1, min(closing)) == (1, 63)


def test_of_equal_portfolios_the_cheapest_counts_what_leaving_costs() -> None:
    found = problem(single("bound", cost=60, current="as recorded", committed={2028: 30.0}, cancellation={2028: 40.0}))
    assert solve(found).choice == {"bound": "as recorded"}
    cheap = problem(single("bound", cost=60, current="as recorded", committed={2028: 30.0}, cancellation={2028: 20.0}))
    assert solve(cheap).choice == {"bound": None}


def test_a_closed_gap_counts_as_covered_and_asks_for_nothing() -> None:
    closed = replace(SPILLS, gap=0.0)
    result = solve(problem(single("tank", cost=1, spills=5), gaps=(closed,)))
    assert (result.value, result.choice["tank"]) == (1.0, None)


def test_without_candidates_and_gaps_the_empty_portfolio_is_best() -> None:
    assert solve(SelectionProblem((), ())).choice == {}


def test_people_are_a_limit_in_each_month() -> None:
    found = problem(single("tank", spills=50, eng=4), single("sensors", spills=40, eng=2), capacity={APRIL: 5.0})
    assert chosen(found) == {"tank"}


def test_a_later_start_is_taken_when_people_are_missing_now() -> None:
    tank = candidate("tank", option("now", spills=50, eng=4), option("later", spills=45))
    found = problem(tank, single("sensors", spills=40, eng=2), capacity={APRIL: 5.0})
    assert solve(found).choice == {"tank": "later", "sensors": "as recorded"}


def test_mandatory_is_in_and_excluded_is_out() -> None:
    law, banned = single("law", cost=80, mandatory=True), single("banned", spills=90, excluded=True)
    assert chosen(problem(law, banned, single("tank", cost=30, spills=50), budgets={2028: 100.0})) == {"law"}


def test_what_is_locked_stays_as_it_is() -> None:
    kept = single("kept", cost=50, locked=True, current="as recorded")
    out = single("out", spills=99, locked=True)
    assert chosen(problem(kept, out)) == {"kept"}


def test_a_project_brings_along_what_it_needs() -> None:
    tank = single("tank", spills=50, requires=("pipe",))
    assert chosen(problem(tank, single("pipe", cost=10), budgets={2028: 10.0})) == {"tank", "pipe"}
    assert chosen(problem(tank, single("pipe", cost=10), budgets={2028: 9.0})) == set()


def test_what_excludes_another_is_in_alone() -> None:
    assert chosen(problem(single("a", spills=30, excludes=("b",)), single("b", spills=40))) == {"b"}


def test_a_needed_project_may_not_finish_after_its_consumer() -> None:
    identity = candidate("identity", option("recorded", finish=date(2028, 6, 1)))
    early = option("early", spills=50, finish=date(2028, 3, 1))
    late = option("late", spills=40, finish=date(2028, 6, 1))
    billing = candidate("billing", early, late, requires=("identity",))
    assert solve(problem(billing, identity)).choice["billing"] == "late"
    assert solve(problem(billing, identity, keep_order=False)).choice["billing"] == "early"


def test_an_order_that_two_locked_projects_break_already_stands_in_nobodys_way() -> None:
    identity = candidate("identity", option("on", finish=date(2028, 6, 1)), current="on", locked=True)
    early = option("on", finish=date(2028, 3, 1))
    billing = candidate("billing", early, current="on", locked=True, requires=("identity",))
    assert chosen(problem(billing, identity)) == {"billing", "identity"}


def test_disbenefits_count_against_and_coverage_does_not_fall_below_none() -> None:
    harmful = single("harmful", spills=-40, mandatory=True)
    assert solve(problem(harmful, single("tank", spills=30))).value == 0
    assert solve(problem(harmful, single("tank", spills=90))).value == pytest.approx(0.5)


def test_rules_that_cannot_all_be_kept_are_no_portfolio() -> None:
    with pytest.raises(NoFeasiblePortfolio):
        solve(problem(single("law", cost=80, mandatory=True), budgets={2028: 10.0}))


def test_a_stop_before_any_portfolio_is_an_error_and_not_an_empty_answer() -> None:
    measures = tuple(MeasureGap(f"m{at}", "M", "o", 50.0, 0.1) for at in range(10))
    options = [option(cost=7 + at % 5, contribution={f"m{at % 10}": 5.0 + at % 7}) for at in range(60)]
    found = SelectionProblem(
        tuple(candidate(f"p{at}", one) for at, one in enumerate(options)), measures, budgets={2028: 200.0}
    )
    try:
        result = solve(found, effort=Effort(time_limit=0.0))
    except SolverTimedOut as error:
        assert "time limit" in str(error)  # noqa: PT017 - either ending is right
    else:
        assert result.ending is Ending.TIME_LIMIT


def test_a_search_can_be_stopped() -> None:
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return False

    candidates = [single(f"p{at}", cost=7 + at % 5, spills=5 + at % 7) for at in range(40)]
    result = solve(problem(*candidates, budgets={2028: 90.0}), effort=Effort(should_stop=stop))
    assert result.ending is Ending.OPTIMAL


def test_an_answer_that_breaks_a_rule_is_refused() -> None:
    model = build_model(problem(single("tank", cost=2.0 * MILLION), budgets={2028: 1.0 * MILLION}))
    bad = Solved(Ending.OPTIMAL, np.ones(model.linear.width), 0.0, 0.0)
    with pytest.raises(SolverFailed, match=r"breaks a rule: budget FY28 is exceeded by £1\.00m"):
        checked(model, bad)


def test_what_the_solver_does_not_take_is_an_error() -> None:
    draft = Draft()
    draft.column(upper=inf)
    linear = draft.finished()
    beyond = linear.with_rows([Row({5: 1.0}, upper=1.0)])
    for model, objective, seconds in ((linear, 1.0, -1.0), (beyond, 1.0, 9.0), (linear, -1.0, 9.0)):
        with pytest.raises(SolverFailed, match="HiGHS"):
            minimise(model, objective=np.array([objective]), limits=Limits(seconds))


def test_a_model_without_binaries_is_its_own_bound() -> None:
    draft = Draft()
    draft.column(lower=2.0, upper=3.0)
    solved = minimise(draft.finished(), objective=np.ones(1))
    assert (solved.objective, solved.bound) == (2.0, 2.0)


@SLOW
@given(found=problems())
def test_it_agrees_with_trying_every_portfolio(found: SelectionProblem) -> None:
    best = max((evaluation.value for evaluation in allowed(found)), default=None)
    if best is None:
        with pytest.raises(NoFeasiblePortfolio):
            solve(found)
        return
    result = solve(found)
    assert result.value == pytest.approx(best, abs=3e-6)
    assert result.bound >= best - 1e-6


def value(of: SelectionProblem) -> float | None:
    try:
        return solve(of).value
    except (NoFeasiblePortfolio, SolverFailed):
        return None


@SLOW
@given(found=problems(most=8))
def test_more_money_never_lowers_the_value(found: SelectionProblem) -> None:
    before = value(found)
    after = value(replace(found, budgets={year: amount + 7 for year, amount in found.budgets.items()}))
    assert before is None or (after is not None and after >= before - 3e-6)


@SLOW
@given(found=problems(most=8))
def test_another_currency_unit_and_another_order_change_nothing(found: SelectionProblem) -> None:
    pence = tuple(
        replace(one, options=tuple(replace(o, cost={y: 1e6 * c for y, c in o.cost.items()}) for o in one.options))
        for one in reversed(found.candidates)
    )
    other = replace(found, candidates=pence, budgets={year: 1e6 * amount for year, amount in found.budgets.items()})
    assert value(other) == pytest.approx(value(found), abs=3e-6)


def test_what_branch_and_bound_does_not_prove_in_half_the_time_is_searched_on(monkeypatch):
    hard, alone = portfolio(60, seed=2, starts=12), []

    def first_word(model, *, objective, effort, start):
        alone.append((effort.time_limit, minimise(model.linear, objective=objective, limits=Limits(60.0, gap=0.5))))
        return replace(alone[-1][1], ending=Ending.TIME_LIMIT)

    monkeypatch.setattr(sys.modules["northing.engine.selection.solve"], "_branch_and_bound", first_word)
    found = solve(hard, effort=Effort(time_limit=3.0))
    model = build_model(hard)
    (seconds, before), *rest = alone
    assert (seconds, rest) == (1.5, [])
    assert found.evaluation.violations == ()
    assert found.value >= model.closed + float(model.value @ before.values) - 1e-9
    assert found.bound <= model.closed - before.bound + 2e-6
