"""Which projects no weights can justify: another one is at least as good by every criterion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northing.engine.prioritization.scoring import ScoringProblem
from northing.engine.shapes import typed


@dataclass(frozen=True, slots=True)
class Dominance:
    """``better`` is at least as good as ``worse`` by every criterion that weighs, and better by one."""

    better: str
    worse: str


@typed
def dominance(problem: ScoringProblem) -> tuple[Dominance, ...]:
    """All pairs of which one surely dominates the other, whatever the weights and the open scores are."""
    low, _, high = problem.values
    weighs = np.flatnonzero(problem.weights > 0)
    size = len(problem.projects)
    everywhere, somewhere = np.ones((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
    for at in weighs:
        everywhere &= low[:, at, None] >= high[None, :, at]
        somewhere |= low[:, at, None] > high[None, :, at]
    pairs = np.argwhere(everywhere & somewhere)
    return tuple(Dominance(problem.projects[a].key, problem.projects[b].key) for a, b in pairs)
