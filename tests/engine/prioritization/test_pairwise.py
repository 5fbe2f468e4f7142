from __future__ import annotations

from itertools import combinations
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.prioritization import (
    GroupProblem,
    Judge,
    Judgement,
    PairwiseProblem,
    PriorityError,
    solve_group,
    solve_pairwise,
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

SCALE = [1 / n for n in range(9, 1, -1)] + [float(n) for n in range(1, 10)]
ABC = ("a", "b", "c")


def whole(criteria: tuple[str, ...], *values: float) -> tuple[Judgement, ...]:
    return tuple(Judgement(*pair, value) for pair, value in zip(combinations(criteria, 2), values, strict=True))


def of(criteria: tuple[str, ...], *values: float) -> PairwiseProblem:
    return PairwiseProblem(criteria, whole(criteria, *values))


def test_the_textbook_matrix_gives_saatys_weights() -> None:
    problem = PairwiseProblem.from_matrix(ABC, [[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    result = solve_pairwise(problem)
    assert list(result.weights.values()) == pytest.approx([0.6370, 0.2583, 0.1047], abs=5e-5)
    assert result.largest == pytest.approx(3.0385, abs=5e-5)
    assert result.index == pytest.approx(0.0193, abs=5e-5)
    assert result.ratio == pytest.approx(0.0332, abs=5e-5)
    assert result.is_consistent
    assert result.words == "the judgements are consistent enough (consistency ratio 0.03, limit 0.05)"


def test_judgements_that_go_round_in_a_circle_are_rejected() -> None:
    result = solve_pairwise(of(ABC, 9, 1 / 9, 9))
    assert result.largest == pytest.approx(10.111, abs=5e-4)
    assert result.ratio == pytest.approx(6.13, abs=5e-3)
    assert result.is_consistent is False
    assert "too contradictory" in result.words
    assert result.revision is not None
    assert result.revision.triad == ABC


def test_the_one_judgement_that_spoils_an_else_consistent_matrix_is_named_with_its_value() -> None:
    problem = of(("a", "b", "c", "d"), 2, 4, 1 / 8, 2, 4, 2)
    revision = solve_pairwise(problem).revision
    assert revision is not None
    assert (revision.left, revision.right, revision.suggested) == ("a", "d", 8)
    assert revision.ratio_after == pytest.approx(0, abs=1e-9)
    assert revision.words == (
        "a against d is judged 1/8, but the other judgements imply about 8; the consistency ratio would be 0.00"
    )


def test_missing_judgements_follow_from_the_others() -> None:
    problem = PairwiseProblem(ABC, (Judgement("a", "b", 2), Judgement("c", "b", 1 / 3)))
    result = solve_pairwise(problem)
    assert list(result.weights.values()) == pytest.approx([0.6, 0.3, 0.1])
    assert result.missing == (("a", "c"),)
    assert result.largest == pytest.approx(3)
    assert result.ratio is None
    assert result.is_consistent is None
    assert "cannot be judged" in result.words


def test_a_missing_judgement_makes_the_yardstick_shorter() -> None:
    rows = [[1, 2, 0, 4], [1 / 2, 1, 3, 2], [0, 1 / 3, 1, 2], [1 / 4, 1 / 2, 1 / 2, 1]]
    result = solve_pairwise(PairwiseProblem.from_matrix(("a", "b", "c", "d"), rows))
    assert result.ratio == pytest.approx(result.index / (0.90 * (1 - 2 / 6)))


def test_one_and_two_criteria_cannot_contradict_themselves() -> None:
    assert solve_pairwise(PairwiseProblem(("a",), ())).weights == {"a": 1.0}
    pair = solve_pairwise(of(("a", "b"), 4))
    assert pair.weights == pytest.approx({"a": 0.8, "b": 0.2})
    assert (pair.ratio, pair.revision) == (0.0, None)


def test_over_fifteen_criteria_have_weights_but_no_ratio() -> None:
    keys = tuple(f"k{at}" for at in range(16))
    result = solve_pairwise(PairwiseProblem(keys, tuple(Judgement("k0", key, 2) for key in keys[1:])))
    assert result.weights["k0"] == pytest.approx(2 / 17)
    assert result.ratio is None
    crooked = tuple(Judgement(a, b, 9 if a == "k0" else 2) for a, b in combinations(keys, 2))
    assert "implies" not in solve_pairwise(PairwiseProblem(keys, crooked)).words


def test_a_revision_without_a_ratio_does_not_promise_one() -> None:
    keys = tuple(f"k{at}" for at in range(16))
    values = dict.fromkeys(combinations(keys, 2), 1.0) | {("k0", "k1"): 9.0}
    revision = solve_pairwise(PairwiseProblem(keys, tuple(Judgement(*k, v) for k, v in values.items()))).revision
    assert revision is not None
    assert revision.words == "k0 against k1 is judged 9, but the other judgements imply about 1"


def test_a_contradiction_smaller_than_a_step_of_the_scale_needs_no_revision() -> None:
    result = solve_pairwise(of(ABC, 2, 7, 3))
    assert result.ratio is not None
    assert 0 < result.ratio < 0.01


@settings(deadline=None)
@given(st.lists(st.sampled_from(SCALE), min_size=6, max_size=6), st.permutations(range(4)))
def test_the_order_of_criteria_changes_nothing(values: list[float], order: list[int]) -> None:
    keys = ("a", "b", "c", "d")
    one = solve_pairwise(of(keys, *values))
    other = solve_pairwise(PairwiseProblem(tuple(keys[at] for at in order), whole(keys, *values)))
    assert other.weights == pytest.approx(dict(one.weights))
    assert other.ratio == pytest.approx(one.ratio, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(0.3, 1.0), min_size=3, max_size=6))
def test_judgements_made_from_weights_give_the_weights_back(weights: list[float]) -> None:
    keys = tuple(f"k{at}" for at in range(len(weights)))
    shares = np.array(weights) / sum(weights)
    result = solve_pairwise(of(keys, *(a / b for a, b in combinations(shares.tolist(), 2))))
    assert list(result.weights.values()) == pytest.approx(shares.tolist())
    assert result.ratio == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("judgements", "error", "words"),
    [
        ((Judgement("a", "b", float("nan")),), NotANumber, "'a' against 'b' is nan"),
        ((Judgement("a", "b", 1e300),), OutOfScale, "beyond 1e[+]18"),
        ((Judgement("a", "b", 10),), OutOfScale, "from 1/9 to 9"),
        ((Judgement("a", "a", 1),), OutOfScale, "with itself"),
        ((Judgement("a", "x", 1),), UnknownReference, "'x', which is not a criterion"),
        ((Judgement("a", "b", 1), Judgement("b", "a", 2)), DuplicateKey, "the pair 'a against b'"),
        ((Judgement("a", "b", 1),), MissingJudgement, "'c' is not compared with 'a'"),
    ],
)
def test_judgements_that_mean_nothing_are_refused(
    judgements: tuple[Judgement, ...], error: type[PriorityError], words: str
) -> None:
    with pytest.raises(error, match=words):
        PairwiseProblem(ABC, judgements)


def test_a_matrix_has_to_be_square_and_reciprocal() -> None:
    with pytest.raises(OutOfScale, match="3 criteria need as many"):
        PairwiseProblem.from_matrix(ABC, [[1, 2], [1 / 2, 1]])
    with pytest.raises(OutOfScale, match="not reciprocal"):
        PairwiseProblem.from_matrix(("a", "b"), [[1, 2], [2, 1]])
    with pytest.raises(NotANumber, match="the judgement of 'a' against 'b' is nan"):
        PairwiseProblem.from_matrix(("a", "b"), [[1, nan], [nan, 1]])


SAATY = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49, 15: 1.59}


@pytest.mark.parametrize(("size", "random_index"), SAATY.items())
def test_consistency_is_measured_against_saatys_random_index(size: int, random_index: float) -> None:
    criteria = tuple(f"c{at}" for at in range(size))
    found = solve_pairwise(PairwiseProblem(criteria, whole(criteria, *[1.0] * (size * (size - 1) // 2 - 1), 9.0)))
    assert found.index / found.ratio == pytest.approx(random_index)


CITIES = ("Cairo", "Tokyo", "Chicago", "San Francisco", "London", "Montreal")
DISTANCES = (1 / 3, 8, 3, 3, 7, 9, 3, 3, 9, 1 / 6, 1 / 5, 2, 1 / 3, 6, 6)
DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
DRUNK = (9, 5, 2, 1, 1, 1 / 2, 1 / 3, *[1 / 9] * 4, 1 / 3, 1 / 4, 1 / 3, 1 / 9, 1 / 2, 1, 1 / 3, 2, 1 / 2, 1 / 3)


@pytest.mark.parametrize(
    ("criteria", "values", "weights", "largest"),
    [
        (CITIES, DISTANCES, (0.263, 0.397, 0.033, 0.116, 0.164, 0.027), 6.45),
        (DRINKS, DRUNK, (0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327), 7.18),
    ],
)
def test_saatys_own_examples_have_his_weights(
    criteria: tuple[str, ...], values: tuple[float, ...], weights: tuple[float, ...], largest: float
) -> None:
    """Distances of cities from Philadelphia (Saaty 1980); what the United States drink (Saaty 2008)."""
    found = solve_pairwise(PairwiseProblem(criteria, whole(criteria, *values)))
    assert list(found.weights.values()) == pytest.approx(weights, abs=1.5e-3)
    assert found.largest == pytest.approx(largest, abs=0.01)
    with pytest.raises(NothingWeighs, match="no criterion"):
        PairwiseProblem((), ())


def test_a_group_takes_the_geometric_mean_and_shows_where_to_talk() -> None:
    judges = (
        Judge("Ada", (Judgement("a", "b", 4), Judgement("b", "c", 2), Judgement("a", "c", 8))),
        Judge("Ben", (Judgement("b", "a", 1), Judgement("b", "c", 2))),
        Judge("Cy", (Judgement("b", "c", 2),)),
        Judge("Observer", (Judgement("a", "b", 1 / 9),), influence=0),
    )
    result = solve_group(GroupProblem(ABC, judges))
    assert result.result.weights["a"] / result.result.weights["b"] == pytest.approx(2, rel=0.35)
    assert result.individual["Ben"] is not None
    assert (result.individual["Cy"], result.individual["Observer"]) == (None, None)
    spread = result.spreads[0]
    assert (spread.low, spread.high) == pytest.approx((0.4, 8 / 11))
    (talk,) = result.disagreements
    assert talk.words == "talk about a against b: Ben says 1, Ada says 4"


def test_influence_weighs_a_judgement() -> None:
    judges = (Judge("Ada", (Judgement("a", "b", 8),), influence=2), Judge("Ben", (Judgement("a", "b", 1),)))
    result = solve_group(GroupProblem(("a", "b"), judges)).result
    assert result.weights["a"] / result.weights["b"] == pytest.approx(4)


def test_a_group_needs_people_with_influence() -> None:
    with pytest.raises(NothingWeighs, match="nobody has judged"):
        GroupProblem(ABC, ())
    with pytest.raises(NegativeWeight, match="'Ada' is -1"):
        GroupProblem(ABC, (Judge("Ada", (), influence=-1),))
    with pytest.raises(MissingJudgement, match="'b' is not compared"):
        solve_group(GroupProblem(("a", "b"), (Judge("Ada", ()),)))
