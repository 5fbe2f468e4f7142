"""Where a measure would stand at its target date without the portfolio, and how far that is from the target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.plan import Measure, Polarity, Reading

CLOSED_WITHIN = 1e-9
"""A gap smaller than this share of the target (or of the level) is rounding, and counts as closed."""


@dataclass(frozen=True, slots=True)
class Level:
    """The level expected at the target date, in the measure's unit.

    Attributes:
        reading: the last reading on or before the as-of date; what it shows is not counted again.
        readings: all that went in, oldest first (only the last one counts unless ``trend``).
    """

    value: float
    reading: Reading
    readings: tuple[Reading, ...]
    trend: bool = False


def readings_until(measure: Measure, *, as_of: date) -> tuple[Reading, ...]:
    """Readings on or before ``as_of``, oldest first, a dated baseline before all others of its day.

    Of several readings of one day the one listed last comes last, so that a correction replaces what it corrects.
    """
    readings = list(measure.readings)
    if measure.baseline is not None and measure.baseline_date is not None:
        readings.insert(0, Reading(measure.baseline_date, measure.baseline, measure.source or "baseline"))
    return tuple(sorted((reading for reading in readings if reading.date <= as_of), key=lambda reading: reading.date))


def level_expected(measure: Measure, *, as_of: date) -> Level | None:
    """The last reading, or the readings' straight-line trend at the target date; None without any reading."""
    readings = readings_until(measure, as_of=as_of)
    if not readings:
        return None
    last = readings[-1]
    if measure.follow_trend and measure.target_date and readings[0].date < last.date:
        return Level(_trend_at(measure.target_date, readings=readings), last, readings, trend=True)
    return Level(last.value, last, readings)


def _trend_at(day: date, *, readings: tuple[Reading, ...]) -> float:
    """Least-squares line through (date, value), read off at ``day``."""
    days = [(reading.date - readings[-1].date).days for reading in readings]
    mean_day = fsum(days) / len(days)
    mean_value = fsum(reading.value for reading in readings) / len(readings)
    spread = fsum((at - mean_day) ** 2 for at in days)
    slope = fsum((at - mean_day) * r.value for at, r in zip(days, readings, strict=True)) / spread
    return mean_value + slope * ((day - readings[-1].date).days - mean_day)


def gap_to_target(measure: Measure, *, level: float) -> float:
    """Signed change that is still needed, in the measure's unit: target − level, exactly 0 within rounding.

    For a range measure the signed distance to the nearest side of the band, 0 inside it.
    """
    target = target_level(measure, level=level)
    aim = level if target is None else target
    gap = aim - level
    return 0.0 if abs(gap) <= CLOSED_WITHIN * max(abs(aim), abs(level)) else gap


def target_level(measure: Measure, *, level: float) -> float | None:
    """The level to reach: the target, or the nearest side of a range's band; None inside the band or without any."""
    if measure.polarity is not Polarity.RANGE:
        return measure.target
    low, high = measure.target_low, measure.target_high
    if low is not None and level < low:
        return low
    return high if high is not None and level > high else None


def is_open(measure: Measure, *, gap: float) -> bool:
    """Whether something is still missing: a target that is passed in the wanted direction is closed."""
    return {Polarity.UP: gap > 0, Polarity.DOWN: gap < 0, Polarity.RANGE: gap != 0}[measure.polarity]
