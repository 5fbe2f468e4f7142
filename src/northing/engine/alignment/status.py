"""How an objective stands, told from its coverage."""

from __future__ import annotations

from dataclasses import dataclass

from northing.engine.register import Status


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Forecast coverage from which an objective is on track or at risk; below that it is off track.

    Attributes:
        tolerance: what may be missing through rounding.
    """

    on_track: float = 1.0
    at_risk: float = 0.75
    tolerance: float = 1e-6


DEFAULT_THRESHOLDS = Thresholds()


def status_of(coverage: float | None, *, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Status:
    """The status that a forecast coverage (0..1) means; unknown coverage is an unknown status."""
    if coverage is None:
        return Status.UNKNOWN
    if coverage >= thresholds.on_track - thresholds.tolerance:
        return Status.ON_TRACK
    return Status.AT_RISK if coverage >= thresholds.at_risk - thresholds.tolerance else Status.OFF_TRACK
