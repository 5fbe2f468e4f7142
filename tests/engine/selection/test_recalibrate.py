from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.selection.instances import MILLION, allowed, candidate, option, problem, problems, single
from northing.engine.errors import OutOfScale, UnknownReference
from northing.engine.selection import (
    Candidate,
    Effort,
    NoFeasiblePortfolio,
    Rule,
    SelectionProblem,
    ValueModel,
    accepting,
    evaluate,
    lines_of,
    record_lines,
)
from northing.engine.selection.conflict import explain_conflict
from northing.engine.selection.model import build_model
from northing.engine.selection.proposal import Verb
from northing.engine.selection.recalibrate import _point, recalibrate

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IN = {"current": "as recorded"}
SOONER = option("sooner", cost=20, spills=25, shift_months=-4)
STATION = (
    single("depot", cost=30, **IN, started=True),
    single("tank", cost=40, spills=40, **IN),
    candidate("sensors", option("as recorded", cost=20, spills=10), SOONER, **IN),
    single("wick", cost=30, spills=30),
    single("twin", cost=30, spills=3),
)  # fmt: skip


def test_few_moves_keep_most_of_the_value() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 100.0}), kept_share=0.65)
    assert found.today.value == pytest.approx(0.5)
    assert found.best.value == pytest.approx(0.95)
    assert found.best.evaluation.moves == 3
    assert (found.proposal.value, found.proposal.evaluation.moves) == (pytest.approx(0.65), 1)
    assert found.fewest == pytest.approx(1.0)
    assert found.value_kept == pytest.approx(0.65 / 0.95)
    assert found.words == "1 move keeps 68.4% of the best value; the best portfolio takes 3"


def test_the_lines_say_what_each_project_does() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 100.0}), kept_share=1.0)
    assert [(line.project, line.verb, line.words) for line in found.lines] == [
        ("depot", Verb.PAUSES, "pauses"),
        ("sensors", Verb.MOVES, "4 months earlier"),
        ("wick", Verb.ENTERS, "enters as recorded"),
        ("tank", Verb.STAYS, "stays"),
        ("twin", Verb.STAYS_OUT, "stays out"),
    ]
    assert [line.is_move for line in found.lines] == [True, True, True, False, False]


def test_single_lines_can_be_accepted() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 100.0}), kept_share=1.0)
    partly = evaluate(found.problem, accepting(found.problem, found.proposal.choice, projects={"sensors", "wick"}))
    assert partly.value == pytest.approx(0.95)
    assert [violation.words for violation in partly.violations] == ["budget FY28 is exceeded by £0.20"]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda found: evaluate(found, {"tank": None, "moon": None}), "'moon' is not a candidate"),
        (lambda found: lines_of(found, {"moon": None}), "'moon' is not a candidate"),
        (lambda found: lines_of(found, {"tank": "tomorrow"}), "'Tank' has no option 'tomorrow'"),
        (lambda found: record_lines(found, {"tank": "tomorrow"}), "'Tank' has no option 'tomorrow'"),
        (lambda found: accepting(found, found.today(), projects=["tank", "moon"]), "'moon' is not a candidate"),
    ],
)
def test_what_is_no_candidate_or_no_option_is_refused(ask, words) -> None:
    with pytest.raises(UnknownReference, match=words):
        ask(problem(*STATION))


def test_the_curve_rises_from_today_to_the_best() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 100.0}))
    assert [(point.moves, round(point.value, 6)) for point in found.curve] == [(0, 0.5), (1, 0.65), (2, 0.8), (3, 0.95)]
    slid = found.at(0.8)
    assert slid is not None
    assert slid.moves == 2
    assert recalibrate(problem(*STATION), curve_points=0).at(0.8) is None


def test_the_curve_has_a_point_for_each_weight_that_moves_can_have() -> None:
    found = problem(
        single("depot", cost=50, spills=10, move_weight=1.0, **IN),
        single("tank", cost=50, spills=20, move_weight=1.5),
        single("wick", cost=100, spills=60, move_weight=2.5),
        budgets={2028: 100.0},
    )
    curve = recalibrate(found, kept_share=1.0).curve
    assert [point.allowed for point in curve] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5])
    assert [point.value for point in curve] == pytest.approx([0.1, 0.1, 0.1, 0.3, 0.3, 0.3, 0.3, 0.6])


def test_of_what_is_worth_less_than_nothing_no_share_is_kept_but_all_of_it() -> None:
    law = single("law", cost=10, npv=-5.0, mandatory=True)
    found = problem(law, single("tank", cost=200, npv=10.0), budgets={2028: 100.0}, value_model=ValueModel(0, 0, 1))
    kept = recalibrate(found, kept_share=0.5)
    assert (kept.proposal.choice["law"], kept.proposal.value) == ("as recorded", -0.5)
    assert (kept.value_kept, [point.kept for point in kept.curve]) == (1.0, [1.0])


def test_a_long_curve_is_sampled() -> None:
    many = tuple(single(f"p{at}", spills=3) for at in range(12))
    found = recalibrate(problem(*many), curve_points=4)
    assert [point.moves for point in found.curve] == [0, 4, 8, 12]
    assert [point.allowed for point in recalibrate(problem(*many), curve_points=6).curve] == [0, 2, 5, 7, 10, 12]


def test_each_point_of_the_curve_is_told_as_it_is_found() -> None:
    told: list[str] = []
    effort = Effort(on_progress=lambda progress: told.append(progress.stage))
    recalibrate(problem(*STATION, budgets={2028: 100.0}), effort=effort)
    assert [stage for stage in told if stage.endswith("points of the curve")] == [
        f"{at} of 4 points of the curve" for at in (1, 2, 3, 4)
    ]


def test_a_plan_that_no_longer_keeps_its_limits_says_which() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 80.0}), kept_share=0.0)
    assert [violation.words for violation in found.today.violations] == ["budget FY28 is exceeded by £0.10"]
    assert found.proposal.evaluation.moves == 1
    assert found.curve[0].moves == 1


def test_a_resized_project_says_its_size() -> None:
    full, half = option("as recorded", cost=60, spills=60), option("half", cost=30, spills=30, scale=0.5)
    solar = candidate("solar", full, half, current="as recorded")
    found = recalibrate(problem(solar, single("wick", cost=40, spills=50), budgets={2028: 70.0}), kept_share=1.0)
    assert [(line.verb, line.words) for line in found.lines] == [
        (Verb.RESIZES, "at 50% of full size"),
        (Verb.ENTERS, "enters as recorded"),
    ]


def test_heavy_moves_are_avoided() -> None:
    contract = single("contract", cost=50, spills=10, move_weight=5.0, **IN)
    light = single("light", cost=50, spills=12, **IN)
    found = recalibrate(problem(contract, light, budgets={2028: 50.0}), kept_share=0.5)
    assert found.proposal.choice == {"contract": "as recorded", "light": None}


def test_when_nothing_can_be_gained_nothing_moves() -> None:
    found = recalibrate(problem(single("depot", cost=5, **IN), gaps=()), kept_share=1.0)
    assert (found.value_kept, found.proposal.evaluation.moves) == (1.0, 0)


def test_a_share_is_between_none_and_all() -> None:
    with pytest.raises(OutOfScale, match="between 0 and 1"):
        recalibrate(problem(), kept_share=92)


@SLOW
@given(found=problems(), share=st.sampled_from([0.0, 0.5, 0.8, 0.9, 1.0]))
def test_no_portfolio_of_that_value_has_fewer_moves(found: SelectionProblem, share: float) -> None:
    every = allowed(found)
    assume(every)
    result = recalibrate(found, kept_share=share)
    best = max(evaluation.value for evaluation in every)
    fewest = min(evaluation.moves for evaluation in every if evaluation.value >= share * best - 5e-6)
    assert result.proposal.evaluation.moves == fewest
    within = max(evaluation.value for evaluation in every if evaluation.moves <= fewest)
    assert result.proposal.value == pytest.approx(within, abs=5e-6)


@SLOW
@given(found=problems(most=5))
def test_each_point_of_the_curve_is_the_best_of_its_moves(found: SelectionProblem) -> None:
    every = allowed(found)
    assume(every)
    result = recalibrate(found)
    values = [point.value for point in result.curve]
    assert values == sorted(values)
    assert result.curve[-1].value == pytest.approx(max(e.value for e in every), abs=5e-6)
    for point in result.curve:
        within = max(e.value for e in every if e.move_weight <= point.allowed)
        assert point.value == pytest.approx(within, abs=5e-6)


def test_a_point_never_falls_below_the_one_before() -> None:
    found = recalibrate(problem(*STATION, budgets={2028: 100.0}))
    model, high = build_model(found.problem), replace(found.curve[-1], value=2.0)
    ask = {"best": found.best, "before": high, "effort": Effort(), "start": high.choice}
    for allowed_weight in (1.0, -1.0):
        point = _point(model, allowed=allowed_weight, **ask)
        assert (point.value, point.choice, point.allowed) == (2.0, high.choice, allowed_weight)
    with pytest.raises(NoFeasiblePortfolio):
        _point(model, allowed=-1.0, **{**ask, "before": None})


def pence(*candidates: Candidate, limit: float) -> SelectionProblem:
    return problem(*candidates, budgets={2028: limit})


def test_a_conflict_names_the_least_that_has_to_give_way() -> None:
    law = single("law", cost=2.0 * MILLION, mandatory=True)
    conflict = explain_conflict(pence(law, limit=1.6 * MILLION))
    assert conflict is not None
    assert [(s.rule, s.words) for s in conflict.singles] == [
        (Rule.BUDGET, "budget FY28 + £400k"),
        (Rule.MUST_BE_IN, "give up that Law is mandatory"),
    ]
    assert conflict.words.startswith("No portfolio keeps every rule. One of these is enough: budget FY28 + £400k")


def test_several_rules_may_have_to_give_way_together() -> None:
    tank = single("tank", cost=5, locked=True, **IN, requires=("pipe",))
    pipe, law = single("pipe", excluded=True), single("law", eng=3, mandatory=True, locked=True, **IN)
    found = problem(tank, pipe, law, budgets={2028: 3.0}, capacity={next(iter(law.options[0].demand)): 1.0})
    conflict = explain_conflict(found)
    assert conflict is not None
    assert {r.words for r in conflict.together} == {
        "budget FY28 + £0.02",
        "role design engineer Apr 2027 + 2 FTE",
        "give up that Tank needs Pipe",
    }
    assert conflict.singles == ()
    assert "The least that has to give way" in conflict.words


def test_where_every_rule_can_be_kept_there_is_no_conflict() -> None:
    assert explain_conflict(problem(single("a"))) is None


@SLOW
@given(found=problems(most=5))
def test_relaxing_what_the_conflict_names_is_enough(found: SelectionProblem) -> None:
    conflict = explain_conflict(found)
    assert (conflict is None) == bool(allowed(found))
    if conflict is None:
        with_room = replace(found, budgets={year: 10 * b for year, b in found.budgets.items()})
        assert explain_conflict(with_room) is None
        return
    with pytest.raises(NoFeasiblePortfolio):
        recalibrate(found)
    broken = {(violation.rule, violation.key) for violation in evaluate(found, conflict.choice).violations}
    assert broken == {(relaxation.rule, relaxation.key) for relaxation in conflict.together}
