"""A second process: it proves by branch and bound, or solves the whole relaxation and searches beside the first one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.process import without_main
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Floats, Ints, Linear
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.improve import Improver
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.search.relaxation import Relaxation, relaxation_of
from northing.engine.selection.solvers.highs import Limits, minimise

PROVABLE = 500_000
"""Entries of a model up to which branch and bound gets somewhere; beyond it even its root takes most of a minute."""

BETWEEN = 0.5
"""Seconds between two bounds that are told."""

TAKEN = 0.5
"""A solver's ones and noughts are nearly so."""


@dataclass(slots=True)
class Told:
    """What the other process has said since it was last asked; the relaxation of the whole model comes once."""

    values: Floats | None = None
    relaxation: Relaxation | None = None
    bound: float = -np.inf


@dataclass(slots=True)
class End:
    """One end of the pipe between two processes that tell each other the best portfolio they know.

    The next one is sent only when the last has been taken out, so that neither waits for the other, however long that
    one is busy: what waits in the pipe stays below its size.

    Attributes:
        told: objective of the best portfolio that both know.
        is_free: whether the last one has been taken out.
        is_open: whether the other process is still there.
    """

    pipe: Connection
    mip: Mip
    told: float = np.inf
    is_free: bool = True
    is_open: bool = True

    def tell(self, values: Floats) -> None:
        """Send a portfolio that is better than what both know, or keep it to oneself while the last one waits."""
        if not self.is_free or (cost := self.mip.cost(values)) >= self.told:
            return
        if self.say(np.flatnonzero(values[: self.mip.options] > TAKEN)):
            self.told, self.is_free = cost, False

    def say(self, what: Relaxation | Ints | float | None) -> bool:
        """Send a relaxation, a portfolio's options, a bound, or nothing: that theirs was taken out."""
        with suppress(OSError):
            self.pipe.send(what)
            return True
        self.is_open = False
        return False

    def heard(self) -> Told:
        """All that waits in the pipe, also what one that has ended said last."""
        told = Told()
        try:
            while self.pipe.poll():
                self._take(self.pipe.recv(), told)
        except (EOFError, OSError):
            self.is_open = False
        return told

    def _take(self, said: Relaxation | Ints | float | None, told: Told) -> None:
        if said is None:
            self.is_free = True
        elif isinstance(said, Relaxation):
            told.relaxation = said
        elif isinstance(said, float):
            told.bound = max(told.bound, said)
        else:
            values = np.zeros(self.mip.linear.width)
            values[said] = 1.0
            told.values = completed(self.mip, values=values)
            self.told = min(self.told, self.mip.cost(told.values))
            self.say(None)


@dataclass(slots=True)
class Companion:
    """The second process, as the first one sees it.

    Attributes:
        is_listening: whether it wants to hear of portfolios; one that searches only does once its relaxation has come.
    """

    process: BaseProcess
    end: End
    is_listening: bool

    def exchange(self, values: Floats) -> Told:
        """Tell it the best values when they are new, hear what it has found."""
        told = self.end.heard()
        self.is_listening |= told.relaxation is not None
        if self.is_listening:
            self.end.tell(values)
        return told

    def wait(self, *, seconds: float) -> Told:
        """What it says next, when it does in so many seconds."""
        with suppress(OSError):
            self.end.pipe.poll(seconds)
        return self.end.heard()

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.end.pipe.close()
        self.process.kill()
        self.process.join()


def is_provable(linear: Linear) -> bool:
    """Whether branch and bound is worth its time on the whole model."""
    return len(linear.matrix.index) <= PROVABLE


def companion_for(mip: Mip, *, watch: Stopwatch) -> Companion:
    """Start the second process; it ends by itself when the first one is gone."""
    context = get_context("spawn")
    here, there = context.Pipe()
    task = _prove if is_provable(mip.linear) else _search
    effort = Effort(watch.left, watch.effort.gap, watch.effort.seed)
    process = context.Process(target=_help, args=(task, there, mip.packed(), effort), daemon=True)
    with without_main():
        process.start()
    there.close()
    return Companion(process, End(here, mip), is_listening=task is _prove)


def _help(task: Task, pipe: Connection, packed: Mip, effort: Effort) -> None:
    """Runs in the new process; what is new goes through the pipe, both ways."""
    watch = Stopwatch(effort)
    # What fails here fails in the first process too, which says it to the caller.
    with suppress(SolverFailed, NoFeasiblePortfolio):
        task(End(pipe, packed.unpacked()), watch)


Task = Callable[[End, Stopwatch], None]


def _search(end: End, watch: Stopwatch) -> None:
    """Solve the whole relaxation, tell it, then improve what rounding it gives."""
    mip, seed = end.mip, watch.effort.seed
    relaxation = relaxation_of(mip, columns=np.arange(mip.linear.width), limits=Limits(watch.left))
    values = rounded(mip, relaxation=relaxation)
    improver = Improver(Neighbourhoods(mip, relaxation, np.random.default_rng(seed)), watch, seed, start=values)
    end.say(relaxation)
    while end.is_open and not watch.is_over():
        if (theirs := end.heard().values) is not None:
            values = min((values, theirs), key=mip.cost)
        values = improver.step(values)
        end.tell(values)


def _prove(end: End, watch: Stopwatch) -> None:
    """Branch and bound on the whole model until the time is up, with what the first process finds."""
    limits = Limits(watch.left, watch.effort.gap, should_stop=lambda: not end.is_open, exchange=_Teller(end, watch))
    found = minimise(end.mip.linear, objective=end.mip.objective, limits=limits)
    end.is_free = True  # the last one goes after those before it
    end.tell(found.values)
    end.say(found.bound)


@dataclass(slots=True)
class _Teller:
    """Branch and bound's end of the pipe.

    Attributes:
        best: its best portfolio, which may still have to be told.
    """

    end: End
    watch: Stopwatch
    best: Floats | None = None
    _next: float = 0.0

    def tell(self, values: Floats) -> None:
        self.best = values
        self.end.tell(values)

    def prove(self, bound: float) -> None:
        if np.isfinite(bound) and self.watch.seconds >= self._next:
            self._next = self.watch.seconds + BETWEEN
            self.end.say(float(bound))

    def offered(self) -> Floats | None:
        theirs = self.end.heard().values
        if self.best is not None:
            self.end.tell(self.best)
        return theirs
