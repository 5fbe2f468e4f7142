"""The business plan as frozen dataclasses, and what differs between two of them."""

from northing.engine.plan.model import (
    Assessment,
    Goal,
    Influencer,
    Measure,
    Objective,
    Plan,
    Polarity,
    Policy,
    PolicyRule,
    Reading,
)

__all__ = [
    "Assessment",
    "Goal",
    "Influencer",
    "Measure",
    "Objective",
    "Plan",
    "Polarity",
    "Policy",
    "PolicyRule",
    "Reading",
]
