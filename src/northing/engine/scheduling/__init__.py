"""Scheduling: when each task happens, within links, calendars, dates and the resources there are.

``critical_path`` gives dates and float without limits on resources (CPM), ``schedule`` the shortest schedule within
them (the resource-constrained project scheduling problem, RCPSP), ``level`` one that serves projects by priority.
``check`` verifies any schedule, ``delays`` says what holds each task, ``check_quality`` applies the DCMA's fourteen
points, and ``network_of`` gives the network that a simulation runs over.

A problem becomes a ``timeline`` (tasks in order, working time), then a ``model`` in slots, on which ``solvers`` search
for starts; ``place`` turns their order into dates to the minute, which ``check`` verifies.
"""

from northing.engine.scheduling.check import Rule, Violation, check
from northing.engine.scheduling.critical_path import CriticalPath, TaskDates, critical_path
from northing.engine.scheduling.delay import Delay, delays
from northing.engine.scheduling.errors import (
    CannotFit,
    InvalidCalendar,
    InvalidConstraint,
    InvalidProgress,
    LinkCycle,
    NoCommonWorkingTime,
)
from northing.engine.scheduling.instances import UnreadableInstance, read_mplib, read_patterson, read_psplib
from northing.engine.scheduling.network import Network, network_of
from northing.engine.scheduling.params import ScheduleParams
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
from northing.engine.scheduling.quality import Point, Thresholds, check_quality
from northing.engine.scheduling.solve import Objective, ScheduleResult, level, schedule, tardiness
from northing.engine.scheduling.timeline import Cause, Driver
from northing.engine.scheduling.validation import validate

__all__ = [
    "CONTINUOUS",
    "STANDARD",
    "Calendar",
    "CalendarException",
    "CannotFit",
    "Cause",
    "ConstraintKind",
    "CriticalPath",
    "Delay",
    "Driver",
    "InvalidCalendar",
    "InvalidConstraint",
    "InvalidProgress",
    "LagCalendar",
    "Link",
    "LinkCycle",
    "LinkKind",
    "Network",
    "NoCommonWorkingTime",
    "Objective",
    "Placement",
    "Point",
    "Project",
    "Resource",
    "Rule",
    "Schedule",
    "ScheduleParams",
    "ScheduleProblem",
    "ScheduleResult",
    "Shift",
    "Task",
    "TaskDates",
    "Thresholds",
    "UnreadableInstance",
    "Violation",
    "check",
    "check_quality",
    "critical_path",
    "delays",
    "level",
    "network_of",
    "read_mplib",
    "read_patterson",
    "read_psplib",
    "schedule",
    "tardiness",
    "validate",
]
