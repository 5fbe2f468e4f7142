"""When benefits arrive."""

from northing.engine.benefits.trajectory import (
    Dates,
    arrival_start,
    share_arrived,
    share_between,
    slip_days,
)

__all__ = ["Dates", "arrival_start", "share_arrived", "share_between", "slip_days"]
