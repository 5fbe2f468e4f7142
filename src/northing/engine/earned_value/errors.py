"""What can be wrong with planned, earned and actual values, in the field's words."""

from __future__ import annotations

from northing.engine import errors


class EarnedValueError(errors.ProblemError):
    """Planned, earned or actual values that are invalid."""


class NotANumber(EarnedValueError, errors.NotANumber):
    """A figure that must be known is not a finite number."""


class NegativeAmount(EarnedValueError, errors.NegativeAmount):
    """A figure is below zero."""


class DuplicateKey(EarnedValueError, errors.DuplicateKey):
    """Two rows are of the same project."""


class InconsistentSizes(EarnedValueError):
    """Two columns do not have a row for each project, or there is no period."""


class PlanFalls(EarnedValueError):
    """Cumulative planned value falls from one period to the next."""


class OutOfScale(EarnedValueError, errors.OutOfScale):
    """A share or a date lies outside what it can be."""


class UnknownReference(EarnedValueError, errors.UnknownReference):
    """Something refers to a project that is not there."""
