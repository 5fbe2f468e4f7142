"""Scheduling: when each task happens, within links, calendars, dates and what people there are."""

from northing.engine.scheduling.errors import (
    CannotFit,
    InvalidCalendar,
    InvalidConstraint,
    InvalidProgress,
    LinkCycle,
    NoCommonWorkingTime,
    NoFeasibleSchedule,
)
from northing.engine.scheduling.network import Network, network_of
from northing.engine.scheduling.problem import (
    CONTINUOUS,
    STANDARD,
    Calendar,
    CalendarException,
    ConstraintKind,
    LagCalendar,
    Link,
    LinkKind,
    Placement,
    Project,
    Resource,
    Schedule,
    ScheduleProblem,
    Shift,
    Task,
)
from northing.engine.scheduling.validation import validate

__all__ = [
    "CONTINUOUS",
    "STANDARD",
    "Calendar",
    "CalendarException",
    "CannotFit",
    "ConstraintKind",
    "InvalidCalendar",
    "InvalidConstraint",
    "InvalidProgress",
    "LagCalendar",
    "Link",
    "LinkCycle",
    "LinkKind",
    "Network",
    "NoCommonWorkingTime",
    "NoFeasibleSchedule",
    "Placement",
    "Project",
    "Resource",
    "Schedule",
    "ScheduleProblem",
    "Shift",
    "Task",
    "network_of",
    "validate",
]
