"""Alignment: coverage of the business plan's gaps, and what a change hits."""

from northing.engine.alignment.arrival import Arrival, Contribution
from northing.engine.alignment.coverage import coverage_of
from northing.engine.alignment.covered import MeasureCoverage, ObjectiveCoverage, PlanCoverage
from northing.engine.alignment.level import Level, gap_to_target, level_expected
from northing.engine.alignment.status import Thresholds, status_of
from northing.engine.alignment.trace import Input, Trace
from northing.engine.benefits import Dates

__all__ = [
    "Arrival",
    "Contribution",
    "Dates",
    "Input",
    "Level",
    "MeasureCoverage",
    "ObjectiveCoverage",
    "PlanCoverage",
    "Thresholds",
    "Trace",
    "coverage_of",
    "gap_to_target",
    "level_expected",
    "status_of",
]
