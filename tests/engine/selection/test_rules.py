"""Each rule of the wider problem: what the model chooses under it, and what the independent check says without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from math import nan

import pytest

from engine.selection.instances import APRIL, MAY, SPILLS, candidate, option, problem, single
from engine.selection.timed import months, profile, timed
from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import NegativeAmount, NotANumber, OutOfScale, ProblemError, TooLarge, UnknownReference
from northing.engine.selection import (
    After,
    BudgetLine,
    Candidate,
    Choice,
    Effort,
    Group,
    MandatoryCannotFit,
    Option,
    Relaxation,
    Rule,
    SelectionProblem,
    Share,
    ValueModel,
    evaluate,
    explain_conflict,
    frontier,
    solve,
)
from northing.engine.selection.proposal import lines_of

CAPITAL = BudgetLine(2028, "capital")


def chosen(of: SelectionProblem) -> dict[str, str]:
    return {key: option for key, option in solve(of).choice.items() if option is not None}


def rules_broken(of: SelectionProblem, choice: Choice) -> list[Rule]:
    return [violation.rule for violation in evaluate(of, choice).violations]


def test_a_profile_has_an_option_for_each_start() -> None:
    one = profile(
        starts=3,
        length=2,
        cost={"capital": (100.0, 50.0), "running": (10.0, 10.0)},
        demand={"eng": (2.0, 1.0)},
        contribution={"spills": (9.0, 8.0, 7.0)},
        first_month=6,
        npv=(3.0,),
    )
    may = one.option("2027-05")
    assert may is not None
    assert may.cost == {2027: 110.0, 2028: 60.0}
    assert may.kinds == {
        (2027, "capital"): 100.0,
        (2028, "capital"): 50.0,
        (2027, "running"): 10.0,
        (2028, "running"): 10.0,
    }
    assert may.demand == {MAY: 2.0, RoleMonth("eng", date(2027, 6, 1)): 1.0}
    assert (may.contribution, may.npv, may.shift_months) == ({"spills": 8.0}, 3.0, 1)
    assert (may.start, may.finish, may.label) == (date(2027, 5, 1), date(2027, 7, 1), "from May 2027")
    assert one.option("2027-09") is None
    assert one.keys == ("2027-04", "2027-05", "2027-06")


def test_starts_are_chosen_so_that_the_people_suffice() -> None:
    tank, sewer = timed("tank", spills=(30, 29, 28)), timed("sewer", spills=(20, 19.5, 19))
    capacity = {RoleMonth("eng", month): 1.0 for month in months(6)}
    assert chosen(problem(tank, sewer, capacity=capacity)) == {"tank": "2027-04", "sewer": "2027-06"}


def test_a_profile_and_options_of_other_sizes_stand_side_by_side() -> None:
    half = option("half", spills=15, eng=0.5)
    tank = replace(timed("tank", spills=(30, 29)), options=(half,))
    assert chosen(problem(tank, capacity={APRIL: 0.5, MAY: 0.5})) == {"tank": "half"}
    assert chosen(problem(tank, capacity={APRIL: 0.5})) == {"tank": "2027-05"}


def test_profiles_and_the_same_options_written_out_are_the_same_problem() -> None:
    own = profile(
        starts=4,
        length=3,
        cost={"capital": (10.0, 20.0, 5.0), "running": (1.0, 1.0, 1.0)},
        demand={"eng": (1.0, 2.0, 1.0)},
        contribution={"spills": (40.0, 30.0, 20.0, 10.0)},
        score=(4.0, 3.0, 2.0, 1.0),
        npv=(5.0,),
        risk=2.0,
        first_month=6,
    )
    limits = {
        "budgets": {2027: 25.0, 2028: 40.0},
        "kind_budgets": {BudgetLine(2027, "capital"): 15.0},
        "capacity": {APRIL: 1.0, MAY: 1.0},
        "value_model": ValueModel(0.5, 0.3, 0.2),
        "risk_cap": 3.0,
    }
    by_profile = problem(Candidate("a", "A", profile=own), Candidate("b", "B", profile=own), **limits)
    options = tuple(own.option(key) for key in own.keys)
    written_out = problem(Candidate("a", "A", options), Candidate("b", "B", options), **limits)
    assert solve(by_profile).value == pytest.approx(solve(written_out).value, abs=1e-9)
    assert rules_broken(by_profile, {"a": "2027-04", "b": "2027-04"}) == rules_broken(
        written_out, {"a": "2027-04", "b": "2027-04"}
    )


def test_a_kind_of_money_is_a_limit_of_its_own() -> None:
    pump = single("pump", cost=10, spills=40, kinds={CAPITAL: 8.0})
    staff = single("staff", cost=10, spills=30, kinds={CAPITAL: 1.0})
    found = problem(pump, staff, budgets={2028: 30.0}, kind_budgets={CAPITAL: 5.0})
    assert chosen(found) == {"staff": "as recorded"}
    broken = evaluate(found, {"pump": "as recorded"}).violations
    assert [(v.rule, v.key, v.words) for v in broken] == [
        (Rule.KIND_BUDGET, "capital|2028", "capital budget FY28 is exceeded by £0.03")
    ]


def test_business_as_usual_comes_before_projects() -> None:
    found = problem(single("tank", spills=50, eng=3), capacity={APRIL: 5.0}, business_as_usual={APRIL: 3.0})
    assert chosen(found) == {}
    assert evaluate(found, {"tank": "as recorded"}).violations[0].by == pytest.approx(1.0)
    overbooked = replace(found, business_as_usual={APRIL: 9.0})
    assert evaluate(overbooked, {}).violations == ()


def test_a_project_waits_for_what_it_needs_and_a_lag() -> None:
    base = timed("base", eng=0.0, length=2, profile=profile(starts=2, length=2))
    after = timed("after", spills=(40, 39, 38, 37, 36), eng=0.0, after=(After("base", 1),))
    found = problem(base, after)
    assert chosen(found) == {"base": "2027-04", "after": "2027-07"}
    early = {"base": "2027-04", "after": "2027-06"}
    assert [v.words for v in evaluate(found, early).violations] == [
        "After starts before Base has finished and 1 months have passed"
    ]
    assert [v.words for v in evaluate(found, {"after": "2027-08"}).violations] == ["After waits for Base, which is out"]


def test_unknown_dates_hold_nobody_up() -> None:
    base, late = single("base"), candidate("late", option(spills=9, start=date(2027, 4, 1)), after=(After("base"),))
    assert chosen(problem(base, late)) == {"base": "as recorded", "late": "as recorded"}


def test_groups_ask_for_some_and_allow_some() -> None:
    three = (single("a", cost=1, spills=9), single("b", cost=1, spills=5), single("c", cost=1))
    at_most = problem(*three, groups=(Group("g", "the pilots", ("a", "b"), at_most=1),))
    assert chosen(at_most) == {"a": "as recorded"}
    assert rules_broken(at_most, {"a": "as recorded", "b": "as recorded"}) == [Rule.AT_MOST]
    at_least = problem(*three, groups=(Group("g", "the pilots", ("b", "c"), at_least=2),))
    assert set(chosen(at_least)) == {"a", "b", "c"}
    assert rules_broken(at_least, {"a": "as recorded"}) == [Rule.AT_LEAST]


def test_a_theme_has_its_share_of_the_spend() -> None:
    green = single("green", cost=30, spills=5, theme="green")
    grey = single("grey", cost=70, spills=50, theme="grey")
    floor = problem(green, grey, theme_shares={"green": Share(0.3, 1.0)})
    assert set(chosen(floor)) == {"green", "grey"}
    assert rules_broken(floor, {"grey": "as recorded"}) == [Rule.THEME_FLOOR]
    ceiling = problem(green, grey, theme_shares={"grey": Share(0.0, 0.6)})
    assert set(chosen(ceiling)) == {"green"}
    assert rules_broken(ceiling, {"grey": "as recorded", "green": "as recorded"}) == [Rule.THEME_CEILING]


def test_risk_has_a_cap() -> None:
    bold, safe = single("bold", spills=50, risk=9.0), single("safe", spills=30, risk=2.0)
    found = problem(bold, safe, risk_cap=8.0)
    assert chosen(found) == {"safe": "as recorded"}
    assert rules_broken(found, {"bold": "as recorded"}) == [Rule.RISK]


def test_leaving_costs_what_is_committed_and_cancelled() -> None:
    bound = single(
        "bound", cost=60, spills=10, current="as recorded", committed={2028: 30.0}, cancellation={2028: 25.0}
    )
    better = single("better", cost=50, spills=40)
    found = problem(bound, better, budgets={2028: 100.0})
    assert chosen(found) == {"bound": "as recorded"}
    assert evaluate(found, {"better": "as recorded"}).cost == {2028: 105.0}
    free = replace(found, candidates=(replace(bound, current=None), better))
    assert chosen(free) == {"better": "as recorded"}


def test_what_is_committed_may_exceed_a_budget_all_alone() -> None:
    bound = single("bound", cost=30, spills=10, committed={2028: 30.0})
    tight = problem(bound, single("tank", spills=5), budgets={2028: 20.0})
    conflict = explain_conflict(tight)
    assert conflict is not None
    assert [(one.rule, one.by) for one in conflict.together] == [(Rule.BUDGET, pytest.approx(10.0))]
    points = frontier(replace(tight, budgets={2028: 60.0}), points=3, scales=(0.2, 1.0)).points
    assert [point.at for point in points] == [pytest.approx(0.6), 1.0]


@pytest.mark.parametrize("slip", [1.0, 1e3, 1e6, 1e9])
def test_a_conflict_is_seen_beside_an_amount_that_is_a_slip_of_the_pen(slip: float) -> None:
    pair = (single("mains", cost=600, spills=5, mandatory=True), single("meters", cost=700, spills=7, mandatory=True))
    found = problem(*pair, single("zones", cost=1000 * slip, spills=4), budgets={2028: 1000.0})
    conflict = explain_conflict(found)
    assert conflict is not None
    assert Relaxation(Rule.BUDGET, "2028", 300.0, "budget FY28 + £3.00") in conflict.singles
    assert {one.rule for one in conflict.singles} == {Rule.BUDGET, Rule.MUST_BE_IN}


def test_value_can_be_a_score_a_net_present_value_or_a_stated_mix() -> None:
    by_score, by_npv = single("score", cost=5, score=8.0), single("npv", cost=5, npv=900.0)
    helps = single("helps", cost=5, spills=100)
    base = problem(by_score, by_npv, helps, budgets={2028: 5.0})
    for weights, best, value in (
        (ValueModel(0, 1, 0), "score", 1.0),
        (ValueModel(0, 0, 1), "npv", 1.0),
        (ValueModel(0.5, 0.3, 0.2), "helps", 0.5),
        (ValueModel(0.1, 0.3, 0.6), "npv", 0.6),
    ):
        result = solve(replace(base, value_model=weights))
        assert result.choice[best] is not None
        assert result.value == pytest.approx(value)


def test_an_objective_has_to_reach_its_target() -> None:
    cheap, dear = single("cheap", cost=10, spills=30), single("dear", cost=90, spills=60)
    found = problem(cheap, dear, targets={"o2": 0.6}, budgets={2028: 90.0})
    assert chosen(found) == {"dear": "as recorded"}
    assert rules_broken(found, {"cheap": "as recorded"}) == [Rule.TARGET]
    conflict = explain_conflict(replace(found, budgets={2028: 80.0}))
    assert conflict is not None
    assert {one.rule for one in conflict.singles} == {Rule.BUDGET, Rule.TARGET}
    assert "give up 30 points of: objective o2 is covered to 60 %" in conflict.words


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("northing.engine.selection.solve"), "DIRECT", 0)


BRIEF = Effort(time_limit=2.0)


@pytest.mark.usefixtures("everything_is_large")
def test_of_a_large_portfolio_the_first_rule_that_is_enough_gives_way_by_the_least() -> None:
    cheap, dear = single("cheap", cost=10, spills=30), single("dear", cost=90, spills=60)
    found = problem(cheap, dear, targets={"o2": 0.6}, budgets={2028: 80.0})
    conflict = explain_conflict(found, effort=BRIEF)
    assert conflict is not None
    least = {Rule.BUDGET: 10.0, Rule.TARGET: 0.3}
    assert {one.rule: one.by for one in conflict.singles} == pytest.approx(least, abs=1e-6)
    assert len(conflict.together) == 1
    assert explain_conflict(replace(found, budgets={2028: 90.0}), effort=BRIEF) is None


@pytest.mark.usefixtures("everything_is_large")
def test_of_a_large_portfolio_what_is_kept_or_not_is_proven_to_give_way() -> None:
    pair = (single("a", mandatory=True, excludes=("b",)), single("b", mandatory=True))
    conflict = explain_conflict(problem(*pair), effort=BRIEF)
    assert conflict is not None
    assert len(conflict.together) == 1
    assert {one.rule for one in conflict.singles} == {Rule.MUST_BE_IN, Rule.EXCLUSIVE}


@pytest.mark.usefixtures("everything_is_large")
def test_a_rule_that_was_given_up_too_soon_need_not_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problem(single("cheap", cost=10, spills=30), single("dear", cost=90, spills=60), targets={"o2": 0.6})
    given_up = (Relaxation(Rule.TARGET, "o2", 0.3, "give up 30 points"),), {"cheap": "as recorded", "dear": None}
    monkeypatch.setattr("northing.engine.selection.conflict._fewest", lambda *_, **__: given_up)
    assert explain_conflict(found, effort=BRIEF) is None


def test_a_mandate_that_does_not_fit_alone_is_said_before_any_solver_starts() -> None:
    law = single("law", cost=80, mandatory=True)
    with pytest.raises(MandatoryCannotFit, match=r"Law is mandatory and does not fit even alone: it asks for £0\.80"):
        solve(problem(law, budgets={2028: 10.0}))
    busy = single("busy", eng=3, forced_in=True)
    with pytest.raises(MandatoryCannotFit, match=r"it asks for 3 of 1 FTE: role design engineer Apr 2027"):
        solve(problem(busy, capacity={APRIL: 1.0}))
    with pytest.raises(MandatoryCannotFit, match="above the cap"):
        solve(problem(single("bold", risk=3.0, mandatory=True), risk_cap=1.0))
    with pytest.raises(MandatoryCannotFit, match="capital budget FY28"):
        solve(problem(single("pump", mandatory=True, kinds={CAPITAL: 8.0}), kind_budgets={CAPITAL: 1.0}))


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"risk_cap": nan}, NotANumber, "risk cap is nan"),
        ({"kind_budgets": {CAPITAL: -1.0}}, NegativeAmount, "capital budget of FY28 is -1"),
        ({"business_as_usual": {APRIL: -1.0}}, NegativeAmount, "business as usual of 'eng'"),
        ({"targets": {"o9": 0.5}}, UnknownReference, "objective 'o9'"),
        ({"targets": {"o2": 1.5}}, OutOfScale, "target of objective 'o2' is 1.5"),
        ({"groups": (Group("g", "G", ("z",)),)}, UnknownReference, "group 'G' refers to project 'z'"),
        ({"groups": (Group("g", "G", ("a",), at_least=2),)}, OutOfScale, "asks for 2 of 1"),
        ({"theme_shares": {"x": Share(0.6, 0.5)}}, OutOfScale, "above its ceiling"),
        ({"theme_shares": {"x": Share(0.6), "y": Share(0.6)}}, OutOfScale, "floors sum to 1.2"),
        ({"value_model": ValueModel(0.5, 0.1, 0.1)}, OutOfScale, "sum to 0.7, not to 1"),
    ],
)  # fmt: skip
def test_limits_that_cannot_mean_anything_are_refused(
    fields: dict[str, object], error: type[ProblemError], words: str
) -> None:
    with pytest.raises(error, match=words):
        problem(single("a"), **fields)


@pytest.mark.parametrize(
    ("candidate", "error", "words"),
    [
        (timed("a", profile=profile(length=0)), OutOfScale, "takes 0 months"),
        (timed("a", profile=profile(demand={"eng": (-1.0,)})), NegativeAmount, "demand of 'A' for 'eng' in month 1"),
        (timed("a", profile=profile(cost={"": (nan,)})), NotANumber, "cost of 'A' in month 1 is nan"),
        (timed("a", profile=profile(contribution={"m": (1.0,)})), UnknownReference, "measure 'm'"),
        (timed("a", profile=profile(score=(1.0, 2.0))), OutOfScale, "score of 'A' has 2 amounts for 3 starts"),
        (single("a", after=(After("z"),)), UnknownReference, "project 'z'"),
        (single("a", committed={2028: -5.0}), NegativeAmount, "committed money of 'A' in FY28"),
        (timed("a", profile=replace(profile(), starts=months(1) * 2)), ProblemError, "listed more than once"),
    ],
)  # fmt: skip
def test_projects_that_cannot_mean_anything_are_refused(
    candidate: Candidate, error: type[ProblemError], words: str
) -> None:
    with pytest.raises(error, match=words):
        problem(candidate)


def test_what_no_machine_could_hold_is_refused_at_once() -> None:
    many = tuple(Option(f"o{at}", "") for at in range(1001))
    with pytest.raises(TooLarge, match="1,001,000 ways to be in"):
        SelectionProblem(tuple(Candidate(f"p{at}", "P", many) for at in range(1000)), (SPILLS,))


def test_a_moved_start_is_told_in_months() -> None:
    tank = timed("tank", spills=(30, 29, 28), current="2027-04")
    line = lines_of(problem(tank), {"tank": "2027-06"})[0]
    assert (line.words, line.shift_months) == ("2 months later", 2)
