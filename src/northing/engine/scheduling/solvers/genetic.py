"""The genetic search as an object that works in portions, so that its caller can look at the clock between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import ClassVar

from northing.engine.compiled import Table, table
from northing.engine.scheduling.bounds import tails_of
from northing.engine.scheduling.priority_rules import priority_ranks
from northing.engine.scheduling.solvers.breed import Pool, best_of, evolve, justify, keep, random_order
from northing.engine.scheduling.solvers.generate import sort_by, space_of
from northing.engine.scheduling.solvers.incumbent import UNKNOWN, Incumbent
from northing.engine.scheduling.solvers.justify import ROUNDS
from northing.engine.scheduling.solvers.tables import Pair

STALE = 12
"""A population that has bred so many times its size without a better child starts anew, keeping its best."""

EVERY_PARALLEL = 4
"""Of so many first members one is made by the parallel scheme."""
SPREAD = 0.1
"""Share of all tasks by which chance moves one in a first member, at most."""


@dataclass(slots=True)
class GeneticSearch(Incumbent):
    """A population of orders on a slot model.

    Attributes:
        members: how many orders it holds; more find better schedules later.
        rules: ranks of the tasks by which first members are made; the lower the more urgent.
    """

    method: ClassVar[str] = "genetic search"

    members: int
    seed: int = 0
    pool: Pool = field(init=False)
    _filled: int = field(init=False, default=0)
    _idle: int = field(init=False, default=0)
    _rng: Random = field(init=False)
    rules: list[Table] = field(init=False)

    def __post_init__(self) -> None:
        Incumbent.__post_init__(self)
        self.rules = [table(rule) for rule in priority_ranks(self.model)]
        self._rng = Random(self.seed)  # noqa: S311 - chance that repeats, nothing secret
        self.pool = _pool(self.pair, tails_of(self.model), self.members, self.seed)

    def work(self, children: int, *, target: int = 0) -> None:
        """Breed so many children, or fewer when the population's best is as good as ``target``."""
        while children > 0 and self.best_value > target:
            if self._filled < self.members:
                self._fill()
                children -= 1
                continue
            self._idle += evolve(self.pair.forward, self.pair.backward, self.pool, children, target)
            self.schedules += ROUNDS * children
            children = 0
            self._note(best_of(self.pool))
            if self._is_stale():
                self._restart()

    def add(self, starts: list[int]) -> None:
        """Let somebody else's schedule take part, in the weakest member's place."""
        if self._filled < self.members:
            return
        pool = self.pool
        sort_by(self.pair.forward, table(starts), pool.space.order, pool.space.buckets, 0)
        pool.schemes[self.members] = 0
        value = justify(self.pair.forward, self.pair.backward, pool)
        self.schedules += ROUNDS
        if value >= 0:
            member = max(range(self.members), key=lambda at: pool.values[at])
            keep(self.pair.forward, pool, member, value)
            self._note(member)

    def _fill(self) -> None:
        """One more member with ever more chance: by latest finish in the serial scheme, by any rule in the parallel."""
        pool, (forward, backward), number = self.pool, self.pair, self._filled
        share = number / self.members
        pool.schemes[self.members] = int(number % EVERY_PARALLEL == 0)
        if pool.schemes[self.members]:
            self._shuffle(self.rules[number // EVERY_PARALLEL % len(self.rules)], SPREAD * share)
        else:
            random_order(forward, backward, self.rules[0], round(10 + 60 * share), pool)
        value = justify(forward, backward, pool)
        self.schedules += ROUNDS
        keep(forward, pool, number, value if value >= 0 else UNKNOWN)
        self._filled += 1
        self._note(number)

    def _shuffle(self, rule: Table, spread: float) -> None:
        """The tasks by rule, each moved at random by up to a share of all of them."""
        tasks = sorted(range(len(rule)), key=lambda task: rule[task])
        moved = sorted((at + spread * len(rule) * self._rng.random(), task) for at, task in enumerate(tasks))
        for at, (_, task) in enumerate(moved):
            self.pool.space.order[at] = task

    def _note(self, member: int) -> None:
        if self.pool.values[member] < self.best_value:
            self.best_value, tasks = int(self.pool.values[member]), len(self.model.durations)
            begins = self.pool.begins[member * tasks : (member + 1) * tasks]
            self.best_starts = [int(at) for at in begins]
            self._idle = 0

    def _is_stale(self) -> bool:
        values = [int(value) for value in self.pool.values[: self.members]]
        return self._idle > STALE * self.members or max(values) == min(values)

    def _restart(self) -> None:
        """A new population around the best so far, from another part of the random sequence."""
        best = self.best_starts
        self._filled = self._idle = 0
        self._fill()
        while self._filled < self.members:
            self._fill()
        if best:
            self.add(best)


def _pool(pair: Pair, tails: list[int], members: int, seed: int) -> Pool:
    tasks = len(tails)
    return Pool(
        members=members,
        orders=table([0] * members * tasks),
        values=table([UNKNOWN] * (members + 1)),
        criticals=table([tasks] * (members + 1)),
        tails=table(tails),
        begins=table([0] * members * tasks),
        schemes=table([0] * (members + 1)),
        space=space_of(pair, seed),
    )
