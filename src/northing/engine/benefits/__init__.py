"""When benefits arrive, whether they did, and what they stem from."""

from northing.engine.benefits.map import (
    Attribution,
    BenefitMap,
    DoubleCount,
    MapError,
    MapLink,
    at_risk,
    attribute,
    blockers,
    double_counts,
)
from northing.engine.benefits.realisation import Point, Realisation, TrajectoryError, realisation
from northing.engine.benefits.trajectory import (
    Dates,
    arrival_start,
    share_arrived,
    share_between,
    slip_days,
)

__all__ = [
    "Attribution",
    "BenefitMap",
    "Dates",
    "DoubleCount",
    "MapError",
    "MapLink",
    "Point",
    "Realisation",
    "TrajectoryError",
    "arrival_start",
    "at_risk",
    "attribute",
    "blockers",
    "double_counts",
    "realisation",
    "share_arrived",
    "share_between",
    "slip_days",
]
