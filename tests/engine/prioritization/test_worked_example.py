"""The worked example of docs/formulas/prioritization.md: each number of its table is computed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from northing.engine.prioritization import (
    Criterion,
    Judgement,
    PairwiseProblem,
    ScoredProject,
    ScoringProblem,
    rank_order_weights,
    solve_pairwise,
    solve_scores,
    tipping_of_pair,
)

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "prioritization.md"


def row(beginning: str) -> list[float]:
    """Every number of the value column of the row that begins so."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    values = next(values for name, values in rows if name.startswith(beginning))
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", values)]


def test_the_page_says_what_the_engine_computes() -> None:
    keys = ("growth", "risk", "reach")
    pairs = (("growth", "risk"), ("growth", "reach"), ("risk", "reach"))
    judged = tuple(Judgement(*pair, value) for pair, value in zip(pairs, row("growth against"), strict=True))
    result = solve_pairwise(PairwiseProblem(keys, judged))
    assert row("weights") == pytest.approx(list(result.weights.values()), abs=5e-5)
    assert row("λ") == pytest.approx([result.largest, result.index, result.ratio], abs=5e-5)
    assert row("rank order") == pytest.approx(list(rank_order_weights(keys).values()), abs=5e-5)


def test_the_page_tips_where_the_engine_does() -> None:
    money, compliance = row("weight of money")
    values = row("values of ant")
    problem = ScoringProblem(
        (Criterion("money", "Money", money), Criterion("compliance", "Compliance", compliance)),
        tuple(
            ScoredProject(key, key, dict(zip(("money", "compliance"), scores, strict=True)))
            for key, scores in (("ant", values[:2]), ("bee", values[2:]))
        ),
    )
    assert row("scores of ant") == pytest.approx([one.score for one in solve_scores(problem).scores])
    nearest = tipping_of_pair(problem, one="ant", other="bee")[0]
    assert nearest.criterion == "compliance"
    assert row("tipping weight") == pytest.approx([nearest.weight], abs=5e-7)
