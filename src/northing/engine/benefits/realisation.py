"""Did the benefit arrive? Readings against the trajectory, and when the target is reached at the pace so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from northing.engine.errors import LARGEST, ProblemError

LATEST = 100 * 365
"""Days: a forecast further away than this says only that the pace is too slow."""


class TrajectoryError(ProblemError):
    """A trajectory or reading that is invalid."""


@dataclass(frozen=True, slots=True)
class Point:
    """A level of the measure on a day, in its unit."""

    date: date
    level: float


@dataclass(frozen=True, slots=True)
class Realisation:
    """How far a benefit has arrived; shares, 1 for all.

    Attributes:
        as_of: day of the last reading; None without readings.
        planned_share, actual_share: of the whole way from the baseline to the target, on that day.
        rate: actual ÷ planned so far; None before anything was planned to have arrived, or without readings.
        reached: when the pace so far (a straight line through baseline and readings) reaches the target; None when it
            never does, or without readings.
        late_days: ``reached`` after the end of the trajectory, below 0 before it.
    """

    as_of: date | None
    planned_share: float | None
    actual_share: float | None
    rate: float | None
    reached: date | None
    late_days: int | None

    @property
    def words(self) -> str:
        """Share and forecast in one sentence, and why where there is none."""
        if self.actual_share is None or self.planned_share is None:
            return "unknown: nobody has read the measure since the baseline"
        told = f"{self.actual_share:.0%} has arrived where {self.planned_share:.0%} was planned"
        if self.reached is None or self.late_days is None:
            return f"{told}; at the pace so far the target is never reached"
        side = "late" if self.late_days > 0 else "early"
        when = "on time" if self.late_days == 0 else f"{abs(self.late_days)} days {side}"
        return f"{told}; at the pace so far the target is reached on {self.reached}, {when}"


def realisation(trajectory: Sequence[Point], *, readings: Sequence[Point], as_of: date) -> Realisation:
    """Readings up to a day against the trajectory, whose first point is the baseline and whose last is the target.

    Raises:
        TrajectoryError: fewer than two points, dates that do not rise, levels that are not numbers, or a target that is
            the baseline.
    """
    _require(trajectory, readings=readings)
    start, end = trajectory[0], trajectory[-1]
    seen = sorted((one for one in readings if start.date < one.date <= as_of), key=lambda one: one.date)
    if not seen:
        return Realisation(None, None, None, None, None, None)
    way = end.level - start.level
    actual = (seen[-1].level - start.level) / way
    planned = (_planned(trajectory, on=seen[-1].date) - start.level) / way
    reached = _reached([start, *seen], target=end.level)
    late = None if reached is None else (reached - end.date).days
    return Realisation(seen[-1].date, planned, actual, actual / planned if planned > 0 else None, reached, late)


def _planned(trajectory: Sequence[Point], *, on: date) -> float:
    days = [(point.date - trajectory[0].date).days for point in trajectory]
    return float(np.interp((on - trajectory[0].date).days, days, [point.level for point in trajectory]))


def _reached(points: Sequence[Point], *, target: float) -> date | None:
    """The day of the first reading at the target, else when the least-squares line through all points gets there."""
    start = points[0]
    way = target - start.level
    there = next((point.date for point in points if (point.level - target) * np.sign(way) >= 0), None)
    if there is not None:
        return there
    days = np.array([(point.date - start.date).days for point in points], dtype=float)
    levels = np.array([point.level for point in points])
    middle = days.mean()
    pace = float(((days - middle) @ levels) / ((days - middle) @ (days - middle)))
    if pace * way <= 0:
        return None
    needed = middle + (target - levels.mean()) / pace
    return start.date + timedelta(days=int(np.ceil(needed))) if needed <= LATEST else None


def _require(trajectory: Sequence[Point], *, readings: Sequence[Point]) -> None:
    if len(trajectory) < 2:  # noqa: PLR2004 - a baseline and a target
        raise TrajectoryError("a trajectory needs a baseline and a target: give two points or more")
    if any(after.date <= before.date for before, after in pairwise(trajectory)):
        raise TrajectoryError("the dates of a trajectory must rise from point to point")
    for point in (*trajectory, *readings):
        if not abs(point.level) <= LARGEST:
            raise TrajectoryError(
                f"the level on {point.date} is {point.level}: leave it out when it is unknown, or look at its unit"
            )
    if trajectory[0].level == trajectory[-1].level:
        raise TrajectoryError("the target is the baseline: there is nothing to realise")
