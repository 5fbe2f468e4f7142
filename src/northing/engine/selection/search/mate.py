"""A second process that solves the whole relaxation first and then searches beside the first one."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.process import without_main
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Floats, Ints
from northing.engine.selection.search.arena import Arena
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.guide import Guide, guide_of
from northing.engine.selection.search.improve import Work
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.solvers.highs import Limits


@dataclass(frozen=True, slots=True)
class Told:
    """What the other process has said since it was last asked: its best values, and once the guide."""

    values: Floats | None = None
    guide: Guide | None = None


@dataclass(slots=True)
class Mate:
    """This end of the second process.

    Portfolios are told as the few hundred indices of their options, and only once the guide has come: what waits in
    the pipe stays below its size, so that neither end waits for the other.
    """

    process: BaseProcess
    pipe: Connection
    arena: Arena
    is_listening: bool = False
    told: float = np.inf

    def exchange(self, values: Floats) -> Told:
        """Tell it the best values when they are new, hear what it has found."""
        try:
            heard = self._heard()
            cost = self.arena.cost(values)
            if self.is_listening and cost < self.told:
                self.pipe.send(_indices(self.arena, values))
                self.told = cost
        except (EOFError, OSError):
            return Told()
        return heard

    def guide(self, *, seconds: float) -> Guide | None:
        """The guide, when it comes in so many seconds."""
        try:
            return self._heard().guide if self.pipe.poll(seconds) else None
        except (EOFError, OSError):
            return None

    def _heard(self) -> Told:
        values, guide = None, None
        while self.pipe.poll():
            found = self.pipe.recv()
            if isinstance(found, Guide):
                guide, self.is_listening = found, True
            else:
                values = _values(self.arena, found)
        return Told(values, guide)

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _indices(arena: Arena, values: Floats) -> Ints:
    return np.flatnonzero(values[: arena.options] > 0)


def _values(arena: Arena, indices: Ints) -> Floats:
    values = np.zeros(arena.linear.width)
    values[indices] = 1.0
    return completed(arena, values=values)


def mate_for(arena: Arena, *, seed: int, seconds: float) -> Mate:
    """Start the second process; it ends by itself when the first one is gone."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_help, args=(there, arena.packed(), seed, seconds), daemon=True)
    with without_main():
        process.start()
    there.close()
    return Mate(process, here, arena)


def _help(pipe: Connection, packed: Arena, seed: int, seconds: float) -> None:
    """Runs in the new process: the guide, then steps; each better portfolio goes through the pipe, both ways."""
    watch, arena = Stopwatch(Effort(time_limit=seconds)), packed.unpacked()
    try:
        guide = guide_of(arena, columns=np.arange(arena.linear.width), limits=Limits(seconds))
    except (SolverFailed, NoFeasiblePortfolio):  # the first process finds the same, and says it to the caller
        return
    values = rounded(arena, guide=guide)
    work = Work(Neighbourhoods(arena, guide, np.random.default_rng(seed)), watch, seed)
    try:
        pipe.send(guide)
        while not watch.is_over():
            while pipe.poll():
                values = min((values, _values(arena, pipe.recv())), key=arena.cost)
            better = work.step(values)
            if arena.cost(better) < arena.cost(values):
                pipe.send(_indices(arena, better))
            values = better
    except (EOFError, OSError):
        return
