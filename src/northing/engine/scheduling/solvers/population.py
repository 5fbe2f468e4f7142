"""Which search suits a problem, one simple schedule without any, and compiling everything before the first search."""

from __future__ import annotations

from functools import cache

from northing.engine.compiled import HAS_COMPILER, cache_folder, compiling, folders, take_over
from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.solvers.breed import random_order
from northing.engine.scheduling.solvers.generate import parallel, serial
from northing.engine.scheduling.solvers.genetic import GeneticSearch
from northing.engine.scheduling.solvers.preferences import FIRST, PreferenceSearch

MANY = 300
"""Tasks above which preferences are searched instead of orders: there are too many orders to try."""
MANY_DUE = 100
"""The same where tardiness counts: which project waits matters more than the order within one."""
MOST_PREFERENCES = 30
"""Members of a population of preferences: it settles sooner than one of orders."""

PopulationSearch = GeneticSearch | PreferenceSearch


def population_search(model: SlotModel, members: int, seed: int) -> PopulationSearch:
    """A search over orders or, for large problems, over preferences, with about this many members."""
    if len(model.durations) > (MANY_DUE if model.due else MANY):
        return PreferenceSearch(model, min(2 * members, MOST_PREFERENCES), seed)
    return GeneticSearch(model, members, seed)


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
            space = search.pool.space
            serial(search.pair.forward, space.order, space.starts, space.free, 0)
            PreferenceSearch(rehearsed, 1).work(FIRST + 1)


def first_schedule(model: SlotModel, *, by_slots: bool = False) -> list[int]:
    """One pass of the serial scheme by latest finish, or of the parallel one; empty when it does not fit."""
    prepare()
    search = GeneticSearch(model, 1)
    (forward, backward), space = search.pair, search.pool.space
    random_order(forward, backward, search.rules[0], 0, search.pool)
    end = parallel(forward, backward, space) if by_slots else serial(forward, space.order, space.starts, space.free, 0)
    return [int(at) for at in space.starts] if end >= 0 else []
