"""How long and how exactly a computation works, and what it says while it does: the same for every science."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import isnan

from northing.engine.errors import OutOfScale, require_number, require_whole


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a computation has come.

    Attributes:
        seconds: since it began.
        stage: what it is doing, in words.
        value: of the best answer so far, in the problem's own unit; None before the first.
        bound: no answer can be better; None while unknown.
    """

    seconds: float
    stage: str
    value: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Proven: |bound − value| / |bound|; None while either is unknown."""
        if self.value is None or self.bound is None:
            return None
        return abs(self.bound - self.value) / abs(self.bound) if self.bound else abs(self.value)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how exactly a computation works; checked when it is made.

    Attributes:
        time_limit: seconds; of a single solver call, or of the whole where a computation says so.
        gap: share of the value by which the answer may fall short of the best, proven.
        seed: 0 or more; the same seed gives the same answer wherever the budget is counted in steps and not in seconds.
        workers: processor cores that it may use.
        should_stop: asked now and then; True ends the search with the best found so far.
        on_progress: told now and then how far it has come.
    """

    time_limit: float = 60.0
    gap: float = 1e-6
    seed: int = 0
    workers: int = 1
    should_stop: Callable[[], bool] | None = None
    on_progress: Callable[[Progress], None] | None = None

    def __post_init__(self) -> None:
        require_number(self.time_limit, what="the time limit")
        require_number(self.gap, what="the gap")
        if isnan(self.time_limit):
            raise OutOfScale("the time limit is not a number: give seconds")
        if not self.gap >= 0:
            raise OutOfScale(f"the gap is {self.gap:g}: give 0 or a share above")
        require_whole(self.seed, what="the seed")
        require_whole(self.workers, what="the number of workers")
        if self.time_limit < 0:
            raise OutOfScale(f"the time limit is {self.time_limit:g} seconds: give 0 or more")
        if self.seed < 0:
            raise OutOfScale(f"the seed is {self.seed}: give 0 or more")
        if self.workers < 1:
            raise OutOfScale(f"{self.workers} workers: give 1 or more")

    def is_stopped(self) -> bool:
        """Whether somebody has asked for the end."""
        return self.should_stop is not None and self.should_stop()


DEFAULT_EFFORT = Effort()


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """The budget of one computation as it runs; the one clock in the engine, and it only measures how long."""

    effort: Effort = DEFAULT_EFFORT
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        """Seconds of the time limit that are left, never below zero."""
        return max(0.0, self.effort.time_limit - self.seconds)

    def is_over(self) -> bool:
        """Whether the time is up or somebody has asked for the end."""
        return self.left <= 0 or self.effort.is_stopped()

    def report(self, stage: str, *, value: float | None = None, bound: float | None = None) -> None:
        """Tell who listens how far it has come."""
        if self.effort.on_progress is not None:
            self.effort.on_progress(Progress(self.seconds, stage, value, bound))

    def part(self, stage: str, *, seconds: float | None = None) -> Effort:
        """The effort of one part of this computation, with ``seconds`` of its own: it stops when the whole is stopped.

        What it tells is told under its ``stage`` and by this clock.
        """
        limit = self.effort.time_limit if seconds is None else seconds
        tell = self.effort.on_progress
        if tell is None:
            return replace(self.effort, time_limit=limit)

        def retell(progress: Progress) -> None:
            tell(replace(progress, seconds=self.seconds, stage=f"{stage}: {progress.stage}"))

        return replace(self.effort, time_limit=limit, on_progress=retell)
