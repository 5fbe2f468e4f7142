"""What can be wrong with a selection problem or its solving, in the field's words."""

from __future__ import annotations

from northing.engine.errors import ProblemError


class ContradictoryCandidate(ProblemError):
    """A project must be both in and out."""


class NoFeasiblePortfolio(Exception):
    """No choice of projects keeps every rule; ``northing.engine.selection.conflict`` says which stand in the way."""


class MandatoryCannotFit(NoFeasiblePortfolio):
    """A project that has to be in breaks a budget, a capacity or the risk cap all by itself."""
