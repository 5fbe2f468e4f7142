"""What can be wrong with planned, earned and actual values, in the field's words."""

from __future__ import annotations


class EarnedValueError(ValueError):
    """Planned, earned or actual values that cannot mean anything."""


class NotANumber(EarnedValueError):
    """A figure that must be known is not a finite number."""


class NegativeAmount(EarnedValueError):
    """A figure is below zero."""


class InconsistentSizes(EarnedValueError):
    """Two columns do not have a row for each project, or there is no period."""


class PlanFalls(EarnedValueError):
    """Cumulative planned value falls from one period to the next."""


class OutOfScale(EarnedValueError):
    """A share or a date lies outside what it can be."""


class UnknownReference(EarnedValueError):
    """Something refers to a project that is not there."""
