"""What is to be scheduled: tasks and their links, calendars, resources and the projects that share them.

Instants are naive datetimes of one time zone. Durations and lags are whole working minutes. Two tasks meet where one
finishes at the instant at which the other starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

DAY = 1440
"""Minutes from midnight to midnight."""


class LinkKind(StrEnum):
    """What a link ties together: the predecessor's end first."""

    FINISH_TO_START = "FS"
    START_TO_START = "SS"
    FINISH_TO_FINISH = "FF"
    START_TO_FINISH = "SF"


class LagCalendar(StrEnum):
    """In whose working time a lag is counted; elapsed time runs day and night."""

    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"
    ELAPSED = "elapsed"


class ConstraintKind(StrEnum):
    """What a task's constraint date asks for."""

    AS_SOON_AS_POSSIBLE = "ASAP"
    AS_LATE_AS_POSSIBLE = "ALAP"
    START_NO_EARLIER_THAN = "SNET"
    START_NO_LATER_THAN = "SNLT"
    FINISH_NO_EARLIER_THAN = "FNET"
    FINISH_NO_LATER_THAN = "FNLT"
    MUST_START_ON = "MSO"
    MUST_FINISH_ON = "MFO"

    @property
    def needs_date(self) -> bool:
        """Whether it means nothing without a date."""
        return self is not ConstraintKind.AS_SOON_AS_POSSIBLE and self is not ConstraintKind.AS_LATE_AS_POSSIBLE

    @property
    def is_hard(self) -> bool:
        """Whether it can hold a task against its links: the kinds that the DCMA's check counts."""
        kind = ConstraintKind
        return self in {kind.MUST_START_ON, kind.MUST_FINISH_ON, kind.START_NO_LATER_THAN, kind.FINISH_NO_LATER_THAN}


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A stretch of work in minutes after midnight, 0 to 1440; one across midnight is written as two, one each day."""

    start: int
    finish: int


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days, first and last included, whose shifts differ from the week's; none means no work."""

    first: date
    last: date
    shifts: tuple[Shift, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work can happen.

    Attributes:
        week: the shifts of each weekday, Monday first.
        exceptions: of several that cover a day, the last one counts.
    """

    key: str
    week: tuple[tuple[Shift, ...], ...]
    exceptions: tuple[CalendarException, ...] = ()


CONTINUOUS = Calendar("continuous", ((Shift(0, DAY),),) * 7)
"""Work day and night: elapsed time."""

STANDARD = Calendar("standard", ((Shift(480, 720), Shift(780, 1020)),) * 5 + ((),) * 2)
"""Monday to Friday, 8 to 12 and 13 to 17."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work, or with duration 0 a milestone.

    Attributes:
        duration: working minutes in the task's working time: its calendar and those of the resources it needs.
        project: key of the project it belongs to.
        calendar: key; None for the problem's own.
        constraint_date: what the constraint refers to.
        deadline: the finish that is promised; a later one shows as negative float and stops nothing.
        actual_start: when work began; None before.
        actual_finish: when it was complete; None before.
        remaining: working minutes left at the status date; None: what is left of the duration, as if on plan.
        priority: of two tasks that need the same resource the higher one goes first, within its project.
        demands: units of each resource while it is worked on.
        can_split: whether work may pause while its resources are busy elsewhere.
    """

    key: str
    duration: int
    name: str = ""
    project: str = ""
    calendar: str | None = None
    constraint: ConstraintKind = ConstraintKind.AS_SOON_AS_POSSIBLE
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining: int | None = None
    priority: int = 500
    demands: Mapping[str, float] = field(default_factory=dict)
    can_split: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.key

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is left."""
        return self.actual_finish is not None

    @property
    def is_started(self) -> bool:
        """Whether work on it has begun."""
        return self.actual_start is not None


@dataclass(frozen=True, slots=True)
class Link:
    """The successor's start or finish waits for the predecessor's, plus a lag (a lead when negative)."""

    predecessor: str
    successor: str
    kind: LinkKind = LinkKind.FINISH_TO_START
    lag: int = 0
    lag_calendar: LagCalendar = LagCalendar.SUCCESSOR


@dataclass(frozen=True, slots=True)
class Resource:
    """People or equipment: ``capacity`` units while its calendar works; None is the calendar of whoever needs it."""

    key: str
    capacity: float
    name: str = ""
    calendar: str | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.key


@dataclass(frozen=True, slots=True)
class Project:
    """Tasks with a common end.

    Attributes:
        priority: of two projects that need the same resource the higher one goes first.
        start: none of its tasks starts earlier.
        due: when it is promised; tardiness is counted from here.
        weight: what a day of tardiness costs against the other projects'.
    """

    key: str
    name: str = ""
    priority: int = 500
    start: datetime | None = None
    due: datetime | None = None
    weight: float = 1.0

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.key


@dataclass(frozen=True, slots=True)
class ScheduleProblem:
    """Everything a schedule depends on; the order of entry changes nothing.

    Attributes:
        start: nothing that has not begun starts earlier.
        status_date: work that is left starts here or later; None: nothing has been reported yet.
        calendar: key of the calendar of tasks that name none.
        calendars: besides STANDARD and CONTINUOUS, which are always there.
        projects: those that tasks name and that are missing here get the default priority.
    """

    tasks: tuple[Task, ...]
    start: datetime
    links: tuple[Link, ...] = ()
    resources: tuple[Resource, ...] = ()
    projects: tuple[Project, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    calendar: str = STANDARD.key
    status_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """When a task is worked on.

    Attributes:
        segments: stretches of the work that is left, more than one only where it was split; nights and weekends are
            inside a stretch.
    """

    start: datetime
    finish: datetime
    segments: tuple[tuple[datetime, datetime], ...]


Schedule = Mapping[str, Placement]
"""A placement for the key of every task."""
