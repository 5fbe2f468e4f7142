"""A search over what the packing scheme prefers: the price of each resource, and how urgent each task is.

Where many projects want the same few resources, schedules are long because what runs at once does not fill these up.
The members of the population are therefore preferences, of which ``pack`` makes a schedule (random keys: Bean, 1994):
a handful of prices says for a whole portfolio what an order would have to say in a thousand places. Runs compiled or
plain, with equal answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import ClassVar, NamedTuple

from northing.engine.compiled import Table, compiled, draw, table, zeros
from northing.engine.scheduling.priority_rules import loads_of, priority_ranks
from northing.engine.scheduling.solvers.generate import Space, space_of
from northing.engine.scheduling.solvers.incumbent import UNKNOWN, Incumbent
from northing.engine.scheduling.solvers.justify import ROUNDS, push
from northing.engine.scheduling.solvers.packing import pack

UNIT = 1000
"""A price of one."""
STEEPEST = 20.0
"""Highest power of a resource's load that a first member takes for its price."""
RANGE = 10_000
"""Ranks go from 0 to this, before chance moves them."""
MOST_NOISE = 0.1
"""Share of the range by which chance moves a task, at most."""
FIRST = 3
"""Preferences that are tried for each with which the population begins."""
STALE = 60
"""A population that has bred so many times its size without a better child starts anew."""


class PreferencePool(NamedTuple):
    """A population of preferences.

    Attributes:
        prices: member m's at [m × (resources + 1)]: of each resource, then of urgency.
        ranks: member m's of each task at [m × tasks], the lower the more urgent.
        values: objective value of each member, the lower the better.
        child_prices, child_ranks: the child's.
        shifts: by how much each project's ranks move in the child.
    """

    prices: Table
    ranks: Table
    values: list[int]
    child_prices: Table
    child_ranks: Table
    shifts: Table


@compiled
def mix_prices(prices: Table, mother: int, father: int, child: Table, rng: Table) -> None:
    """Between the parents' or a little beyond, then changed by up to a tenth."""
    for at in range(len(child)):
        a, b = prices[mother * len(child) + at], prices[father * len(child) + at]
        between = a + (b - a) * (draw(rng, 121) - 10) // 100
        child[at] = max(1, between * (90 + draw(rng, 21)) // 100)


@compiled
def mix_ranks(  # noqa: PLR0917 - compiled functions take no keywords
    ranks: Table, mother: int, father: int, child: Table, owners: Table, shifts: Table, reach: int, rng: Table
) -> None:
    """Each project's from one of the parents; a project in 20 moves by up to ``reach``, a task in 50 by up to a tenth.

    ``shifts`` is space for a number a project.
    """
    parents = zeros(len(shifts))
    for project in range(len(shifts)):
        parents[project] = mother if draw(rng, 2) == 0 else father
        shifts[project] = draw(rng, 2 * reach + 1) - reach if draw(rng, 20) == 0 else 0
    for task in range(len(child)):
        project = owners[task]
        child[task] = ranks[parents[project] * len(child) + task] + shifts[project]
        if draw(rng, 50) == 0:
            child[task] += draw(rng, RANGE // 5 + 1) - RANGE // 10


@dataclass(slots=True)
class PreferenceSearch(Incumbent):
    """A population of preferences on a slot model.

    Attributes:
        members: how many it holds.
        space: where the children are made.
        pool: the members.
    """

    method: ClassVar[str] = "packing search"

    members: int
    seed: int = 0
    space: Space = field(init=False)
    pool: PreferencePool = field(init=False)
    _tried: int = field(init=False, default=0)
    _idle: int = field(init=False, default=0)
    _rng: Random = field(init=False)
    _loads: list[float] = field(init=False)
    _urgent: list[int] = field(init=False)
    """The tasks by latest finish."""

    def __post_init__(self) -> None:
        Incumbent.__post_init__(self)
        tasks, resources = len(self.model.durations), len(self.model.capacities)
        by_latest_finish, *_ = priority_ranks(self.model)
        self._urgent = sorted(range(tasks), key=lambda task: by_latest_finish[task])
        self._loads = loads_of(self.model)
        self._rng = Random(self.seed)  # noqa: S311 - chance that repeats, nothing secret
        self.space = space_of(self.pair, self.seed)
        self.pool = PreferencePool(
            prices=table([0] * self.members * (resources + 1)),
            ranks=table([0] * self.members * tasks),
            values=[UNKNOWN] * self.members,
            child_prices=table([0] * (resources + 1)),
            child_ranks=table([0] * tasks),
            shifts=table([0] * (max(self.model.owners, default=0) + 1)),
        )

    def work(self, children: int, *, target: int = 0) -> None:
        """Breed so many children, or fewer when the best is as good as ``target``."""
        for _ in range(children):
            if self.best_value <= target:
                return
            value = self._found() if self._tried < FIRST * self.members else self._bred()
            self.schedules += ROUNDS
            self._idle += 1
            if 0 <= value < self.best_value:
                self.best_value, self.best_starts, self._idle = value, [int(at) for at in self.space.starts], 0
            if self._idle > STALE * self.members:
                self._tried = self._idle = 0

    def add(self, starts: list[int]) -> None:
        """Keep somebody else's schedule if it is better; nobody's preferences can be read off it."""
        self.hear(starts)

    @property
    def _reach(self) -> float:
        """By what share of the range chance moves a project at most: all of it where one may wait for the others."""
        return 1.0 if self.model.due else MOST_NOISE

    def _bred(self) -> int:
        """Breed a child of two members, in place of a weaker one; returns its objective value."""
        pool, rng, forward = self.pool, self.space.rng, self.pair.forward
        mother, father = self._drawn(2, min), self._drawn(2, min)
        mix_prices(pool.prices, mother, father, pool.child_prices, rng)
        mix_ranks(
            pool.ranks, mother, father, pool.child_ranks, forward.owners, pool.shifts, round(self._reach * RANGE), rng
        )
        value = self._realise()
        self._settle(self._drawn(3, max), value)
        return value

    def _found(self) -> int:
        """Try preferences by chance; the first all become members, later ones replace the worst.

        Returns their objective value.
        """
        number, values = self._tried, self.pool.values
        self._tried += 1
        if number < self.members:
            values[number] = UNKNOWN
        self._invent()
        value = self._realise()
        self._settle(number if number < self.members else values.index(max(values)), value)
        return value

    def _drawn(self, count: int, better: Callable[..., int]) -> int:
        """The better of so many members drawn at random."""
        return better(self._rng.choices(range(self.members), k=count), key=self.pool.values.__getitem__)

    def _realise(self) -> int:
        """The child's schedule, pushed right and left, in the space; returns its objective value, −1 for none."""
        (forward, backward), pool, space = self.pair, self.pool, self.space
        end = pack(forward, backward, pool.child_ranks, pool.child_prices, space)
        return -1 if end < 0 else int(push(forward, backward, space, end))

    def _settle(self, member: int, value: int) -> None:
        """Let the child take a member's place unless it is worse."""
        pool, prices, tasks = self.pool, len(self.pool.child_prices), len(self.pool.child_ranks)
        if 0 <= value <= pool.values[member]:
            pool.values[member] = value
            pool.prices[member * prices : (member + 1) * prices] = pool.child_prices
            pool.ranks[member * tasks : (member + 1) * tasks] = pool.child_ranks

    def _invent(self) -> None:
        """Prices by a power of the loads, ranks by latest finish, both with some chance."""
        rng, pool, owners, tasks = self._rng, self.pool, self.model.owners, len(self._urgent)
        power, share = rng.uniform(1, STEEPEST), rng.random()
        spread, reach = MOST_NOISE * share * tasks, self._reach * share * tasks
        prices = [load**power * rng.uniform(0.7, 1.3) for load in self._loads]
        for at, price in enumerate([*prices, exp(rng.uniform(-3, 1))]):
            pool.child_prices[at] = max(1, round(UNIT * price))
        shifts = [reach * rng.random() * rng.randrange(2) for _ in pool.shifts]
        moved = [(at + spread * rng.random() + shifts[owners[task]], task) for at, task in enumerate(self._urgent)]
        for at, (_, task) in enumerate(sorted(moved)):
            pool.child_ranks[task] = RANGE * at // len(moved)
