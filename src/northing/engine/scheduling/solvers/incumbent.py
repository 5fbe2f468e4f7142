"""The best schedule that a search has found so far, and the objective value of any schedule."""

from __future__ import annotations

from dataclasses import dataclass, field

from northing.engine.compiled import table
from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.solvers.justify import objective_of
from northing.engine.scheduling.solvers.tables import Pair, tables_of

UNKNOWN = 1 << 60
"""The objective value while there is no schedule: worse than any."""


@dataclass(slots=True)
class Incumbent:
    """What every search on a slot model has.

    Attributes:
        model: its problem.
        pair: the same as flat tables, forwards and backwards.
        best_value, best_starts: of the best schedule so far.
        schedules: how many have been generated.
    """

    model: SlotModel
    pair: Pair = field(init=False)
    best_value: int = field(init=False, default=UNKNOWN)
    best_starts: list[int] = field(init=False, default_factory=list)
    schedules: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.pair = tables_of(self.model)

    @property
    def makespan(self) -> int:
        """Of the best schedule so far: what is left of its objective value without lateness and tardiness."""
        return self.best_value % (self.model.axis + 1)

    def value_of(self, starts: list[int]) -> int:
        """A schedule's objective value, as in ``objective_of``."""
        end = max((s + d for s, d in zip(starts, self.model.durations, strict=True)), default=0)
        return int(objective_of(self.pair.forward, table(starts), end))

    def hear(self, starts: list[int]) -> None:
        """Take over somebody else's schedule if it is better."""
        value = self.value_of(starts)
        if value < self.best_value:
            self.best_value, self.best_starts = value, starts
