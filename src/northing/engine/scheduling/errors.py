"""What can be wrong with a schedule, in the field's words."""

from __future__ import annotations

from collections.abc import Sequence

from northing.engine.errors import ProblemError


class InvalidCalendar(ProblemError):
    """A calendar's shifts overlap, leave the day, or never work."""


class NoCommonWorkingTime(ProblemError):
    """A task's calendar and those of the resources it needs never work at the same time."""


class InvalidConstraint(ProblemError):
    """A constraint without its date."""


class InvalidProgress(ProblemError):
    """Reported progress that contradicts itself or lies after the status date."""


class CannotFit(ProblemError):
    """A task needs more of a resource than there ever is."""


class LinkCycle(ProblemError):
    """Tasks wait for each other in a circle."""

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__(
            f"tasks wait for each other in a circle: {' → '.join((*path, path[0]))}. Remove one of the links"
        )
        self.path = tuple(path)

    def __reduce__(self) -> tuple[object, ...]:
        return LinkCycle, (self.path,)
