"""The best schedule that is found in the time limit: a genetic search, and beside it CP-SAT or a second population.

A first look with a small population solves the easy problems and measures the speed; from it follows the size of the
population of the long look, and how fine its slots may be where those of the first look had to be coarse. CP-SAT proves
bounds in a companion process meanwhile, because HiGHS lives in this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import Effort, Stopwatch
from northing.engine.scheduling.bounds import Bound, least_lateness, least_tardiness, lower_bound
from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.params import ScheduleParams, Searched
from northing.engine.scheduling.solvers.companion import HAS_EXACT, Companion, borrow, can_accompany, give_back
from northing.engine.scheduling.solvers.job import Duty, Job
from northing.engine.scheduling.solvers.justify import LATE, ROUNDS
from northing.engine.scheduling.solvers.population import PopulationSearch, population_search, prepare

SMALL = 45
"""Tasks up to which CP-SAT works beside the genetic search all the time: it proves nearly all of them."""
LARGE = 200
"""Tasks up to which CP-SAT tries for a while, before the second core breeds another population."""
TRIAL = 0.15
"""Share of the time of that while: what it has not proven by then it seldom proves in the time people wait."""
HANDOVER = 0.15
"""Seconds that a process beside this one stops early, to hand over what it has."""
FIRST_MEMBERS = 60
"""Members of the first look's population."""
FIRST_SCHEDULES = 9000
"""Schedules of the first look, at most."""
FIRST_SHARE = 5
"""Where schedules are counted, the first look has one in this many of them."""
PER_FIRST_MEMBER = 60
"""Schedules, where they are counted, to each member of the first look's population."""
SHORT = 0.03
"""Share of the time, at most, for a first look with a small population."""
ENOUGH = 150_000
"""Schedules without a better one after which the search of a small problem leaves the cores to the proof."""
WAIT = 0.05
"""Seconds that it then waits for news at a time."""
ROOM = 1.4
"""How many times as long as the first look's best schedule others may be to take part."""
MOST_SLOTS = 100_000
"""Slots that everything one after the other may take up in the first look; beyond that they become coarser."""
MOST_SLOTS_WITH_ROOM = 10_000
"""The same of what takes part in the long look, where the first look's were coarser."""
PER_MEMBER = 700
"""Schedules to each member of the population: fewer members settle too early, more do not settle in time."""
LEAST_MEMBERS, MOST_MEMBERS = 12, 1500
"""Members of the long look's population: below it has no variety, above no time to settle."""
PLAIN_MEMBERS = 12
"""Members of the first population where nothing is compiled."""
PORTION = 50
"""Children between two looks at the clock, at most."""
MOMENT = 0.1
"""Seconds between two looks at the clock, about."""


def search(model: SlotModel, *, effort: Effort, params: ScheduleParams) -> Searched:
    """The shortest schedule that could be found, in the model's slots or coarser ones where it has too many.

    By weighted tardiness first where the model has due dates.
    """
    prepare()
    watch, rough = Stopwatch(effort), model.coarser(_factor(model.axis, MOST_SLOTS))
    bound, overdue = _proven(rough)
    target = _target(rough, bound, overdue)
    quick, speed = _first_look(rough, watch, params, target)
    is_spent = 0 < (params.schedules or 0) <= quick.schedules
    if (quick.best_value <= target and rough is model) or watch.is_over() or is_spent:
        return _searched(quick, None, bound)
    if quick.best_starts:
        longest = int(ROOM * quick.makespan) + 2
        fine = _finer(model, rough, longest)
        if fine.slot < rough.slot:
            bound, overdue = _proven(fine)
            speed *= fine.slot / rough.slot
    else:
        fine = rough
    run = _Run(fine, watch, params, bound, overdue, speed)
    try:
        return _long_look(run, quick)
    finally:
        if run.beside is not None:
            give_back(run.beside)


def _factor(slots: int, most: int) -> int:
    """The power of two by which slots must become longer for no more than ``most`` of them."""
    return 1 << (-(-slots // most) - 1).bit_length()


def _finer(model: SlotModel, rough: SlotModel, longest: int) -> SlotModel:
    """The model on an axis of so many rough slots, in finer ones of which the rough ones are a multiple."""
    ratio = rough.slot // model.slot
    factor = min(ratio, _factor(longest * ratio, MOST_SLOTS_WITH_ROOM))
    return model.coarser(factor).within(longest * (ratio // factor))


def _proven(model: SlotModel) -> tuple[Bound, int]:
    """What no schedule can beat, and what lateness and tardiness count that none avoids."""
    return lower_bound(model), LATE * least_lateness(model) + least_tardiness(model)


def _target(model: SlotModel, bound: Bound, overdue: int) -> int:
    """No schedule has a lower objective value (``objective_of``)."""
    return overdue * (model.axis + 1) + bound.slots


def _portion(params: ScheduleParams, speed: float) -> int:
    """Children between two looks at the clock; always the same where schedules are counted."""
    return PORTION if params.schedules is not None else max(1, min(PORTION, int(MOMENT * speed / ROUNDS)))


def _first_look(
    model: SlotModel, watch: Stopwatch, params: ScheduleParams, target: int
) -> tuple[PopulationSearch, float]:
    """A small population for a moment: easy problems end here, and its schedules a second size the real one."""
    members = (
        FIRST_MEMBERS if params.schedules is None else max(4, min(FIRST_MEMBERS, params.schedules // PER_FIRST_MEMBER))
    )
    members = members if HAS_COMPILER or params.schedules is not None else PLAIN_MEMBERS
    search = population_search(model, members, watch.effort.seed)
    most = FIRST_SCHEDULES if params.schedules is None else params.schedules // FIRST_SHARE
    search.work(1, target=target)
    began, before = watch.seconds, search.schedules  # the first schedule loads the compiled functions
    while search.schedules < most and search.best_value > target and not watch.is_over():
        search.work(_portion(params, _speed(search, before, watch.seconds - began)), target=target)
        if params.schedules is None and watch.seconds - began > SHORT * watch.effort.time_limit:
            break
    return search, _speed(search, before, watch.seconds - began)


def _speed(search: PopulationSearch, before: int, seconds: float) -> float:
    """Schedules a second."""
    return (search.schedules - before) / max(1e-3, seconds)


@dataclass(slots=True)
class _Run:
    """One long search; ``beside`` is the process that helps, ``duties`` what it shall still do, in order."""

    model: SlotModel
    watch: Stopwatch
    params: ScheduleParams
    bound: Bound
    overdue: int
    """What lateness and tardiness count that no schedule avoids."""
    speed: float
    beside: Companion | None = field(init=False, default=None)
    duties: list[tuple[Duty, float]] = field(init=False)
    """With the share of the time at which each ends."""
    done: list[Duty] = field(init=False, default_factory=list)
    best_at: int = field(init=False, default=0)
    """Schedules that there were when the best one was found."""

    def __post_init__(self) -> None:
        self.duties = list(self._duties()) if self.params.schedules is None and can_accompany() else []
        if self.duties:
            self.beside = borrow()

    @property
    def target(self) -> int:
        """No schedule has a lower objective value, by what is proven by now."""
        return _target(self.model, self.bound, self.overdue)

    @property
    def is_proving(self) -> bool:
        """Whether CP-SAT is at work."""
        return self.beside is not None and self.beside.duty is Duty.PROVE

    def _duties(self) -> Iterator[tuple[Duty, float]]:
        tasks = len(self.model.durations)
        if self.params.with_exact and HAS_EXACT and tasks <= LARGE and not (self.model.due or self.overdue):
            if tasks <= SMALL:
                yield Duty.PROVE, 1.0
                return
            yield Duty.PROVE, TRIAL
        if HAS_COMPILER and self.watch.effort.workers > 1:
            yield Duty.BREED, 1.0


def _long_look(run: _Run, quick: PopulationSearch) -> Searched:
    main = population_search(run.model, _members(run), run.watch.effort.seed + 1)
    main.schedules = quick.schedules
    if quick.best_starts:
        times = quick.model.slot // run.model.slot
        main.hear([times * at for at in quick.best_starts])
    while not _is_done(run, main):
        _keep_busy(run, main)
        best = main.best_value
        if run.beside is not None and _is_settled(run, main):
            run.beside.wait(WAIT)
        else:
            main.work(_portion(run.params, run.speed), target=run.target)
        _listen(run, main)
        if main.best_value < best:
            run.best_at = main.schedules
            _report(run, main.method, main)
            if run.beside is not None:
                run.beside.tell(main.best_starts)
    return _searched(main, run, run.bound)


def _is_settled(run: _Run, main: PopulationSearch) -> bool:
    """Whether only the proof is left to do."""
    is_small = len(run.model.durations) <= SMALL
    return is_small and run.is_proving and main.schedules > run.best_at + ENOUGH


def _keep_busy(run: _Run, main: PopulationSearch) -> None:
    """Give the companion its next duty when it has nothing to do."""
    if run.beside is None or run.beside.duty is not None or not run.duties or not main.best_starts:
        return
    if run.duties[0][0] is Duty.PROVE and main.best_value > run.model.axis:
        return  # a proof asks for schedules in which nothing is late
    duty, share = run.duties.pop(0)
    effort = run.watch.effort
    run.done.append(duty)
    run.beside.begin(
        Job(
            duty,
            run.model,
            main.best_starts,
            run.bound.slots if duty is Duty.PROVE else run.target,
            seconds=max(0.05, share * effort.time_limit - run.watch.seconds - HANDOVER),
            workers=max(1, effort.workers - (len(run.model.durations) > SMALL)),  # the search settles a small one soon
            members=main.members,
            seed=effort.seed + 1_000_003,
        )
    )


def _is_done(run: _Run, main: PopulationSearch) -> bool:
    if main.best_value <= run.target or run.watch.is_over():
        return True
    return run.params.schedules is not None and main.schedules >= run.params.schedules


def _members(run: _Run) -> int:
    """As many as the schedules that there is time for can settle."""
    if run.params.schedules is not None:
        schedules = float(run.params.schedules)
    else:
        schedules = run.speed * run.watch.effort.time_limit
    return int(max(LEAST_MEMBERS, min(MOST_MEMBERS, schedules / PER_MEMBER)))


def _listen(run: _Run, main: PopulationSearch) -> None:
    for news in run.beside.news() if run.beside is not None else ():
        main.schedules += news.schedules
        if news.bound > run.bound.slots:
            run.bound = Bound(news.bound, Duty.PROVE)
        if news.starts is None:
            continue
        before = main.best_value
        main.hear(news.starts)
        if main.best_value < before:
            _report(run, run.done[-1], main)
        main.add(news.starts)


def _report(run: _Run, stage: str, main: PopulationSearch) -> None:
    slot = run.model.slot
    run.watch.report(stage, value=main.makespan * slot, bound=run.bound.slots * slot)


def _searched(found: PopulationSearch, run: _Run | None, bound: Bound) -> Searched:
    method = found.method if HAS_COMPILER else f"{found.method} (not compiled)"
    if run is not None and Duty.BREED in run.done:
        method += " in two populations"
    if run is not None and Duty.PROVE in run.done:
        method += ", CP-SAT"
    capped = replace(bound, slots=min(bound.slots, found.makespan))
    return Searched(found.model, found.best_starts, capped, found.schedules, method)
