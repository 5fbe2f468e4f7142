from __future__ import annotations

import random

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.prioritization import (
    BestWorstProblem,
    CostedJob,
    PriorityError,
    RelativeJob,
    cost_of_delay_order,
    rank_order_weights,
    solve_best_worst,
    swing_weights,
    with_weight,
    wsjf,
)
from northing.engine.prioritization.errors import (
    DuplicateKey,
    MissingJudgement,
    NegativeWeight,
    NotANumber,
    NothingWeighs,
    OutOfScale,
    UnknownReference,
)


def best_worst(to_best: list[float], to_worst: list[float], *, whole: float) -> BestWorstProblem:
    keys = tuple(f"k{at}" for at in range(len(to_best)))
    return BestWorstProblem(
        ("B", *keys, "W"),
        "B",
        "W",
        {**dict(zip(keys, to_best, strict=True)), "W": whole},
        dict(zip(keys, to_worst, strict=True)),
    )


def by_linear_program(problem: BestWorstProblem) -> float:
    """The smallest deviation as HiGHS finds it."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    weight = {key: solver.addVariable(lb=0) for key in problem.criteria}
    most = solver.addVariable(lb=0)
    solver.addConstr(sum(weight.values()) == 1)
    asked = [(problem.best, key, a) for key, a in problem.best_to_others.items()]
    asked += [(key, problem.worst, a) for key, a in problem.others_to_worst.items()]
    for one, other, times in asked:
        solver.addConstr(weight[one] - times * weight[other] <= most)
        solver.addConstr(times * weight[other] - weight[one] <= most)
    solver.minimize(most)
    return float(solver.getInfo().objective_function_value)


def test_judgements_that_agree_give_their_weights_without_deviation() -> None:
    result = solve_best_worst(best_worst([2, 4], [4, 2], whole=8))
    assert list(result.weights.values()) == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15])
    assert (result.deviation, result.ratio, result.doubtful) == (pytest.approx(0, abs=1e-12), 0, None)
    assert result.words == "all judgements agree with each other"


def test_the_transport_example_of_three_criteria() -> None:
    problem = BestWorstProblem(
        ("load", "access", "cost"), "cost", "load", {"load": 8, "access": 2}, {"access": 5, "cost": 8}
    )
    result = solve_best_worst(problem)
    assert list(result.weights.values()) == pytest.approx([2 / 28, 9 / 28, 17 / 28])
    assert (result.deviation, result.ratio) == pytest.approx((1 / 28, 2 / 56))


def test_judgements_that_disagree_give_the_smallest_deviation_and_name_the_criterion() -> None:
    problem = BestWorstProblem(
        ("quality", "price", "comfort", "safety", "style"), "price", "style",
        {"quality": 2, "comfort": 4, "safety": 3, "style": 8},
        {"quality": 4, "price": 8, "comfort": 4, "safety": 2},
    )  # fmt: skip
    result = solve_best_worst(problem)
    assert result.deviation == pytest.approx(by_linear_program(problem), abs=1e-9)
    assert result.doubtful == "comfort"
    assert result.ratio == pytest.approx(8 / 56)
    assert result.words.endswith("think again about both judgements of comfort")


@given(st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_deviation_is_as_small_as_a_linear_program_finds_and_no_weight_breaks_it(size: int, seed: int) -> None:
    rng = random.Random(seed)
    problem = best_worst(
        [rng.randint(1, 9) for _ in range(size)], [rng.randint(1, 9) for _ in range(size)], whole=rng.randint(1, 9)
    )
    result = solve_best_worst(problem)
    weights = result.weights
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) >= -1e-9
    off = [abs(weights["B"] - a * weights[key]) for key, a in problem.best_to_others.items()]
    off += [abs(weights[key] - a * weights["W"]) for key, a in problem.others_to_worst.items()]
    assert max(off) <= result.deviation + 1e-8
    assert result.deviation == pytest.approx(by_linear_program(problem), abs=1e-7)


def test_equal_ends_leave_the_whole_ratio_to_what_lies_between() -> None:
    assert solve_best_worst(best_worst([3], [1], whole=1)).ratio == 1
    assert solve_best_worst(best_worst([], [], whole=3)).weights == pytest.approx({"B": 0.75, "W": 0.25})


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"best": "x"}, UnknownReference, "the best criterion 'x'"),
        ({"worst": "B"}, OutOfScale, "the best and the worst"),
        ({"best_to_others": {"k": 2}}, MissingJudgement, r"'B' \(best\) against 'W' is not judged"),
        ({"best_to_others": {"k": 0.5, "W": 3}}, OutOfScale, "is 0.5: the scale goes from 1 to 9"),
        ({"others_to_worst": {"k": float("inf")}}, NotANumber, "is inf"),
        ({"others_to_worst": {"z": 2}}, UnknownReference, "'z', which is not a criterion"),
        ({"criteria": ("B", "B", "W")}, DuplicateKey, "criterion 'B'"),
    ],
)
def test_best_and_worst_have_to_be_judged_against_all(
    change: dict[str, object], error: type[PriorityError], words: str
) -> None:
    given = {"criteria": ("B", "k", "W"), "best": "B", "worst": "W", "best_to_others": {"k": 2, "W": 4},
             "others_to_worst": {"k": 2}}  # fmt: skip
    with pytest.raises(error, match=words):
        BestWorstProblem(**{**given, **change})


def test_rank_order_weights_are_the_published_ones() -> None:
    assert list(rank_order_weights("abc").values()) == pytest.approx([0.6111, 0.2778, 0.1111], abs=5e-5)
    assert list(rank_order_weights("abcde").values()) == pytest.approx([0.4567, 0.2567, 0.1567, 0.09, 0.04], abs=5e-5)
    with pytest.raises(NothingWeighs):
        rank_order_weights([])
    with pytest.raises(DuplicateKey):
        rank_order_weights("aa")


def test_swing_points_become_shares() -> None:
    assert swing_weights({"cost": 100, "risk": 60, "reach": 40}) == {"cost": 0.5, "risk": 0.3, "reach": 0.2}
    with pytest.raises(NothingWeighs, match="at least one"):
        swing_weights({"cost": 0})
    with pytest.raises(NegativeWeight, match="'risk' is -5"):
        swing_weights({"cost": 1, "risk": -5})


def test_a_slider_takes_from_the_others_in_proportion_and_leaves_locked_ones_alone() -> None:
    weights = {"a": 4, "b": 3, "c": 1, "d": 2}
    assert with_weight(weights, criterion="a", weight=0.2, locked=["d"]) == pytest.approx(
        {"a": 0.2, "b": 0.45, "c": 0.15, "d": 0.2}
    )
    assert with_weight({"a": 1, "b": 0, "c": 0}, criterion="a", weight=0.5) == {"a": 0.5, "b": 0.25, "c": 0.25}
    with pytest.raises(OutOfScale, match=r"'a' can weigh from 0% to 80%"):
        with_weight(weights, criterion="a", weight=0.9, locked=["d"])
    with pytest.raises(OutOfScale, match=r"from 40% to 40%"):
        with_weight(weights, criterion="a", weight=0.3, locked=["b", "c", "d"])
    with pytest.raises(UnknownReference):
        with_weight(weights, criterion="x", weight=0.3)


def test_wsjf_is_relative_and_says_when_its_scale_is_not_anchored() -> None:
    order = wsjf(
        [RelativeJob("a", "A", 8, 5, 1, 2), RelativeJob("b", "B", 1, 1, 1, 1), RelativeJob("c", "C", 13, 5, 3, 3)]
    )
    assert [(turn.key, turn.quotient, turn.rank) for turn in order.turns] == [("a", 7, 1), ("c", 7, 1), ("b", 3, 3)]
    assert (order.method, order.notes, order.delay_cost) == ("WSJF", (), None)
    assert order.words == f"A and C come first of 3 jobs by WSJF, in {order.unit}"
    assert "not money" in order.unit
    (note,) = wsjf([RelativeJob("a", "A", 1, 1, 1, 2)]).notes
    assert note == "no job has 1 in size: give the smallest a 1, or the others grow too small"
    assert (wsjf([]).turns, wsjf([]).words) == ((), "WSJF: there is no job to order")
    with pytest.raises(OutOfScale, match="size of 'A' is 4"):
        RelativeJob("a", "A", 1, 1, 1, 4)


def test_cost_of_delay_by_duration_is_the_cheapest_order_of_all() -> None:
    rng = np.random.default_rng(5)
    jobs = [CostedJob(f"j{at}", f"J{at}", float(c), float(d)) for at, (c, d) in enumerate(rng.uniform(1, 9, (5, 2)))]
    order = cost_of_delay_order(jobs, currency="GBP")
    assert (order.method, order.unit) == ("CD3", "minor units of GBP per week, per week of duration")
    costs = []
    for shuffled in (rng.permutation(5) for _ in range(300)):
        ends = np.cumsum([jobs[at].duration for at in shuffled])
        costs.append(float(ends @ [jobs[at].cost_of_delay for at in shuffled]))
    assert order.delay_cost == pytest.approx(min(costs))
    with pytest.raises(OutOfScale, match="above zero"):
        CostedJob("a", "A", 1, 0)
