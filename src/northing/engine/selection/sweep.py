"""Points that are computed in chains, each from the one before: here, or by an executor, with the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from northing.engine.effort import Effort, Stopwatch

Point = TypeVar("Point")
LOOK_EVERY = 0.05
"""Seconds between two looks at whether somebody wants it to stop."""

Task = Callable[[float, Point | None, Effort], Point | None]
"""The point at that place, from the one before; None where there is none. With an executor all of it is pickled."""


@dataclass(slots=True)
class _Chain(Generic[Point]):
    """One row of places; ``found`` are the points so far."""

    left: list[float]
    found: list[Point] = field(default_factory=list)

    @property
    def last(self) -> Point | None:
        return self.found[-1] if self.found else None

    def add(self, point: Point | None) -> None:
        if point is not None:
            self.found.append(point)


def swept(
    task: Task[Point],
    places: Sequence[float],
    *,
    block: int,
    watch: Stopwatch,
    executor: Executor | None = None,
    tell: Callable[[int, Point], None],
) -> list[Point]:
    """The points of all places, or those that it has when somebody stops it, by place.

    Args:
        task: computes one of them; with an executor a module's function or a partial of one.
        places: ascending; a new chain begins after each ``block`` of them, whoever computes it.
        block: places in a chain.
        watch: who may stop it. What an executor is at by then ends by itself and is not waited for.
        executor: None for here, where the point at which it is stopped is the last one.
        tell: how many places are done, and the last point.
    """
    chains = [_Chain[Point](list(places[at : at + block])) for at in range(0, len(places), block)]
    told = _Telling(tell)
    if executor is None:
        _here(task, chains, watch=watch, total=len(places), told=told)
    else:
        _elsewhere(task, chains, watch=watch, executor=executor, told=told)
    return [point for chain in chains for point in chain.found]


@dataclass(slots=True)
class _Telling(Generic[Point]):
    tell: Callable[[int, Point], None]
    done: int = 0

    def add(self, chain: _Chain[Point], point: Point | None) -> None:
        chain.add(point)
        self.done += 1
        if point is not None:
            self.tell(self.done, point)


def _here(
    task: Task[Point], chains: Sequence[_Chain[Point]], *, watch: Stopwatch, total: int, told: _Telling[Point]
) -> None:
    for chain in chains:
        while chain.left and not watch.effort.is_stopped():
            effort = watch.part(f"point {told.done + 1} of {total}")
            told.add(chain, task(chain.left.pop(0), chain.last, effort))


def _elsewhere(
    task: Task[Point], chains: Sequence[_Chain[Point]], *, watch: Stopwatch, executor: Executor, told: _Telling[Point]
) -> None:
    """One process for each chain at a time; a stop is noticed here, between points."""
    effort = replace(watch.effort, workers=1, should_stop=None, on_progress=None)

    def begin(chain: _Chain[Point]) -> Future[Point | None]:
        return executor.submit(task, chain.left.pop(0), chain.last, effort)

    running = {begin(chain): chain for chain in chains}
    while running and not watch.effort.is_stopped():
        done, _ = wait(running, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)
        for future in done:
            chain = running.pop(future)
            told.add(chain, future.result())
            if chain.left:
                running[begin(chain)] = chain
    for future in running:
        future.cancel()
