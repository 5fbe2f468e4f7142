"""How to search for a schedule, and what a search hands over."""

from __future__ import annotations

from dataclasses import dataclass

from northing.engine.scheduling.bounds import Bound
from northing.engine.scheduling.model import SlotModel


@dataclass(frozen=True, slots=True)
class ScheduleParams:
    """How to search for a schedule: how many to generate, and by which methods.

    Attributes:
        schedules: how many to generate; the same number and seed give the same answer, however fast the machine.
            None: as many as the time limit allows.
        with_exact: whether CP-SAT may work beside the genetic search.
    """

    schedules: int | None = None
    with_exact: bool = True


@dataclass(frozen=True, slots=True)
class Searched:
    """The best starts in the model's slots, what none can beat, and how both came about."""

    model: SlotModel
    starts: list[int]
    bound: Bound
    schedules: int
    method: str
