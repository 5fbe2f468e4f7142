"""Weights from pairwise judgements: the analytic hierarchy process (Saaty 1980), also with judgements missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from northing.engine.prioritization.errors import (
    MissingJudgement,
    NothingWeighs,
    OutOfScale,
    UnknownReference,
    require_countable,
    require_unique,
)
from northing.engine.shapes import require_types, typed

STRONGEST = 9.0
"""The end of Saaty's scale: extremely more important."""
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Saaty's mean consistency index of random judgements for 1 to 15 criteria."""

RATIO_LIMITS = {3: 0.05, 4: 0.08}
RATIO_LIMIT = 0.10
"""Saaty's limit of the consistency ratio, above those for few criteria (``RATIO_LIMITS``)."""
SQUARINGS = 30
"""The matrix is squared so often: as many steps of power iteration as 2 to that power."""

SCALE_TOLERANCE = 1e-9
"""Judgements that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many times as important the left criterion is as the right one: 1 equal to 9 extremely, or 1/9 to 1."""

    left: str
    right: str
    value: float


@dataclass(frozen=True, slots=True)
class PairwiseProblem:
    """Criteria and what one person judged about pairs of them; checked when it is made.

    Pairs may be missing as long as the judged ones connect all criteria.
    """

    criteria: tuple[str, ...]
    judgements: tuple[Judgement, ...]

    def __post_init__(self) -> None:
        require_types(self, what="judging")
        if not self.criteria:
            raise NothingWeighs("there is no criterion to weigh")
        require_unique(self.criteria, what="criterion")
        require_judgements(self.judgements, criteria=self.criteria)
        apart = _unreached(self.criteria, judgements=self.judgements)
        if apart:
            raise MissingJudgement(
                f"{apart[0]!r} is not compared with {self.criteria[0]!r}, not even through others: judge one more pair"
            )

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """The pairs without a judgement, in the order of the criteria."""
        judged = {frozenset((one.left, one.right)) for one in self.judgements}
        pairs = ((a, b) for at, a in enumerate(self.criteria) for b in self.criteria[at + 1 :])
        return tuple(pair for pair in pairs if frozenset(pair) not in judged)

    def matrix(self) -> NDArray[np.float64]:
        """Reciprocal matrix, criteria × criteria, with 1 on the diagonal and 0 where a judgement is missing."""
        place = {key: at for at, key in enumerate(self.criteria)}
        filled = np.eye(len(self.criteria))
        for one in self.judgements:
            filled[place[one.left], place[one.right]] = one.value
            filled[place[one.right], place[one.left]] = 1 / one.value
        return filled

    @classmethod
    def from_matrix(cls, criteria: Sequence[str], rows: Sequence[Sequence[float]]) -> PairwiseProblem:
        """The problem of a whole matrix; its upper triangle is read, 0 there means missing.

        Raises:
            OutOfScale: the matrix is not square, of another size, or not reciprocal.
            NotANumber: something in it is not a finite number.
        """
        given = np.asarray(rows, dtype=float)
        if given.shape != (len(criteria), len(criteria)):
            raise OutOfScale(f"{len(criteria)} criteria need as many rows and columns, not {given.shape}")
        for left, row in zip(criteria, given.tolist(), strict=True):
            for right, value in zip(criteria, row, strict=True):
                require_countable(value, what=f"the judgement of {left!r} against {right!r}")
        judged = (given != 0) & (given.T != 0)
        if not np.allclose((given * given.T)[judged], 1):
            raise OutOfScale("the matrix is not reciprocal: each judgement must be 1 ÷ the one across the diagonal")
        upper = zip(*np.nonzero(np.triu(given, 1)), strict=True)
        return cls(tuple(criteria), tuple(Judgement(criteria[a], criteria[b], float(given[a, b])) for a, b in upper))


@dataclass(frozen=True, slots=True)
class Revision:
    """The one judgement to think about again.

    Attributes:
        triad: the three criteria whose judgements agree least.
        given: the judgement as it is; ``suggested``: what all other judgements imply, on the scale.
        ratio_after: consistency ratio with the suggestion; None where none can be given.
    """

    triad: tuple[str, str, str]
    left: str
    right: str
    given: float
    suggested: float
    ratio_after: float | None

    @property
    def words(self) -> str:
        """A sentence for the person who judged."""
        after = "" if self.ratio_after is None else f"; the consistency ratio would be {self.ratio_after:.2f}"
        return (
            f"{self.left} against {self.right} is judged {scale_words(self.given)}, "
            f"but the other judgements imply about {scale_words(self.suggested)}{after}"
        )


@dataclass(frozen=True, slots=True)
class PairwiseResult:
    """Weights and how far the judgements agree with each other.

    Attributes:
        weights: by criterion, summing to 1: the principal eigenvector.
        largest: principal eigenvalue; as large as the number of criteria when all judgements agree.
        index: consistency index (largest − n) / (n − 1).
        ratio: index ÷ that of random judgements; None when no judgement checks another or n > 15.
        limit: the ratio up to which the judgements are consistent enough.
        revision: None when the judgements agree on the scale.
    """

    weights: Mapping[str, float]
    largest: float
    index: float
    ratio: float | None
    limit: float
    missing: tuple[tuple[str, str], ...]
    revision: Revision | None

    @property
    def is_consistent(self) -> bool | None:
        """Whether the ratio is within its limit; None when it cannot be said."""
        return None if self.ratio is None else self.ratio <= self.limit

    @property
    def words(self) -> str:
        """How consistent the judgements are and what to think about again."""
        if self.ratio is None:
            return "consistency cannot be judged: too few judgements check each other, or there are over 15 criteria"
        verdict = "consistent enough" if self.is_consistent else "too contradictory to rest a decision on"
        said = f"the judgements are {verdict} (consistency ratio {self.ratio:.2f}, limit {self.limit:.2f})"
        return f"{said}; {self.revision.words}" if self.revision and not self.is_consistent else said


@typed
def solve_pairwise(problem: PairwiseProblem) -> PairwiseResult:
    """Weights by the principal eigenvector; missing judgements as the weights themselves imply them (Harker 1987)."""
    weights, largest, index = _weighed(problem)
    size, missing = len(problem.criteria), problem.missing
    return PairwiseResult(
        weights=dict(zip(problem.criteria, weights.tolist(), strict=True)),
        largest=largest,
        index=index,
        ratio=_ratio(index, size=size, missing=len(missing)),
        limit=RATIO_LIMITS.get(size, RATIO_LIMIT),
        missing=missing,
        revision=revision_of(problem),
    )


def principal_eigenvector(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (… × n, summing to 1) and principal eigenvalues (…) of primitive matrices (… × n × n).

    Power iteration by repeated squaring, so that slowly converging matrices need no more steps than others.
    """
    power = matrix / matrix.sum(axis=(-2, -1), keepdims=True)
    for _ in range(SQUARINGS):
        power = power @ power
        power /= power.sum(axis=(-2, -1), keepdims=True)
    weights = power.sum(axis=-1)
    image = (matrix @ weights[..., None])[..., 0]
    return weights, image.sum(axis=-1) / weights.sum(axis=-1)


def revision_of(problem: PairwiseProblem) -> Revision | None:
    """In the triad that agrees least, the judgement whose change to what the others imply helps most."""
    triad = _worst_triad(problem)
    if triad is None:
        return None
    inside = [one for one in problem.judgements if one.left in triad and one.right in triad]
    tried = [_revised(problem, one, triad=triad) for one in inside]
    best = min(tried, key=lambda pair: (round(pair[1], 9), abs(np.log(pair[0].suggested / pair[0].given))))[0]
    return best if abs(best.suggested - best.given) > SCALE_TOLERANCE else None


def scale_words(value: float) -> str:
    """A judgement as people say it: 3, 1/5, or with a decimal when it is between two steps."""
    if value >= 1:
        return f"{value:.3g}"
    inverse = 1 / value
    return f"1/{inverse:.3g}"


def require_judgements(judgements: Sequence[Judgement], *, criteria: Sequence[str]) -> None:
    """Refuse judgements about unknown criteria, about one and the same, off the scale, and a pair judged twice.

    Raises:
        PriorityError: one of its named kinds.
    """
    for one in judgements:
        unknown = [key for key in (one.left, one.right) if key not in criteria]
        if unknown:
            raise UnknownReference(f"a judgement is about {unknown[0]!r}, which is not a criterion")
        pair = f"{one.left!r} against {one.right!r}"
        if one.left == one.right:
            raise OutOfScale(f"{pair}: a criterion cannot be compared with itself")
        require_countable(one.value, what=f"the judgement of {pair}")
        if not 1 / STRONGEST - SCALE_TOLERANCE <= one.value <= STRONGEST + SCALE_TOLERANCE:
            raise OutOfScale(f"the judgement of {pair} is {one.value:g}: the scale goes from 1/9 to 9")
    pairs = [" against ".join(sorted((one.left, one.right))) for one in judgements]
    require_unique(pairs, what="the pair")


def _weighed(problem: PairwiseProblem) -> tuple[NDArray[np.float64], float, float]:
    """Weights, principal eigenvalue and consistency index."""
    matrix = problem.matrix()
    matrix += np.diag((matrix == 0).sum(axis=1))
    weights, largest = principal_eigenvector(matrix)
    size = len(problem.criteria)
    return weights, float(largest), max(0.0, float(largest) - size) / max(1, size - 1)


def _ratio(index: float, *, size: int, missing: int) -> float | None:
    """Consistency ratio; the random index shrinks with each missing judgement (Ágoston and Csató 2022)."""
    if size <= 2:  # noqa: PLR2004 - one judgement about two criteria cannot contradict itself
        return 0.0
    checks = (size - 1) * (size - 2) // 2 - missing
    if checks == 0 or size > len(RANDOM_INDEX):
        return None
    return index / (RANDOM_INDEX[size - 1] * (1 - 2 * missing / ((size - 1) * (size - 2))))


def _unreached(criteria: Sequence[str], *, judgements: Sequence[Judgement]) -> list[str]:
    """The criteria that no chain of judgements connects with the first one."""
    reached, waiting = {criteria[0]}, [criteria[0]]
    while waiting:
        here = waiting.pop()
        near = {b for one in judgements for a, b in ((one.left, one.right), (one.right, one.left)) if a == here}
        waiting.extend(near - reached)
        reached |= near
    return [key for key in criteria if key not in reached]


def _worst_triad(problem: PairwiseProblem) -> tuple[str, str, str] | None:
    """The triad with the largest |ln a_ij + ln a_jk − ln a_ik|; None when every triad agrees or there is none."""
    matrix = problem.matrix()
    logs = np.log(np.where(matrix > 0, matrix, np.nan))
    errors = np.abs(logs[:, :, None] + logs[None, :, :] - logs[:, None, :])
    errors = np.where(np.isnan(errors), 0.0, errors)
    if float(errors.max()) <= SCALE_TOLERANCE:
        return None
    first, second, third = sorted(np.unravel_index(int(errors.argmax()), errors.shape))
    return problem.criteria[first], problem.criteria[second], problem.criteria[third]


def _revised(problem: PairwiseProblem, judgement: Judgement, *, triad: tuple[str, str, str]) -> tuple[Revision, float]:
    """The revision of one judgement and the consistency index after it."""
    others = tuple(one for one in problem.judgements if one is not judgement)
    weights = dict(zip(problem.criteria, _weighed(PairwiseProblem(problem.criteria, others))[0], strict=True))
    suggested = _on_scale(float(weights[judgement.left] / weights[judgement.right]))
    changed = PairwiseProblem(problem.criteria, (*others, Judgement(judgement.left, judgement.right, suggested)))
    index = _weighed(changed)[2]
    ratio = _ratio(index, size=len(problem.criteria), missing=len(problem.missing))
    return Revision(triad, judgement.left, judgement.right, judgement.value, suggested, ratio), index


def _on_scale(value: float) -> float:
    """The nearest step of 1/9 … 1/2, 1, 2 … 9."""
    if value >= 1:
        return min(STRONGEST, float(round(value)))
    return float(Fraction(1, min(int(STRONGEST), round(1 / value))))
