"""The best order of the tasks in the time there is: the genetic search, with CP-SAT beside it where it is installed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from northing.engine.effort import Effort, Stopwatch
from northing.engine.scheduling.bounds import Bound, lower_bound
from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.solvers.companion import HAS_EXACT, Companion, Order, can_accompany
from northing.engine.scheduling.solvers.compiled import HAS_COMPILER
from northing.engine.scheduling.solvers.genetic import GeneticSearch

SMALL = 75
"""Tasks up to which CP-SAT takes over from the genetic search; of more it improves little in the time people wait."""
FIRST_MEMBERS = 60
SHORT = 0.03
"""Share of the time, at most, for a first look with a small population."""
ALONE = 0.3
"""Share of the time after which the genetic search leaves a small problem's cores to CP-SAT."""
PER_MEMBER = 700
"""Schedules that a member of the population is worth: fewer members settle too early, more not in time."""
MOST_MEMBERS = 1500
PORTION = 200 if HAS_COMPILER else 2
"""Children between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Means:
    """How to search.

    Attributes:
        schedules: how many to generate; the same number and seed give the same answer, however fast the machine.
            None: as many as the time limit allows.
        with_exact: whether CP-SAT may work beside the genetic search.
    """

    schedules: int | None = None
    with_exact: bool = True


@dataclass(frozen=True, slots=True)
class Searched:
    """The best starts in slots, what none can beat, and how both came about."""

    starts: list[int]
    value: int
    bound: Bound
    schedules: int
    method: str


def search(model: SlotModel, *, effort: Effort, means: Means) -> Searched:
    """The shortest schedule that could be found; by weighted tardiness first where the model has due dates."""
    watch, bound = Stopwatch(effort), lower_bound(model)
    for_makespan = not model.due
    target = bound.slots if for_makespan else 0
    quick, speed = _first_look(model, watch, means, target)
    if quick.best_value <= target or watch.is_over() or (means.schedules or quick.schedules + 1) <= quick.schedules:
        return _searched(quick, None, bound)
    companion = _companion(model, watch, means)
    try:
        return _long_look(_Run(model, watch, means, bound, target, speed, companion), quick)
    finally:
        if companion is not None:
            companion.close()


def _companion(model: SlotModel, watch: Stopwatch, means: Means) -> Companion | None:
    """CP-SAT for a small problem, another population for a large one on two cores; None when it may not be."""
    if means.schedules is not None or not can_accompany():
        return None
    if len(model.durations) <= SMALL and not model.due:
        return Companion(model, with_exact=True) if means.with_exact and HAS_EXACT else None
    return Companion(model, with_exact=False) if watch.effort.workers > 1 and HAS_COMPILER else None


def _first_look(model: SlotModel, watch: Stopwatch, means: Means, target: int) -> tuple[GeneticSearch, float]:
    """A small population for a moment: easy problems end here, and its schedules a second size the real one."""
    members = FIRST_MEMBERS if means.schedules is None else max(4, min(FIRST_MEMBERS, means.schedules // 60))
    search = GeneticSearch(model, members if HAS_COMPILER else 12, watch.effort.seed)
    most = 9000 if means.schedules is None else means.schedules // 5
    search.work(1, target=target)
    began, before = watch.seconds, search.schedules  # the first schedule loads the compiled functions
    while search.schedules < most and search.best_value > target and not watch.is_over():
        search.work(PORTION // 4 + 1, target=target)
        if means.schedules is None and watch.seconds - began > SHORT * watch.effort.time_limit:
            break
    return search, (search.schedules - before) / max(1e-3, watch.seconds - began)


@dataclass(slots=True)
class _Run:
    model: SlotModel
    watch: Stopwatch
    means: Means
    bound: Bound
    target: int
    speed: float
    companion: Companion | None


def _long_look(run: _Run, quick: GeneticSearch) -> Searched:
    main = GeneticSearch(run.model, _members(run), run.watch.effort.seed + 1)
    main.best_value, main.best_starts, main.schedules = quick.best_value, quick.best_starts, quick.schedules
    if run.companion is not None and not run.companion.with_exact:
        run.companion.go(_order(run, main))
    while not _is_done(run, main):
        best = main.best_value
        main.work(PORTION, target=run.target)
        _listen(run, main)
        if main.best_value < best:
            run.watch.report("genetic search", value=main.best_value, bound=run.bound.slots)
            if run.companion is not None and not run.companion.with_exact:
                run.companion.tell(main.best_starts)
    if run.companion is not None and run.companion.with_exact and not _is_proven(run, main):
        run.companion.go(_order(run, main))
        while not run.companion.is_over and not run.watch.is_over() and not _is_proven(run, main):
            _listen(run, main, wait=0.05)
    return _searched(main, run, run.bound)


def _is_proven(run: _Run, main: GeneticSearch) -> bool:
    return main.best_value <= max(run.target, 0 if run.model.due else run.bound.slots)


def _is_done(run: _Run, main: GeneticSearch) -> bool:
    """Whether the genetic search ends, or leaves the rest of the time to CP-SAT."""
    if _is_proven(run, main) or run.watch.is_over():
        return True
    if run.means.schedules is not None:
        return main.schedules >= run.means.schedules
    with_exact = run.companion is not None and run.companion.with_exact
    return with_exact and run.watch.seconds > ALONE * run.watch.effort.time_limit


def _order(run: _Run, main: GeneticSearch) -> Order:
    effort, with_exact = run.watch.effort, run.companion is not None and run.companion.with_exact
    return Order(
        main.best_starts,
        run.target,
        max(0.05, run.watch.left - 0.05),
        max(1, effort.workers),
        0 if with_exact else main.members,
        effort.seed + 1_000_003,
    )


def _members(run: _Run) -> int:
    """As many as the schedules that there is time for can settle."""
    if run.means.schedules is not None:
        schedules = float(run.means.schedules)
    else:
        share = ALONE if run.companion is not None and run.companion.with_exact else 1.0
        schedules = run.speed * run.watch.effort.time_limit * share
    return int(max(12, min(MOST_MEMBERS, schedules / PER_MEMBER)))


def _listen(run: _Run, main: GeneticSearch, *, wait: float = 0.0) -> None:
    for news in run.companion.news(wait=wait) if run.companion is not None else ():
        main.schedules += news.schedules
        if news.bound > run.bound.slots:
            run.bound = Bound(news.bound, "CP-SAT")
        if news.starts is None:
            continue
        value = main.value_of(news.starts)
        if value < main.best_value:
            main.best_value, main.best_starts = value, news.starts
            run.watch.report("companion", value=value, bound=run.bound.slots)
        main.add(news.starts)


def _searched(found: GeneticSearch, run: _Run | None, bound: Bound) -> Searched:
    method = "genetic search" if HAS_COMPILER else "genetic search (not compiled)"
    if run is not None and run.companion is not None:
        method += ", CP-SAT" if run.companion.with_exact else " on two populations"
    capped = bound if found.model.due or bound.slots <= found.best_value else replace(bound, slots=found.best_value)
    return Searched(found.best_starts, found.best_value, capped, found.schedules, method)
