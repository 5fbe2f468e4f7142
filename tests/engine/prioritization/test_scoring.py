from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.effort import Effort
from northing.engine.errors import TooLarge
from northing.engine.prioritization import (
    Anywhere,
    Around,
    Criterion,
    Dirichlet,
    Dominance,
    Exponential,
    Linear,
    Piecewise,
    PriorityError,
    Range,
    ScoredProject,
    ScoringProblem,
    acceptability,
    contributions,
    dominance,
    solve_scores,
    tipping_of_pair,
    tipping_table,
    tipping_words,
    tippings,
)
from northing.engine.prioritization.errors import (
    BadValueFunction,
    DuplicateKey,
    NegativeWeight,
    NotANumber,
    NothingWeighs,
    OutOfScale,
    UnknownReference,
)
from northing.engine.prioritization.scoring import Score
from northing.engine.prioritization.value_functions import ValueFunction
from northing.engine.values import ValueState


def scored(weights: dict[str, float], **projects: list[Score]) -> ScoringProblem:
    keys = list(weights)
    return ScoringProblem(
        tuple(Criterion(key, key.title(), weight) for key, weight in weights.items()),
        tuple(
            ScoredProject(key, key.title(), dict(zip(keys, scores, strict=True))) for key, scores in projects.items()
        ),
    )


def of_matrix(values: np.ndarray, weights: np.ndarray) -> ScoringProblem:
    criteria = tuple(Criterion(f"c{at}", f"C{at}", float(w)) for at, w in enumerate(weights))
    rows = enumerate(values.tolist())
    return ScoringProblem(
        criteria, tuple(ScoredProject(f"p{at}", f"P{at}", {f"c{c}": v for c, v in enumerate(row)}) for at, row in rows)
    )


EXAMPLE = scored({"money": 3, "compliance": 1}, ant=[0.9, 0.1], bee=[0.5, 0.9], cat=[0.6, 0.2], dog=[0.1, 1.0])


@pytest.mark.parametrize(
    ("function", "scores", "values"),
    [
        (Linear(0, 10), [-1, 0, 5, 10, 11], [0, 0, 0.5, 1, 1]),
        (Linear(10, 0), [10, 4, 0], [0, 0.6, 1]),
        (Piecewise(((0, 0), (4, 1), (10, 0.4))), [2, 4, 7, 99], [0.5, 1, 0.7, 0.4]),
        (Exponential(0, 1, 1e-12), [0.25], [0.25]),
        (Exponential(0, 1, 2.0), [0, 0.5, 1], [0, 0.731059, 1]),
        (Exponential(1, 0, -2.0), [0.5], [0.268941]),
    ],
)
def test_a_value_function_turns_scores_into_values(
    function: ValueFunction, scores: list[float], values: list[float]
) -> None:
    assert function.values(np.array(scores, dtype=float)).tolist() == pytest.approx(values, abs=1e-6)


def test_a_range_of_scores_spans_the_values_inside_it() -> None:
    assert Linear(10, 0).span(2, 8) == pytest.approx((0.2, 0.8))
    assert Exponential(0, 1, 2).span(None, None) == (0, 1)
    bent = Piecewise(((0, 0.1), (4, 1), (10, 0.4)))
    assert bent.span(2, 8) == pytest.approx((0.55, 1))
    assert bent.span(None, None) == (0.1, 1)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Linear(1, 1), BadValueFunction),
        (lambda: Exponential(0, 1, float("nan")), NotANumber),
        (lambda: Piecewise(((0, 0),)), BadValueFunction),
        (lambda: Piecewise(((0, 0), (0, 1))), BadValueFunction),
        (lambda: Piecewise(((0, 0), (1, 1.5))), BadValueFunction),
        (lambda: Range(1, 0, 2), OutOfScale),
    ],
)  # fmt: skip
def test_a_value_function_that_means_nothing_is_refused(make: object, error: type[PriorityError]) -> None:
    with pytest.raises(error):
        make()  # type: ignore[operator]


def test_scores_are_weighted_and_ranked() -> None:
    result = solve_scores(EXAMPLE)
    assert {one.key: one.score for one in result.scores} == pytest.approx(
        {"ant": 0.7, "bee": 0.6, "cat": 0.5, "dog": 0.325}
    )
    assert [(one.key, one.best_rank, one.worst_rank) for one in result.ranked] == [
        ("ant", 1, 1), ("bee", 2, 2), ("cat", 3, 3), ("dog", 4, 4)
    ]  # fmt: skip
    assert contributions(EXAMPLE, project="bee") == pytest.approx({"money": 0.375, "compliance": 0.225})
    assert result.words("bee") == "Bee: rank 2, score 0.60; Money brings most of it (0.38)"
    trace = result.trace("bee")
    assert trace.value == pytest.approx(0.6)
    assert [(one.name, one.value) for one in trace.inputs] == [
        ("Money (weight 75.0%)", 0.5), ("Compliance (weight 25.0%)", 0.9)
    ]  # fmt: skip


def test_equal_scores_share_a_rank() -> None:
    result = solve_scores(scored({"a": 1}, x=[0.5], y=[0.5], z=[0.1]))
    assert [(one.best_rank, one.worst_rank) for one in result.scores] == [(1, 1), (1, 1), (3, 3)]


def test_an_unknown_score_stays_unknown_and_opens_an_interval_of_ranks() -> None:
    problem = scored({"a": 1, "b": 1}, x=[0.5, ValueState.WITHHELD], y=[0.6, 0.6], z=[0.1, 0.1])
    result = solve_scores(problem)
    x, y, z = result.scores
    assert (x.score, x.low, x.high, x.unknown_weight) == (None, 0.25, 0.75, 0.5)
    assert [(one.best_rank, one.worst_rank) for one in (x, y, z)] == [(1, 2), (1, 2), (3, 3)]
    assert result.words("x") == (
        "X: between rank 1 and 2, score 0.25 to 0.75; A brings most of it (0.25); B is withheld: anything from 0 to 1"
    )
    assert contributions(problem, project="x") == {"a": 0.25}


def test_not_applicable_is_worth_nothing_and_missing_is_unknown() -> None:
    problem = ScoringProblem(
        (Criterion("a", "A", 1),),
        (ScoredProject("x", "X", {"a": ValueState.NOT_APPLICABLE}), ScoredProject("y", "Y")),
    )
    x, y = solve_scores(problem).scores
    assert (x.score, x.low, x.high) == (0, 0, 0)
    assert (y.score, y.low, y.high) == (None, 0, 1)
    assert solve_scores(problem).words("x") == "X: between rank 1 and 2, score 0.00"


def test_an_unknown_score_without_weight_does_not_matter() -> None:
    x = solve_scores(scored({"a": 1, "b": 0}, x=[0.4, ValueState.MISSING])).scores[0]
    assert (x.score, x.unknown_weight) == (0.4, 0)


def test_a_range_gives_the_likely_score_and_its_ends() -> None:
    x = solve_scores(scored({"a": 1}, x=[Range(0.2, 0.3, 0.8)])).scores[0]
    assert (x.score, x.low, x.high) == (0.3, 0.2, 0.8)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: scored({"a": -1}), NegativeWeight, "weight of 'A' is -1"),
        (lambda: scored({"a": float("nan")}), NotANumber, "weight of 'A' is nan"),
        (lambda: scored({"a": 0}), NothingWeighs, "no criterion has a weight"),
        (lambda: ScoringProblem((), ()), NothingWeighs, "no criterion to score by"),
        (lambda: scored({"a": 1}, x=[float("nan")]), NotANumber, "score of 'X' for 'a' is nan"),
        (lambda: scored({"a": 1}, x=[ValueState.KNOWN]), OutOfScale, "give the number"),
        (lambda: ScoringProblem((Criterion("a", "A", 1),), (ScoredProject("x", "X", {"b": 1}),)), UnknownReference,
         "'X' has a score for 'b'"),
        (lambda: ScoringProblem((Criterion("a", "A", 1),) * 2, ()), DuplicateKey, "criterion 'a'"),
        (lambda: EXAMPLE.with_weights({"x": 1}), UnknownReference, "'x', which is not a criterion"),
        (lambda: EXAMPLE.place("x"), UnknownReference, "'x' is not one of the projects"),
    ],
)  # fmt: skip
def test_scores_that_mean_nothing_are_refused(make: object, error: type[PriorityError], words: str) -> None:
    with pytest.raises(error, match=words):
        make()  # type: ignore[operator]


def test_weights_can_be_replaced() -> None:
    changed = EXAMPLE.with_weights({"compliance": 2})
    assert changed.weights.tolist() == [0, 1]
    assert solve_scores(changed).ranked[0].key == "dog"


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_the_scale_of_weights_and_the_order_of_projects_change_nothing(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.random((5, 3)), rng.random(3) + 0.01
    one = {s.key: (s.score, s.best_rank) for s in solve_scores(of_matrix(values, weights)).scores}
    other = solve_scores(of_matrix(values, weights * factor))
    turned = ScoringProblem(other.problem.criteria[::-1], other.problem.projects[::-1])
    assert {s.key: (s.score, s.best_rank) for s in solve_scores(turned).scores} == {
        key: (pytest.approx(score), rank) for key, (score, rank) in one.items()
    }


def test_a_project_that_is_worse_by_every_criterion_is_dominated() -> None:
    problem = scored({"a": 1, "b": 1, "c": 0}, x=[0.5, 0.5, 0], y=[0.5, 0.4, 1], z=[0.9, 0.1, 0], w=[0.5, 0.5, 0.5])
    assert dominance(problem) == (Dominance("x", "y"), Dominance("w", "y"))
    unknown = scored({"a": 1}, x=[0.5], y=[ValueState.MISSING])
    assert dominance(unknown) == ()


def test_a_tipping_weight_says_what_would_lift_a_project() -> None:
    first = tippings(EXAMPLE, project="bee")[0]
    assert (first.criterion, first.rank_now, first.rank) == ("compliance", 2, 1)
    assert first.weight == pytest.approx(1 / 3)
    assert tipping_words(EXAMPLE, project="bee") == "rank 2; would be 1 if Compliance ≥ 33.3 % (now 25 %)"
    assert tipping_words(EXAMPLE, project="dog") == "rank 4; would be 3 if Compliance ≥ 38.5 % (now 25 %)"
    assert tipping_words(EXAMPLE, project="ant") == "rank 1; would be 2 if Compliance > 33.3 % (now 25 %)"


def test_a_smaller_weight_can_lift_or_lower_a_project_too() -> None:
    problem = scored({"a": 6, "b": 2, "c": 2}, x=[0.5, 0.5, 0.9], y=[0.6, 0.6, 0.1], z=[0.0, 0.0, 0.0])
    signs = {one.words for project in ("x", "y") for one in tippings(problem, project=project)}
    assert any("would be 1 if" in words and "≥" in words for words in signs)
    assert any("<" in words or "≤" in words for words in signs)


def test_a_tipping_weight_really_changes_the_rank_and_nothing_before_it_does() -> None:
    rng = np.random.default_rng(11)
    problem = of_matrix(rng.random((12, 4)), rng.random(4) + 0.1)
    for tipping in tippings(problem, project="p3"):
        at = int(tipping.criterion[1:])
        for step, expected in ((1e-6, tipping.rank), (-1e-6, tipping.rank_now)):
            weight = tipping.weight + np.sign(tipping.weight - tipping.now) * step
            rest = problem.weights * (1 - weight) / (1 - problem.weights[at])
            rest[at] = weight
            changed = problem.with_weights({f"c{c}": float(w) for c, w in enumerate(rest)})
            assert solve_scores(changed).scores[3].best_rank == expected


def test_a_project_no_weight_can_move_says_so() -> None:
    assert (
        tipping_words(scored({"a": 1}, x=[1], y=[0]), project="x") == "X keeps its rank whatever single weight changes"
    )


def test_the_nearest_tipping_weight_of_every_pair_agrees_with_the_pair_itself() -> None:
    rng = np.random.default_rng(3)
    problem = of_matrix(rng.random((6, 3)), np.array([0.5, 1.0, 2.0]))
    table = tipping_table(problem)
    for a in range(6):
        for b in range(6):
            if a != b:
                found = tipping_of_pair(problem, one=f"p{a}", other=f"p{b}")
                expected = (found[0].criterion, found[0].weight) if found else ("c-1", np.nan)
                assert f"c{table.criterion[a, b]}" == expected[0]
                assert table.weight[a, b] == pytest.approx(expected[1], nan_ok=True)


def test_when_one_criterion_has_all_the_weight_the_others_come_in_alike() -> None:
    problem = scored({"a": 1, "b": 0, "c": 0}, x=[0.6, 0.0, 0.2], y=[0.5, 0.4, 0.2])
    nearest = tipping_of_pair(problem, one="y", other="x")[0]
    assert (nearest.above, nearest.below, nearest.criterion) == ("x", "y", "b")
    assert nearest.weight == pytest.approx(0.2)


def test_projects_with_unknown_scores_have_no_exact_tipping_weight() -> None:
    problem = scored({"a": 1}, x=[1], y=[ValueState.MISSING])
    assert tipping_table(problem).left_out == ("y",)
    with pytest.raises(UnknownReference, match="'Y' has unknown scores"):
        tippings(problem, project="y")


def test_rank_shares_follow_from_the_drawn_weights() -> None:
    problem = scored({"a": 1, "b": 1}, x=[1, 0], y=[0, 1], z=[0, 0])
    found = acceptability(problem, spread=Anywhere(), effort=Effort(seed=3), draws=4000)
    x, y, z = found.projects
    assert x.first == pytest.approx(0.5, abs=4 * x.standard_error)
    assert x.first + y.first == 1
    assert (z.best, z.worst, z.first, z.mean) == (3, 3, 0, 3)
    assert (x.best, x.low, x.high, x.worst) == (1, 1, 2, 2)
    assert found.shares.sum(axis=1) == pytest.approx(1)
    assert z.words == "Z: rank 3 in nine of ten weightings, first in 0% (± 0.0%)"
    assert x.words.startswith("X: rank 1 to 2 in nine of ten weightings, first in ")


@pytest.mark.parametrize("spread", [Around(0.0), Dirichlet(1e9)])
def test_weights_that_hardly_vary_leave_the_ranks_as_they_are(spread: Around | Dirichlet) -> None:
    found = acceptability(
        EXAMPLE.with_weights({"money": 3, "compliance": 1}), spread=spread, effort=Effort(seed=1), draws=50
    )
    assert [one.mean for one in found.projects] == [1, 2, 3, 4]


def test_weights_around_nothing_but_zero_stay_as_they_are() -> None:
    drawn = Around(1.0).draw(np.array([1.0, 0.0]), draws=4, rng=np.random.default_rng(1))
    assert drawn.tolist() == [[1, 0]] * 4


def test_the_same_seed_gives_the_same_shares_on_any_number_of_workers() -> None:
    rng = np.random.default_rng(9)
    problem = of_matrix(rng.random((30, 5)), rng.random(5))
    alone = acceptability(problem, spread=Around(0.5), effort=Effort(seed=4), draws=2100)
    with ThreadPoolExecutor(3) as workers:
        shared = acceptability(problem, spread=Around(0.5), effort=Effort(seed=4), draws=2100, executor=workers)
    assert np.array_equal(alone.shares, shared.shares)
    assert not np.array_equal(
        alone.shares, acceptability(problem, spread=Around(0.5), effort=Effort(seed=5), draws=2100).shares
    )


def test_many_weightings_are_counted_in_groups_and_can_be_stopped_between_them() -> None:
    problem, told = scored({"a": 1, "b": 2}, x=[0.5, 0.2], y=[0.1, 0.9], z=[0.6, 0.3]), []
    effort = Effort(seed=2, on_progress=told.append)
    whole = acceptability(problem, spread=Anywhere(), draws=20_500, effort=effort)
    assert [progress.stage for progress in told] == [f"{done} of 3 groups of draws" for done in (1, 2, 3)]
    assert whole.shares.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    part = acceptability(problem, spread=Anywhere(), draws=20_500, effort=replace(effort, should_stop=lambda: True))
    assert (whole.draws, part.draws) == (20_500, 7_000)
    assert part.shares == pytest.approx(whole.shares, abs=0.02)


def test_twins_share_what_they_get_in_whatever_order_they_stand() -> None:
    problem = scored({"a": 1, "b": 1}, x=[0.5, 0.5], y=[0.5, 0.5], z=[0.9, 0.2])
    x, y, _ = acceptability(problem, spread=Anywhere(), effort=Effort(seed=3), draws=500).projects
    assert (x.first, x.mean) == (y.first, y.mean)


def test_an_unknown_score_is_drawn_within_its_range() -> None:
    problem = scored({"a": 1}, x=[ValueState.MISSING], y=[0.25])
    x = acceptability(problem, spread=Around(0.1), effort=Effort(seed=8), draws=4000).projects[0]
    assert x.first == pytest.approx(0.75, abs=4 * x.standard_error)


def test_rank_shares_are_those_of_sorting_every_weighting() -> None:
    rng = np.random.default_rng(2)
    problem, spread = of_matrix(rng.random((25, 4)), rng.random(4) + 0.1), Dirichlet(20)
    counts = np.zeros((25, 25))
    for start in (0, 500):
        weights = spread.draw(problem.weights, draws=500, rng=np.random.default_rng([5, start]))
        for order in np.argsort(-(weights @ problem.values[0].T), axis=1):
            counts[order, np.arange(25)] += 1
    found = acceptability(problem, spread=spread, effort=Effort(seed=5), draws=1000)
    assert np.array_equal(found.shares, counts / 1000)


@pytest.mark.parametrize("size", [1, 7, 2100])
def test_each_project_has_its_rank_in_lists_of_any_length(size: int) -> None:
    scores = np.random.default_rng(size).permuted(np.linspace(0, 1, size))
    found = acceptability(of_matrix(scores[:, None], np.ones(1)), spread=Around(0.1), effort=Effort(seed=1), draws=3)
    assert [one.mean for one in found.projects] == (1 + np.argsort(np.argsort(-scores))).tolist()


def test_weightings_and_spreads_have_to_make_sense() -> None:
    with pytest.raises(OutOfScale, match="0 weightings of 4 projects"):
        acceptability(EXAMPLE, spread=Anywhere(), effort=Effort(seed=1), draws=0)
    with pytest.raises(TooLarge, match="1,000,000,000,000 weightings are more than"):
        acceptability(EXAMPLE, spread=Anywhere(), draws=10**12)
    with pytest.raises(OutOfScale, match="not by 150%"):
        Around(1.5)
    with pytest.raises(OutOfScale, match="above zero"):
        Dirichlet(0)
