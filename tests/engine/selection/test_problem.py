from __future__ import annotations

from math import nan

import pytest

from engine.selection.instances import APRIL, candidate, option, problem, single
from northing.engine.errors import (
    DependencyCycle,
    DuplicateKey,
    NegativeAmount,
    NotANumber,
    UnknownReference,
)
from northing.engine.selection import Candidate, MeasureGap, ProblemError, evaluate
from northing.engine.selection.errors import ContradictoryCandidate


@pytest.mark.parametrize(
    ("candidates", "error", "words"),
    [
        ((single("a"), single("a")), DuplicateKey, "project 'a' is listed more than once"),
        ((candidate("a", option("x"), option("x")),), DuplicateKey, "option of 'A' 'x'"),
        ((single("a", requires=("b",)),), UnknownReference, "'A' refers to project 'b'"),
        ((single("a", current="gone"),), UnknownReference, "has no option 'gone'"),
        ((candidate("a", option("x", contribution={"m": 1.0})),), UnknownReference, "contributes to measure 'm'"),
        ((single("a", requires=("a",)),), ContradictoryCandidate, "needs or excludes itself"),
        ((single("a", mandatory=True, excluded=True),), ContradictoryCandidate, "is mandatory and excluded"),
        ((single("a", forced_in=True, excluded=True),), ContradictoryCandidate, "is forced in and excluded"),
        ((Candidate("a", "A", mandatory=True),), ContradictoryCandidate, "no option to be in"),
        ((single("a", locked=True, excluded=True, current="as recorded"),), ContradictoryCandidate, "locked in and"),
        ((single("a", cost=nan),), NotANumber, "cost of 'A', option 'as recorded' in FY28 is nan"),
        ((single("a", spills=nan),), NotANumber, "contribution of 'A'"),
        ((single("a", eng=-1),), NegativeAmount, "demand of 'A', option 'as recorded' for 'eng' in Apr 2027 is -1"),
        ((single("a", move_weight=-1.0),), NegativeAmount, "move weight of 'A'"),
    ],
)  # fmt: skip
def test_what_cannot_mean_anything_is_refused(
    candidates: tuple[Candidate, ...], error: type[ProblemError], words: str
) -> None:
    with pytest.raises(error, match=words):
        problem(*candidates)


def test_limits_and_gaps_have_to_be_amounts() -> None:
    with pytest.raises(NegativeAmount, match="capacity of 'eng' in Apr 2027"):
        problem(capacity={APRIL: -1.0})
    with pytest.raises(NotANumber, match="budget of FY28"):
        problem(budgets={2028: nan})
    with pytest.raises(NegativeAmount, match="gap of measure 'm'"):
        problem(gaps=(MeasureGap("m", "M", "o", -1.0, 1.0),))
    with pytest.raises(NotANumber, match=r"sum to 0\.5, not to 1"):
        problem(gaps=(MeasureGap("m", "M", "o", 1.0, 0.5),))


def test_a_circle_of_needs_is_named() -> None:
    ring = (single("a", requires=("b",)), single("b", requires=("c",)), single("c", requires=("a",)))
    with pytest.raises(DependencyCycle, match="in a circle: ") as caught:
        problem(*ring)
    assert set(caught.value.cycle) == {"a", "b", "c"}
    assert "a needs b" in str(caught.value)


def test_a_choice_names_options_that_are_there() -> None:
    with pytest.raises(KeyError, match="'A' has no option 'x'"):
        evaluate(problem(single("a")), {"a": "x"})


def test_a_candidate_is_found_by_its_key() -> None:
    found = problem(single("a"))
    assert found.candidate("a").name == "A"
    with pytest.raises(KeyError, match="'b' is not a candidate"):
        found.candidate("b")
