"""One set of weights from many people's judgements, with where they differ (Aczél and Saaty 1983)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, log

from northing.engine.prioritization.errors import MissingJudgement, NothingWeighs, require_unique, require_weights
from northing.engine.prioritization.pairwise import (
    Judgement,
    PairwiseProblem,
    PairwiseResult,
    require_judgements,
    scale_words,
    solve_pairwise,
)
from northing.engine.shapes import require_types, typed

TALK_FROM = 2.0
"""A pair is worth talking about when the highest judgement is at least so many times the lowest."""


@dataclass(frozen=True, slots=True)
class Judge:
    """One person's judgements, given without seeing the others'; ``influence`` is relative to the other people's."""

    name: str
    judgements: tuple[Judgement, ...]
    influence: float = 1.0


@dataclass(frozen=True, slots=True)
class GroupProblem:
    """The same criteria judged by several people; checked when it is made.

    One person's judgements need not connect all criteria; those of all people together must.
    """

    criteria: tuple[str, ...]
    judges: tuple[Judge, ...]

    def __post_init__(self) -> None:
        require_types(self, what="judging")
        if not self.judges:
            raise NothingWeighs("nobody has judged yet")
        require_unique(self.criteria, what="criterion")
        require_unique((judge.name for judge in self.judges), what="judge")
        require_weights((judge.name, judge.influence) for judge in self.judges)
        for judge in self.judges:
            require_judgements(judge.judgements, criteria=self.criteria)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far people's own weights of one criterion lie apart; None where nobody's own weights are known."""

    criterion: str
    group: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair that people judge differently: who judges it lowest and who highest."""

    left: str
    right: str
    low: float
    high: float
    lowest: str
    highest: str

    @property
    def words(self) -> str:
        """A sentence that opens the conversation."""
        return (
            f"talk about {self.left} against {self.right}: {self.lowest} says {scale_words(self.low)}, "
            f"{self.highest} says {scale_words(self.high)}"
        )


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The group's weights beside each person's own.

    Attributes:
        result: weights and consistency of the geometric means.
        individual: each person's own result; None where the judgements do not connect all criteria.
        spreads: in the order of the criteria.
        disagreements: the pairs worth talking about, the widest first.
    """

    result: PairwiseResult
    individual: Mapping[str, PairwiseResult | None]
    spreads: tuple[Spread, ...]
    disagreements: tuple[Disagreement, ...]


@typed
def solve_group(problem: GroupProblem) -> GroupResult:
    """Weights of the group by the geometric mean of the judgements of each pair, weighted by influence.

    Raises:
        MissingJudgement: all people's judgements together do not connect the criteria.
    """
    by_pair = _by_pair(problem)
    means = tuple(Judgement(*pair, _geometric_mean(said)) for pair, said in by_pair.items())
    result = solve_pairwise(PairwiseProblem(problem.criteria, means))
    individual = {judge.name: _own(problem.criteria, judge) for judge in problem.judges}
    return GroupResult(
        result=result,
        individual=individual,
        spreads=tuple(_spread(key, result=result, individual=individual) for key in problem.criteria),
        disagreements=tuple(sorted(_disagreements(by_pair), key=lambda one: one.low / one.high)),
    )


Said = tuple[Judge, float]
"""A person and what that person said about the pair."""


def _by_pair(problem: GroupProblem) -> dict[tuple[str, str], list[Said]]:
    """What each person with influence said about each pair, the pair in the order of the criteria."""
    place = {key: at for at, key in enumerate(problem.criteria)}
    found: dict[tuple[str, str], list[Said]] = {}
    for judge in (one for one in problem.judges if one.influence > 0):
        for said in judge.judgements:
            forward = place[said.left] < place[said.right]
            pair = (said.left, said.right) if forward else (said.right, said.left)
            found.setdefault(pair, []).append((judge, said.value if forward else 1 / said.value))
    return found


def _geometric_mean(said: list[Said]) -> float:
    total = sum(judge.influence for judge, _ in said)
    return exp(sum(judge.influence * log(value) for judge, value in said) / total)


def _own(criteria: tuple[str, ...], judge: Judge) -> PairwiseResult | None:
    try:
        return solve_pairwise(PairwiseProblem(criteria, judge.judgements))
    except MissingJudgement:
        return None


def _spread(key: str, *, result: PairwiseResult, individual: Mapping[str, PairwiseResult | None]) -> Spread:
    own = [one.weights[key] for one in individual.values() if one is not None]
    return Spread(key, result.weights[key], min(own, default=None), max(own, default=None))


def _disagreements(by_pair: Mapping[tuple[str, str], list[Said]]) -> Iterator[Disagreement]:
    for (left, right), said in by_pair.items():
        lowest, low = min(said, key=lambda one: one[1])
        highest, high = max(said, key=lambda one: one[1])
        if high / low >= TALK_FROM:
            yield Disagreement(left, right, low, high, lowest.name, highest.name)
