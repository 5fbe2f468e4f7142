"""The genetic search as an object that works in portions, so that its caller can look at the clock between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from random import Random

from northing.engine.compiled import (
    HAS_COMPILER,
    Table,
    cache_folder,
    compiling,
    folders,
    generator,
    table,
    take_over,
)
from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.rules import rules_of
from northing.engine.scheduling.solvers.breed import ROUNDS, Pool, best_of, evolve, justify, keep, random_order, worth
from northing.engine.scheduling.solvers.generate import Scratch, parallel, serial, sort_by
from northing.engine.scheduling.solvers.shop import Pair, shop_of

UNKNOWN = 1 << 60
STALE = 12
"""A population that has bred so many times its size without a better child starts anew, keeping its best."""

MANY = 300
"""Tasks above which the parallel scheme makes all first members, because it packs a portfolio better; of fewer tasks it
makes each fourth."""
SPREAD = 0.1
"""Share of all tasks by which chance moves one in a first member, at most."""


@dataclass(slots=True)
class GeneticSearch:
    """A population on a slot model.

    Attributes:
        members: how many orders it holds; more find better schedules later.
        schedules: how many have been generated.
        rules: ranks of the tasks by which first members are made; the lower the more urgent.
        every_parallel: of so many first members one is made by the parallel scheme.
    """

    model: SlotModel
    members: int
    seed: int = 0
    schedules: int = field(init=False, default=0)
    pair: Pair = field(init=False)
    pool: Pool = field(init=False)
    best_value: int = field(init=False, default=UNKNOWN)
    best_starts: list[int] = field(init=False, default_factory=list)
    _filled: int = field(init=False, default=0)
    _idle: int = field(init=False, default=0)
    _rng: Random = field(init=False)
    rules: list[Table] = field(init=False)
    every_parallel: int = field(init=False)

    def __post_init__(self) -> None:
        model, tasks = self.model, len(self.model.durations)
        self.pair = shop_of(
            model.durations,
            model.links,
            model.demands,
            model.profiles,
            releases=model.releases,
            latest=model.latest,
            due=model.due,
            costs=model.costs,
            owners=model.owners,
        )
        self.rules = [table(rule) for rule in rules_of(model)]
        self.every_parallel = 1 if tasks > MANY else 4
        self._rng = Random(self.seed)  # noqa: S311 - chance that repeats, nothing secret
        self.pool = _pool(self.pair, tasks, self.members, self.seed)

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
        sort_by(self.pair.forward, table(starts), pool.child, pool.buckets, 0)
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
        pool.schemes[self.members] = int(number % self.every_parallel == 0)
        if pool.schemes[self.members]:
            self._shuffle(self.rules[number // self.every_parallel % len(self.rules)], SPREAD * share)
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
            self.pool.child[at] = task

    def _note(self, member: int) -> None:
        if self.pool.values[member] < self.best_value:
            self.best_value, tasks = int(self.pool.values[member]), len(self.model.durations)
            begins = self.pool.begins[member * tasks : (member + 1) * tasks]
            self.best_starts = [int(at) for at in begins]
            self._idle = 0

    @property
    def makespan(self) -> int:
        """Of the best schedule so far: what its worth leaves when lateness and tardiness are taken off."""
        return self.best_value % (self.model.axis + 1)

    def _is_stale(self) -> bool:
        values = [int(value) for value in self.pool.values]
        return self._idle > STALE * self.members or max(values) == min(values)

    def _restart(self) -> None:
        """A new population around the best so far, from another part of the random sequence."""
        best = self.best_starts
        self._filled = self._idle = 0
        self._fill()
        while self._filled < self.members:
            self._fill()
        self.add(best)

    def value_of(self, starts: list[int]) -> int:
        """What a schedule is worth: its makespan, or its tardiness first."""
        end = max((s + d for s, d in zip(starts, self.model.durations, strict=True)), default=0)
        return int(worth(self.pair.forward, table(starts), end))


@cache
def prepare() -> None:
    """Have everything compiled before the first search, by one process at a time; at once when that has been done."""
    if not HAS_COMPILER:
        return
    folder = cache_folder()
    with compiling(folder) as is_needed:
        if is_needed and folder is not None:
            take_over(folder, folders())
            rehearsed = SlotModel(
                keys=("a", "b", "c"),
                slot=1,
                durations=[1, 2, 1],
                links=[(0, 1, 1)],
                demands=[{0: 2}, {0: 1}, {}],
                capacities=[2],
                releases=[0] * 3,
                latest=[-1] * 3,
                due=[],
                costs=[],
                owners=[0] * 3,
                is_exact=True,
            )
            search = GeneticSearch(rehearsed, 3)
            search.work(8)
            search.add(search.best_starts)
            search.value_of(search.best_starts)
            serial(search.pair.forward, search.pool.child, search.pool.starts, search.pool.free, 0)


def first_schedule(model: SlotModel, *, by_slots: bool = False) -> list[int]:
    """One pass of the serial scheme by latest finish, or of the parallel one; empty when it does not fit."""
    prepare()
    search = GeneticSearch(model, 1)
    (forward, backward), pool = search.pair, search.pool
    random_order(forward, backward, search.rules[0], 0, pool)
    if by_slots:
        end = parallel(forward, backward, pool.child, pool.starts, pool.free, pool.scratch)
    else:
        end = serial(forward, pool.child, pool.starts, pool.free, 0)
    return [int(at) for at in pool.starts] if end >= 0 else []


def _pool(pair: Pair, tasks: int, members: int, seed: int) -> Pool:
    axis = int(pair.forward.sizes[2])

    def blank(size: int) -> list[int]:
        return table([0] * size)

    return Pool(
        sizes=table([members]),
        orders=blank(members * tasks),
        values=table([UNKNOWN] * members),
        begins=blank(members * tasks),
        schemes=blank(members + 1),
        child=blank(tasks),
        starts=blank(tasks),
        mirrored=blank(tasks),
        buckets=blank(axis + 2),
        scratch=_scratch(tasks),
        free=table(pair.forward.free),
        free_back=table(pair.backward.free),
        rng=generator(seed),
    )


def _scratch(tasks: int) -> Scratch:
    return Scratch(table([0] * tasks), table([0] * (tasks + 1)), table([0] * tasks))
