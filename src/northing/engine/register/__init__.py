"""Programmes and projects as the engine sees them, and what differs between two registers."""

from northing.engine.register.model import (
    Allocation,
    Assumption,
    Benefit,
    Demand,
    Dependency,
    EarnedValue,
    Kind,
    Project,
    Span,
    Stage,
    Status,
    Support,
    YearCost,
)

__all__ = [
    "Allocation",
    "Assumption",
    "Benefit",
    "Demand",
    "Dependency",
    "EarnedValue",
    "Kind",
    "Project",
    "Span",
    "Stage",
    "Status",
    "Support",
    "YearCost",
]
