"""What can be wrong with a selection problem or its solving, in the field's words."""

from __future__ import annotations

from collections.abc import Sequence


class ProblemError(ValueError):
    """A selection problem that cannot mean anything."""


class DuplicateKey(ProblemError):
    """Two things carry the same key."""


class UnknownReference(ProblemError):
    """Something refers to a project, option or measure that is not there."""


class NotANumber(ProblemError):
    """A cost, demand, contribution, weight or limit is not a finite number."""


class NegativeAmount(ProblemError):
    """A cost, demand, gap, weight or limit is below zero."""


class ContradictoryCandidate(ProblemError):
    """A project must be both in and out."""


class DependencyCycle(ProblemError):
    """Projects need each other in a circle."""

    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(f"projects need each other in a circle: {' needs '.join((*cycle, cycle[0]))}")
        self.cycle = tuple(cycle)


class NoFeasiblePortfolio(Exception):
    """No choice of projects keeps every rule; ``northing.engine.selection.conflict`` says which stand in the way."""


class SolverFailed(RuntimeError):
    """The solver ended without a portfolio that can be trusted."""


class SolverTimedOut(SolverFailed):
    """The time limit passed before any portfolio was found."""
