"""What can be wrong with a selection problem or its solving, in the field's words."""

from __future__ import annotations

from northing.engine.errors import ProblemError


class ContradictoryCandidate(ProblemError):
    """A project must be both in and out."""


class AlreadyIn(ProblemError):
    """``why_not`` was asked about a project that is in."""


class NoFeasiblePortfolio(Exception):
    """No choice of projects keeps every rule; ``northing.engine.selection.conflict`` says which stand in the way."""


class MandatoryCannotFit(NoFeasiblePortfolio):
    """What has to be in cannot be, alone or together: it breaks a limit, or needs or excludes what it must not."""
