"""The problem on an axis of equal slots of working time, as the searches see it.

All tasks are counted in the working time of the problem's own calendar, and durations are rounded up to whole slots:
what a search finds is an order of the tasks, of which ``place`` makes dates. The model is exact where all tasks work in
that calendar and the slot divides every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import gcd

from northing.engine.scheduling.problem import LagCalendar, Link, LinkKind
from northing.engine.scheduling.timeline import FROM_FINISH, TO_START, Cause, Dates, EarliestStart, Timeline
from northing.engine.scheduling.usage import thousandths
from northing.engine.scheduling.worktime import instant

MOST_PERCENT = 100
"""Cost of a slot of tardiness of the dearest project; the others' are parts of it."""
FAR = 200 * 366 * 1440
"""Minutes from the origin to an instant after everything: two hundred years."""


@dataclass(frozen=True, slots=True)
class SlotModel:
    """The resource-constrained project scheduling problem in integers: open tasks in topological order, times in slots.

    Attributes:
        keys: of the tasks.
        slot: working minutes of one.
        links: predecessor, successor and the least slots from the one's start to the other's.
        demands: of each task, thousandths of units by number of resource.
        capacities: thousandths of units.
        releases: the first slot of each.
        latest: the slot by which each must finish for its constraint or deadline; −1 for none.
        due, costs: of each project its due slot and its cost of a slot of tardiness; empty for the makespan.
        owners: the number of each task's project.
        is_exact: no schedule is shorter in minutes than the model's shortest in slots.
    """

    keys: tuple[str, ...]
    slot: int
    durations: list[int]
    links: list[tuple[int, int, int]]
    demands: list[dict[int, int]]
    capacities: list[int]
    releases: list[int]
    latest: list[int]
    due: list[int]
    costs: list[int]
    owners: list[int]
    is_exact: bool
    busy: tuple[tuple[int, int, int, int], ...] = ()
    """Resource, first slot, slot behind the last, units: what work that stays where it is takes."""

    horizon: int | None = None
    """Slots that the searches look at; None for as many as may be needed."""

    @property
    def axis(self) -> int:
        """Slots in which everything one after the other fits, or those up to the horizon."""
        if self.horizon is not None:
            return self.horizon
        lags = sum(max(0, weight - self.durations[a]) for a, _, weight in self.links)
        first = max([*self.releases, *(end for _, _, end, _ in self.busy), 0])
        return first + sum(self.durations) + lags + 2

    def within(self, horizon: int) -> SlotModel:
        """The same on an axis that is no longer than this: searching is faster, later schedules do not fit."""
        return replace(self, horizon=min(horizon, self.axis))

    def coarser(self, factor: int) -> SlotModel:
        """The same in slots that are so many times as long, into which times are rounded up; the same for 1."""
        if factor == 1:
            return self

        def rounded(times: Iterable[int]) -> list[int]:
            return [-(-time // factor) for time in times]

        return replace(
            self,
            slot=self.slot * factor,
            durations=rounded(self.durations),
            links=[(a, b, -(-weight // factor)) for a, b, weight in self.links],
            releases=rounded(self.releases),
            latest=[slot if slot < 0 else slot // factor for slot in self.latest],
            due=[slot // factor for slot in self.due],
            is_exact=False,
            busy=tuple((r, first // factor, -(-last // factor), units) for r, first, last, units in self.busy),
            horizon=None if self.horizon is None else -(-self.horizon // factor),
        )

    @property
    def profiles(self) -> list[list[int]]:
        """Free units of each resource in each slot."""
        free = [[capacity] * self.axis for capacity in self.capacities]
        for resource, start, end, units in self.busy:
            for slot in range(start, min(end, self.axis)):
                free[resource][slot] = max(0, free[resource][slot] - units)
        return free


@dataclass(frozen=True, slots=True)
class Standing:
    """Work that stays where it is: the dates of tasks and the stretches in which they are worked on."""

    dates: Mapping[str, Dates] = field(default_factory=dict)
    segments: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)


def slot_model(
    timeline: Timeline,
    *,
    with_due_dates: bool = False,
    standing: Standing | None = None,
    among: Iterable[str] | None = None,
) -> SlotModel:
    """The tasks of a valid problem that do not stand yet, or those ``among`` them, in slots.

    The slots are the longest that divide every duration, link and release.
    """
    done = _complete(timeline) | dict(standing.dates if standing else {})
    wanted = set(timeline.order if among is None else among)
    keys = tuple(key for key in timeline.order if key in wanted and key not in done)
    number = {key: at for at, key in enumerate(keys)}
    durations = [timeline.left[key] for key in keys]
    links = [
        (number[link.predecessor], number[link.successor], _weight(timeline, link))
        for key in keys
        for link in timeline.into[key]
        if link.predecessor in number
    ]
    releases = [_release(timeline, key, done) for key in keys]
    slot = gcd(*durations, *(weight for _, _, weight in links), *releases) or 1
    stays = standing or Standing()
    times = [*durations, *releases, *(weight for _, _, weight in links), *_instants(timeline, stays)]
    owner = {key: at for at, key in enumerate(timeline.projects)}
    demands, capacities = _resources(timeline, keys)
    due, costs = _due(timeline, slot) if with_due_dates else ([], [])
    return SlotModel(
        keys=keys,
        slot=slot,
        durations=[minutes // slot for minutes in durations],
        links=_strongest((a, b, weight // slot) for a, b, weight in links),
        demands=demands,
        capacities=capacities,
        releases=[minutes // slot for minutes in releases],
        latest=[_latest(timeline, key, slot) for key in keys],
        due=due,
        costs=costs,
        owners=[owner[timeline.tasks[key].project] for key in keys],
        is_exact=_is_exact(timeline, keys, times, slot),
        busy=_busy(timeline, stays, keys, slot),
    )


def _complete(timeline: Timeline) -> dict[str, Dates]:
    return {key: timeline.actual(key) for key in timeline.order if timeline.tasks[key].is_complete}


def _instants(timeline: Timeline, standing: Standing) -> list[int]:
    """Working minutes from the origin to each start and end of standing work."""
    clock, origin = timeline.clocks.of_key(timeline.problem.calendar), timeline.origin()
    return [clock.between(origin, at) for each in standing.segments.values() for segment in each for at in segment]


def _busy(
    timeline: Timeline, standing: Standing, keys: Sequence[str], slot: int
) -> tuple[tuple[int, int, int, int], ...]:
    """What standing work takes of the resources that the open tasks need."""
    needed = sorted({r for key in keys for r, units in timeline.tasks[key].demands.items() if units})
    number, clock = {key: at for at, key in enumerate(needed)}, timeline.clocks.of_key(timeline.problem.calendar)
    origin, found = timeline.origin(), []
    for key, segments in standing.segments.items():
        for r, units in timeline.tasks[key].demands.items() if timeline.left[key] else ():
            for start, finish in segments if r in number else ():
                first, last = clock.between(origin, start) // slot, -(-clock.between(origin, finish) // slot)
                found.append((number[r], max(0, first), max(0, last), thousandths(units)))
    return tuple(found)


def _strongest(links: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """One link between two tasks: the one that asks for most."""
    found: dict[tuple[int, int], int] = {}
    for a, b, weight in links:
        found[a, b] = max(weight, found.get((a, b), weight))
    return [(a, b, weight) for (a, b), weight in sorted(found.items())]


def _weight(timeline: Timeline, link: Link) -> int:
    """Least working minutes from the predecessor's start to the successor's."""
    before, after, lag = timeline.left[link.predecessor], timeline.left[link.successor], link.lag
    if link.lag_calendar is LagCalendar.ELAPSED:
        origin, clock = timeline.origin(), timeline.clocks.of_key(timeline.problem.calendar)
        lag = clock.between(origin, origin + lag)
    return {
        LinkKind.FINISH_TO_START: before + lag,
        LinkKind.START_TO_START: lag,
        LinkKind.FINISH_TO_FINISH: before + lag - after,
        LinkKind.START_TO_FINISH: lag - after,
    }[link.kind]


def _release(timeline: Timeline, key: str, done: Mapping[str, Dates]) -> int:
    """Working minutes before which the task cannot go on, for all but its links to open tasks."""
    earliest = [each for each in _earliest_starts(timeline, key, done) if each.driver.cause is not Cause.LINK]
    earliest += [
        EarliestStart(timeline.required(link, done[link.predecessor]), earliest[0].driver)
        for link in timeline.into[key]
        if link.predecessor in done
    ]
    clock = timeline.clocks.of_key(timeline.problem.calendar)
    return max(0, clock.between(timeline.origin(), max(each.at for each in earliest)))


def _earliest_starts(timeline: Timeline, key: str, done: Mapping[str, Dates]) -> list[EarliestStart]:
    origin = timeline.origin()
    anywhere = {link.predecessor: Dates(origin, origin, origin) for link in timeline.into[key]}
    return list(timeline.earliest_starts(key, {**anywhere, **{a: done[a] for a in anywhere if a in done}}))


def _latest(timeline: Timeline, key: str, slot: int) -> int:
    """The slot by which the task's own latest dates ask it to finish; −1 for none."""
    far = timeline.origin() + FAR
    finish = timeline.latest_finish(key, {}, far)
    if finish == far:
        return -1
    clock = timeline.clocks.of_key(timeline.problem.calendar)
    return max(0, clock.between(timeline.origin(), finish) // slot)


def _resources(timeline: Timeline, keys: Sequence[str]) -> tuple[list[dict[int, int]], list[int]]:
    needed = sorted({r for key in keys for r, units in timeline.tasks[key].demands.items() if units})
    number = {key: at for at, key in enumerate(needed)}
    demands = [
        {number[r]: thousandths(units) for r, units in timeline.tasks[key].demands.items() if units} for key in keys
    ]
    return demands, [thousandths(timeline.resources[key].capacity) for key in needed]


def _due(timeline: Timeline, slot: int) -> tuple[list[int], list[int]]:
    """Due slots and the cost of a slot of tardiness, as whole percent of the dearest project's."""
    clock, origin = timeline.clocks.of_key(timeline.problem.calendar), timeline.origin()
    dearest = max((project.weight for project in timeline.projects.values()), default=0.0) or 1.0
    due, costs = [], []
    for project in timeline.projects.values():
        at = clock.between(origin, instant(project.due)) if project.due is not None else 0
        due.append(max(0, at // slot))
        costs.append(round(MOST_PERCENT * project.weight / dearest) if project.due is not None else 0)
    return due, costs


def _is_exact(timeline: Timeline, keys: Sequence[str], times: Sequence[int], slot: int) -> bool:
    """Whether every time is a number of slots, counted from what is open and in the problem's own calendar."""
    own = (timeline.problem.calendar,)
    tasks = [timeline.tasks[key] for key in keys]
    links = [link for key in keys for link in timeline.into[key]]
    return (
        all(time % slot == 0 for time in times)
        and all(timeline.clocks.keys_for(task) == own for task in tasks)
        and not any(link.lag_calendar is LagCalendar.ELAPSED and link.lag for link in links)
        and not any(link.kind not in FROM_FINISH and timeline.tasks[link.predecessor].is_started for link in links)
    )


def holds_when_split(timeline: Timeline, model: SlotModel) -> bool:
    """Whether heads and tails are the same for tasks that pause: not where a link asks for such a task's finish."""
    return not any(
        timeline.tasks[key].can_split and link.kind not in TO_START for key in model.keys for link in timeline.into[key]
    )
