"""Weights from judgements, ranks, and how far both can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, Check, NoOptions, checked, same
from northing.engine.prioritization import (
    Around,
    BestWorstProblem,
    PairwiseProblem,
    ScoringProblem,
    rank_order_weights,
    solve_best_worst,
    solve_pairwise,
    solve_scores,
    swing_weights,
    tipping_words,
    tippings,
)
from northing.engine.prioritization.acceptability import Spread
from northing.engine.prioritization.acceptability import acceptability as rank_shares

RESIDUAL = 1e-6


@dataclass(frozen=True, slots=True)
class Drawing:
    """How weights vary, and how often they are drawn."""

    spread: Spread = field(default_factory=Around)
    draws: int = 10_000


@dataclass(frozen=True, slots=True)
class OfProject:
    """The project that is asked about."""

    project: str


@dataclass(frozen=True, slots=True)
class Swings:
    """Swing points by criterion, 100 for the most valued."""

    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The criteria, the most important first."""

    ranking: tuple[str, ...]


def pairwise(problem: PairwiseProblem, options: NoOptions, effort: Effort) -> Answer:
    """Weights by the analytic hierarchy process, and how consistent the judgements are."""
    del options, effort
    found = solve_pairwise(problem)
    residual = _residual(problem, found.weights, found.largest) if not found.missing else 0.0
    fault = f"A·w differs from λ·w by {residual:.2g}" if residual > RESIDUAL else None
    check = checked("weights sum to 1 and are the matrix's eigenvector", [*_sums_to_one(found.weights), fault])
    return Answer(found, (*_by_weight(found.weights), f"{found.words}."), check)


def _residual(problem: PairwiseProblem, weights: Mapping[str, float], largest: float) -> float:
    """Largest |Σ_j a_ij w_j − λ w_i|, with the matrix written down again from the judgements."""
    matrix = {(key, key): 1.0 for key in problem.criteria}
    for judgement in problem.judgements:
        matrix[judgement.left, judgement.right] = judgement.value
        matrix[judgement.right, judgement.left] = 1 / judgement.value
    rows = (fsum(matrix[i, j] * weights[j] for j in problem.criteria) - largest * weights[i] for i in problem.criteria)
    return max(abs(row) for row in rows)


def best_worst(problem: BestWorstProblem, options: NoOptions, effort: Effort) -> Answer:
    """Weights by the best-worst method."""
    del options, effort
    found = solve_best_worst(problem)
    return Answer(
        found,
        (*_by_weight(found.weights), f"{found.words}."),
        checked("weights sum to 1", _sums_to_one(found.weights)),
    )


def swing(problem: Swings, options: NoOptions, effort: Effort) -> Answer:
    """Weights from what the swing from the worst to the best level of each criterion is worth."""
    del options, effort
    return _weights(swing_weights(problem.points))


def rank_order(problem: Ranking, options: NoOptions, effort: Effort) -> Answer:
    """Weights from the order of the criteria alone."""
    del options, effort
    return _weights(rank_order_weights(problem.ranking))


def _weights(found: Mapping[str, float]) -> Answer:
    return Answer({"weights": found}, tuple(_by_weight(found)), checked("weights sum to 1", _sums_to_one(found)))


def scoring(problem: ScoringProblem, options: NoOptions, effort: Effort) -> Answer:
    """Weighted scores and ranks."""
    del options, effort
    found = solve_scores(problem)
    places = [(score.best_rank, score.worst_rank) for score in found.ranked]
    known = [score.best_rank for score in found.ranked if score.best_rank == score.worst_rank]
    faults = [
        None if known == sorted(known) else "known ranks do not rise as scores fall",
        None if all(best <= worst for best, worst in places) else "a best rank is below the worst",
    ]
    lines = tuple(f"  {found.words(score.key)}" for score in found.ranked)
    return Answer({"ranked": found.ranked}, lines, checked("ranks rise as scores fall", faults))


def acceptability(problem: ScoringProblem, options: Drawing, effort: Effort) -> Answer:
    """Rank shares over drawn weights."""
    found = rank_shares(problem, spread=options.spread, draws=options.draws, effort=effort)
    sums = [
        same(f"rank shares of {p.name}", fsum(row), 1.0) for p, row in zip(found.projects, found.shares, strict=True)
    ]
    return Answer(found, tuple(project.words for project in found.projects), checked("rank shares sum to 1", sums))


def tipping(problem: ScoringProblem, options: OfProject, effort: Effort) -> Answer:
    """The weights from which a project ranks otherwise."""
    del effort
    found = tippings(problem, project=options.project)
    words = tipping_words(problem, project=options.project)
    return Answer({"tippings": found, "words": words}, (words,), Check("exact: solved in closed form"))


def _by_weight(weights: Mapping[str, float]) -> list[str]:
    return [f"  {key}: {weight:.4f}" for key, weight in sorted(weights.items(), key=lambda pair: -pair[1])]


def _sums_to_one(weights: Mapping[str, float]) -> list[str | None]:
    return [same("the sum of the weights", fsum(weights.values()), 1.0)]
