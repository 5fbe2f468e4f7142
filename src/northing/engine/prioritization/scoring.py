"""Weighted scores; a score that nobody knows stays unknown and makes the project's score an interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from northing.engine.alignment.trace import Input, Trace
from northing.engine.errors import NUMBERS
from northing.engine.prioritization.errors import (
    BadValueFunction,
    NothingWeighs,
    OutOfScale,
    UnknownReference,
    require_countable,
    require_unique,
    require_weights,
)
from northing.engine.prioritization.value_functions import Linear, ValueFunction
from northing.engine.shapes import require_types, typed
from northing.engine.values import ValueState

Numbers = NDArray[np.float64]

DECIMALS = 12
"""Scores that differ less than this share a rank: the rest is rounding."""


@dataclass(frozen=True, slots=True)
class Range:
    """A score of which only the lowest, the likeliest and the highest are known."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        for what in ("low", "likely", "high"):
            require_countable(getattr(self, what), what=f"the {what} end of a score")
        if not self.low <= self.likely <= self.high:
            raise OutOfScale(f"a score from {self.low:g} over {self.likely:g} to {self.high:g} does not rise")


Score = float | Range | ValueState
"""A score; or why there is none. Not applicable counts as worth nothing, every other state as unknown."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What projects are scored by; ``weight`` is relative to the other criteria's."""

    key: str
    name: str
    weight: float
    function: ValueFunction = field(default_factory=Linear)


@dataclass(frozen=True, slots=True)
class ScoredProject:
    """A project with its scores by criterion; a criterion that is not there is missing, which is unknown."""

    key: str
    name: str
    scores: Mapping[str, Score] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoringProblem:
    """Criteria, and projects with their scores; checked when it is made."""

    criteria: tuple[Criterion, ...]
    projects: tuple[ScoredProject, ...]

    def __post_init__(self) -> None:
        require_types(self, what="scoring")
        if not self.criteria:
            raise NothingWeighs("there is no criterion to score by")
        require_unique((criterion.key for criterion in self.criteria), what="criterion")
        require_unique((project.key for project in self.projects), what="project")
        require_weights((criterion.name, criterion.weight) for criterion in self.criteria)
        known = {criterion.key for criterion in self.criteria}
        for criterion in self.criteria:
            if isinstance(criterion.function, NUMBERS):
                raise BadValueFunction(f"the value function of {criterion.name!r} is {criterion.function!r}")
        for project in self.projects:
            _require_scores(project, criteria=known)

    @cached_property
    def weights(self) -> Numbers:
        """The criteria's shares of the whole, in their order."""
        given = np.array([criterion.weight for criterion in self.criteria], dtype=float)
        shares: Numbers = given / given.sum()
        return shares

    @cached_property
    def values(self) -> tuple[Numbers, Numbers, Numbers]:
        """Low, likely and high values 0 … 1, projects × criteria; likely is NaN where the score is unknown."""
        columns = [_column(criterion, projects=self.projects) for criterion in self.criteria]
        return tuple(np.column_stack([column[end] for column in columns]) for end in range(3))  # type: ignore[return-value]

    def with_weights(self, weights: Mapping[str, float]) -> ScoringProblem:
        """The same projects under other weights; a criterion that is not named weighs nothing.

        Raises:
            UnknownReference: a weight for a criterion that is not there.
        """
        unknown = [key for key in weights if key not in {criterion.key for criterion in self.criteria}]
        if unknown:
            raise UnknownReference(f"there is a weight for {unknown[0]!r}, which is not a criterion")
        changed = tuple(replace(criterion, weight=weights.get(criterion.key, 0.0)) for criterion in self.criteria)
        return ScoringProblem(changed, self.projects)

    def place(self, project: str) -> int:
        """Where the project stands in the list.

        Raises:
            UnknownReference: it is not there.
        """
        found = next((at for at, one in enumerate(self.projects) if one.key == project), None)
        if found is None:
            raise UnknownReference(f"{project!r} is not one of the projects")
        return found


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """What one project scores and where that puts it.

    Attributes:
        score: Σ weight × value with the likely scores; None when a score that weighs is unknown.
        low, high: the score with every open score at its worst and at its best.
        best_rank, worst_rank: the ranks that are possible while open scores lie anywhere in their ranges.
        unknown_weight: share of weight whose score is unknown.
    """

    key: str
    name: str
    score: float | None
    low: float
    high: float
    best_rank: int
    worst_rank: int
    unknown_weight: float


@dataclass(frozen=True, slots=True)
class ScoringResult:
    """The scores in the problem's order."""

    problem: ScoringProblem
    scores: tuple[WeightedScore, ...]

    @property
    def ranked(self) -> tuple[WeightedScore, ...]:
        """By the middle of the interval, the highest first; equal ones by key."""
        return tuple(sorted(self.scores, key=lambda one: (-round(one.low + one.high, DECIMALS), one.key)))

    def trace(self, project: str) -> Trace:
        """The project's score with each criterion's weight, value and contribution.

        Raises:
            UnknownReference: it is not there.
        """
        at = self.problem.place(project)
        likely = self.problem.values[1][at]
        inputs = tuple(
            Input(f"{criterion.name} (weight {weight:.1%})", None if np.isnan(value) else float(value), "value 0 … 1")
            for criterion, weight, value in zip(self.problem.criteria, self.problem.weights, likely, strict=True)
        )
        return Trace("Σ weight × value", self.scores[at].score, "score 0 … 1", inputs)

    def words(self, project: str) -> str:
        """What carries the project, what is unknown, and where it may stand.

        Raises:
            UnknownReference: it is not there.
        """
        at = self.problem.place(project)
        found = self.scores[at]
        ranks = f"rank {found.best_rank}"
        if found.best_rank != found.worst_rank:
            ranks = f"between rank {found.best_rank} and {found.worst_rank}"
        score = f"{found.low:.2f}" if found.low == found.high else f"{found.low:.2f} to {found.high:.2f}"
        return "; ".join((f"{found.name}: {ranks}, score {score}", *self._parts(at)))

    def _parts(self, at: int) -> Iterator[str]:
        low, likely, high = (ends[at] for ends in self.problem.values)
        project = self.problem.projects[at]
        gained = self.problem.weights * np.nan_to_num(likely)
        if gained.max() > 0:
            most = int(gained.argmax())
            yield f"{self.problem.criteria[most].name} brings most of it ({gained[most]:.2f})"
        for place in np.flatnonzero(np.isnan(likely)):
            criterion = self.problem.criteria[place]
            state = project.scores.get(criterion.key, ValueState.MISSING)
            yield f"{criterion.name} is {state}: anything from {low[place]:.2g} to {high[place]:.2g}"


@typed
def solve_scores(problem: ScoringProblem) -> ScoringResult:
    """Σ weight × value for each project, with the interval and the ranks that unknown scores leave open."""
    low, likely, high = problem.values
    weighs = problem.weights > 0
    open_weight = np.isnan(likely) @ problem.weights
    known = np.isnan(likely[:, weighs]).sum(axis=1) == 0
    lows, highs = _rounded(low @ problem.weights), _rounded(high @ problem.weights)
    scores = _rounded(np.nan_to_num(likely) @ problem.weights)
    best, worst = _rank_interval(lows, highs)
    return ScoringResult(
        problem,
        tuple(
            WeightedScore(
                key=project.key,
                name=project.name,
                score=float(scores[at]) if known[at] else None,
                low=float(lows[at]),
                high=float(highs[at]),
                best_rank=int(best[at]),
                worst_rank=int(worst[at]),
                unknown_weight=float(open_weight[at]),
            )
            for at, project in enumerate(problem.projects)
        ),
    )


def share_rank(scores: Numbers) -> NDArray[np.int64]:
    """Rank of each score, 1 the highest; equal scores share the better rank."""
    rounded = _rounded(scores)
    ranks: NDArray[np.int64] = 1 + len(rounded) - np.searchsorted(np.sort(rounded), rounded, side="right")
    return ranks


def _rounded(scores: Numbers) -> Numbers:
    rounded: Numbers = np.round(scores, DECIMALS)
    return rounded


def _rank_interval(lows: Numbers, highs: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Best rank: 1 + those surely above; worst: 1 + the others that can be above. Equal scores share a rank."""
    surely = len(lows) - np.searchsorted(np.sort(lows), highs, side="right")
    maybe = len(lows) - np.searchsorted(np.sort(highs), lows, side="right")
    return 1 + surely, 1 + maybe - (highs > lows)


def _require_scores(project: ScoredProject, *, criteria: set[str]) -> None:
    for key, score in project.scores.items():
        if key not in criteria:
            raise UnknownReference(f"{project.name!r} has a score for {key!r}, which is not a criterion")
        if score is ValueState.KNOWN:
            raise OutOfScale(f"the score of {project.name!r} for {key!r} is said to be known: give the number")
        if not isinstance(score, Range | ValueState):
            require_countable(score, what=f"the score of {project.name!r} for {key!r}")


def _column(criterion: Criterion, *, projects: tuple[ScoredProject, ...]) -> tuple[Numbers, Numbers, Numbers]:
    """Low, likely and high value of each project."""
    scores = [project.scores.get(criterion.key, ValueState.MISSING) for project in projects]
    likely = np.array([_likely(score) for score in scores], dtype=float)
    none = np.array([score is ValueState.NOT_APPLICABLE for score in scores], dtype=bool)
    values = np.where(none, 0.0, criterion.function.values(likely))
    low, high = values.copy(), values.copy()
    for at, score in enumerate(scores):
        if isinstance(score, Range):
            low[at], high[at] = criterion.function.span(score.low, score.high)
        elif np.isnan(values[at]):
            low[at], high[at] = criterion.function.span(None, None)
    return low, values, high


def _likely(score: Score) -> float:
    if isinstance(score, ValueState):
        return np.nan
    return score.likely if isinstance(score, Range) else score


def known_rows(problem: ScoringProblem) -> NDArray[np.bool_]:
    """Which projects have a likely score for every criterion."""
    rows: NDArray[np.bool_] = np.isnan(problem.values[1]).sum(axis=1) == 0
    return rows


@typed
def contributions(problem: ScoringProblem, *, project: str) -> dict[str, float]:
    """What each criterion with a known score adds to the project's score.

    Raises:
        UnknownReference: the project is not there.
    """
    likely = problem.values[1][problem.place(project)]
    parts = zip(problem.criteria, problem.weights * likely, strict=True)
    return {criterion.key: float(part) for criterion, part in parts if not np.isnan(part)}
