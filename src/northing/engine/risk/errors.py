"""What can be wrong with the ranges, events and correlations of a schedule."""

from __future__ import annotations

from northing.engine.errors import ProblemError


class NegativeDuration(ProblemError):
    """A range allows a duration below zero."""


class TooFewIterations(ProblemError):
    """Too few iterations to say how exact an answer is."""
