"""What goes through the pipe between a search and its companion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from northing.engine.scheduling.model import SlotModel


class Duty(StrEnum):
    """What a companion does."""

    PROVE = "CP-SAT"
    BREED = "genetic search"


@dataclass(frozen=True, slots=True)
class Job:
    """What a companion shall do and for how long.

    Attributes:
        number: of the job among its companion's, who gives it; news of earlier ones is dropped.
        starts: the best schedule so far.
        bound: no schedule is shorter than so many slots.
        workers: threads of CP-SAT.
        members: of the population.
    """

    duty: Duty
    model: SlotModel
    starts: list[int]
    bound: int
    seconds: float
    workers: int = 1
    members: int = 0
    seed: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a companion has found: better starts or none, and what no schedule can beat."""

    job: int
    starts: list[int] | None
    bound: int = 0
    schedules: int = 0
    is_last: bool = False
    """Whether the job is done."""
