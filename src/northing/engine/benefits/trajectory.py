"""How much of a benefit has arrived by a date, on the dates that were promised or on those now expected."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from northing.engine.calendar import add_months
from northing.engine.errors import NegativeAmount
from northing.engine.register import Benefit, Project
from northing.engine.shapes import typed
from northing.engine.snapshot import RecordLine


class Dates(StrEnum):
    """Which dates a figure rests on."""

    PROMISED = "promised"
    FORECAST = "forecast"


def share_arrived(*, on: date, start: date, ramp_months: int) -> float:
    """Share 0..1 of a benefit that has arrived by the end of the day ``on``.

    Without a ramp all of it arrives on the day ``start``. With a ramp nothing has arrived on ``start`` and all of it
    on the same day ``ramp_months`` later; in between the share grows by the same amount each calendar day.

    Raises:
        NegativeAmount: a negative ramp.
    """
    if ramp_months < 0:
        raise NegativeAmount(f"a ramp cannot last {ramp_months} months: give 0 for a benefit that arrives at once")
    if on < start:
        return 0.0
    full = add_months(start, ramp_months)
    return 1.0 if on >= full else (on - start).days / (full - start).days


def share_between(*, after: date | None, until: date, start: date, ramp_months: int) -> float:
    """Share that arrives after the day ``after`` (None: from the beginning) and by the day ``until``.

    0 when ``until`` is not later than ``after``: what a reading already shows cannot arrive again.
    """
    before = share_arrived(on=after, start=start, ramp_months=ramp_months) if after else 0.0
    return max(0.0, share_arrived(on=until, start=start, ramp_months=ramp_months) - before)


def slip_days(project: Project) -> int:
    """Days by which the finish is now expected after (negative: before) the baseline's; 0 when either is unknown."""
    if project.forecast.finish is None or project.baseline.finish is None:
        return 0
    return (project.forecast.finish - project.baseline.finish).days


@typed
def arrival_start(benefit: Benefit, *, project: Project, line: RecordLine, dates: Dates) -> date | None:
    """The day from which the benefit arrives, given the plan of record's line for its project.

    The benefit's own start, or the baseline finish of its project where it has none, moved by the line's months; on
    forecast dates also by the project's slip. None when neither date is known.
    """
    start = benefit.start or project.baseline.finish
    if start is None:
        return None
    moved = add_months(start, line.shift_months)
    return moved if dates is Dates.PROMISED else moved + timedelta(days=slip_days(project))
