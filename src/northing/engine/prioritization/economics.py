"""Which job first: WSJF compares jobs on a relative scale, CD3 in money per time. They are not the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from northing.engine.prioritization.errors import OutOfScale, require_countable, require_unique
from northing.engine.shapes import require_types
from northing.engine.words import count, listed

FIBONACCI = (1, 2, 3, 5, 8, 13, 20)
WSJF_UNIT = "relative points; comparable within this list only, not money"


@dataclass(frozen=True, slots=True)
class RelativeJob:
    """A job on the modified Fibonacci scale 1, 2, 3, 5, 8, 13, 20; the smallest of each column is 1."""

    key: str
    name: str
    business_value: int
    time_criticality: int
    risk_or_opportunity: int
    size: int

    def __post_init__(self) -> None:
        require_types(self, what="job")
        for what in ("business_value", "time_criticality", "risk_or_opportunity", "size"):
            require_countable(getattr(self, what), what=f"{what.replace('_', ' ')} of {self.name!r}")
            if getattr(self, what) not in FIBONACCI:
                raise OutOfScale(
                    f"{what.replace('_', ' ')} of {self.name!r} is {getattr(self, what)}: use 1, 2, 3, 5, 8, 13 or 20"
                )


@dataclass(frozen=True, slots=True)
class CostedJob:
    """A job with what each week of delay costs, in minor currency units, and the weeks that it occupies the team."""

    key: str
    name: str
    cost_of_delay: float
    duration: float

    def __post_init__(self) -> None:
        require_types(self, what="job")
        require_countable(self.cost_of_delay, what=f"cost of delay of {self.name!r}")
        require_countable(self.duration, what=f"duration of {self.name!r}")
        if self.duration <= 0:
            raise OutOfScale(f"duration of {self.name!r} is {self.duration:g} weeks: it must be above zero")


@dataclass(frozen=True, slots=True)
class Turn:
    """A job's place in the order; jobs with the same quotient share the better rank."""

    key: str
    name: str
    quotient: float
    rank: int


@dataclass(frozen=True, slots=True)
class Order:
    """Jobs in the order in which to do them, the method and the unit that the quotients are in.

    Attributes:
        notes: what weakens the comparison, in words.
        delay_cost: total cost of delay in this order, minor currency units; None for a relative method.
    """

    method: str
    unit: str
    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()
    delay_cost: float | None = None

    @property
    def words(self) -> str:
        """One sentence: which job comes first, by which method and in which unit."""
        if not self.turns:
            return f"{self.method}: there is no job to order"
        first = [turn.name for turn in self.turns if turn.rank == 1]
        come = "comes" if len(first) == 1 else "come"
        return f"{listed(first)} {come} first of {count(len(self.turns), 'job')} by {self.method}, in {self.unit}"


def wsjf(jobs: Sequence[RelativeJob]) -> Order:
    """Weighted shortest job first: (business value + time criticality + risk or opportunity) ÷ size."""
    require_unique((job.key for job in jobs), what="job")
    value = {job.key: job.business_value + job.time_criticality + job.risk_or_opportunity for job in jobs}
    turns = _turns((job.key, job.name, value[job.key] / job.size) for job in jobs)
    return Order("WSJF", WSJF_UNIT, turns, tuple(_without_smallest(jobs)))


def cost_of_delay_order(jobs: Sequence[CostedJob], *, currency: str) -> Order:
    """CD3, cost of delay divided by duration (Reinertsen 2009): the order in which delay costs least on one team."""
    require_unique((job.key for job in jobs), what="job")
    turns = _turns((job.key, job.name, job.cost_of_delay / job.duration) for job in jobs)
    by_key, waited, total = {job.key: job for job in jobs}, 0.0, 0.0
    for turn in turns:
        waited += by_key[turn.key].duration
        total += waited * by_key[turn.key].cost_of_delay
    return Order("CD3", f"minor units of {currency} per week, per week of duration", turns, delay_cost=total)


def _turns(jobs: Iterable[tuple[str, str, float]]) -> tuple[Turn, ...]:
    found: list[Turn] = []
    for place, (key, name, quotient) in enumerate(sorted(jobs, key=lambda job: (-job[2], job[0])), start=1):
        is_equal = bool(found) and found[-1].quotient == quotient
        found.append(Turn(key, name, quotient, rank=found[-1].rank if is_equal else place))
    return tuple(found)


def _without_smallest(jobs: Sequence[RelativeJob]) -> list[str]:
    columns = ("business_value", "time_criticality", "risk_or_opportunity", "size")
    off = [column for column in columns if jobs and min(getattr(job, column) for job in jobs) != 1]
    return [
        f"no job has 1 in {column.replace('_', ' ')}: give the smallest a 1, or the others grow too small"
        for column in off
    ]
