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


@dataclass(frozen=True, slots=True)
class Told:
    """What the other process has said since it was last asked; the relaxation of the whole model comes once."""

    values: Floats | None = None
    relaxation: Relaxation | None = None
    bound: float = -np.inf


@dataclass(slots=True)
class Companion:
    """This end of the second process.

    Portfolios are told as the few hundred indices of their options, and to one that searches only once its relaxation
    has come: what waits in the pipe stays below its size, so that neither end waits for the other.
    """

    process: BaseProcess
    pipe: Connection
    mip: Mip
    is_listening: bool
    told: float = np.inf

    def exchange(self, values: Floats) -> Told:
        """Tell it the best values when they are new, hear what it has found."""
        heard, cost = self._heard(), self.mip.cost(values)
        if self.is_listening and cost < self.told:
            self.told = cost
            with suppress(OSError):  # it has ended
                self.pipe.send(_indices(self.mip, values))
        return heard

    def relaxation(self, *, seconds: float) -> Relaxation | None:
        """The relaxation, when it comes in so many seconds."""
        with suppress(EOFError, OSError):
            self.pipe.poll(seconds)
        return self._heard().relaxation

    def _heard(self) -> Told:
        """All that waits in the pipe, also what one that has ended said last."""
        values, relaxation, bound = None, None, -np.inf
        with suppress(EOFError, OSError):
            while self.pipe.poll():
                found = self.pipe.recv()
                if isinstance(found, Relaxation):
                    relaxation, self.is_listening = found, True
                elif isinstance(found, float):
                    bound = max(bound, found)
                else:
                    values = _values(self.mip, found)
        return Told(values, relaxation, bound)

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _indices(mip: Mip, values: Floats) -> Ints:
    return np.flatnonzero(values[: mip.options] > 0.5)  # noqa: PLR2004 - a solver's ones and noughts are nearly so


def _values(mip: Mip, indices: Ints) -> Floats:
    values = np.zeros(mip.linear.width)
    values[indices] = 1.0
    return completed(mip, values=values)


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
    return Companion(process, here, mip, is_listening=task is _prove)


def _help(task: Task, pipe: Connection, packed: Mip, effort: Effort) -> None:
    """Runs in the new process; what is new goes through the pipe, both ways."""
    watch = Stopwatch(effort)
    # What fails here fails in the first process too, which says it to the caller; without that one there is no pipe.
    with suppress(SolverFailed, NoFeasiblePortfolio, EOFError, OSError):
        task(pipe, packed.unpacked(), watch)


Task = Callable[[Connection, Mip, Stopwatch], None]


def _search(pipe: Connection, mip: Mip, watch: Stopwatch) -> None:
    """Solve the whole relaxation, tell it, then improve what rounding it gives."""
    relaxation = relaxation_of(mip, columns=np.arange(mip.linear.width), limits=Limits(watch.left))
    values, seed = rounded(mip, relaxation=relaxation), watch.effort.seed
    improver = Improver(Neighbourhoods(mip, relaxation, np.random.default_rng(seed)), watch, seed, start=values)
    pipe.send(relaxation)
    while not watch.is_over():
        while pipe.poll():
            values = min((values, _values(mip, pipe.recv())), key=mip.cost)
        better = improver.step(values)
        if mip.cost(better) < mip.cost(values):
            pipe.send(_indices(mip, better))
        values = better


def _prove(pipe: Connection, mip: Mip, watch: Stopwatch) -> None:
    """Branch and bound on the whole model until the time is up, with what the first process finds."""
    limits = Limits(watch.left, watch.effort.gap, exchange=_Teller(pipe, mip, watch))
    found = minimise(mip.linear, objective=mip.objective, limits=limits)
    pipe.send(_indices(mip, found.values))
    pipe.send(found.bound)


@dataclass(slots=True)
class _Teller:
    """Branch and bound's end of the pipe."""

    pipe: Connection
    mip: Mip
    watch: Stopwatch
    _next: float = 0.0

    def tell(self, values: Floats) -> None:
        self.pipe.send(_indices(self.mip, values))

    def prove(self, bound: float) -> None:
        if np.isfinite(bound) and self.watch.seconds >= self._next:
            self._next = self.watch.seconds + BETWEEN
            self.pipe.send(float(bound))

    def offered(self) -> Floats | None:
        values = None
        while self.pipe.poll():
            values = _values(self.mip, self.pipe.recv())
        return values
