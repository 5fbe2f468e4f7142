"""A second process beside the genetic search that exchanges the best schedule with it: CP-SAT, or another population.

ortools and highspy must never meet in one process: both bring a library of the same name.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from northing.engine.scheduling.model import SlotModel
from northing.engine.scheduling.solvers.genetic import GeneticSearch

HAS_EXACT = find_spec("ortools") is not None
"""Whether CP-SAT is installed."""

PORTION = 200
"""Children of the other population between two looks at what the first one has found."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the companion shall do: CP-SAT for ``members`` of 0, otherwise breed a population of so many."""

    starts: list[int]
    bound: int
    seconds: float
    workers: int
    members: int
    seed: int


@dataclass(frozen=True, slots=True)
class News:
    """What the companion has found: better starts or none, and what no schedule can beat."""

    starts: list[int] | None
    bound: int
    schedules: int = 0
    is_idle: bool = False
    """Whether it waits for its next order."""
    is_over: bool = False


@dataclass(slots=True)
class Companion:
    """Begins at once to import what it needs; ``go`` gives it its order, ``news`` says what it has found."""

    model: SlotModel
    with_exact: bool
    _pipe: Connection = field(init=False)
    _process: SpawnProcess = field(init=False)
    is_idle: bool = field(init=False, default=True)
    is_over: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        context = get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, self.model, self.with_exact), daemon=True)
        self._process.start()
        there.close()

    def go(self, order: Order) -> None:
        """Start working."""
        self.is_idle = False
        self._send(order)

    def tell(self, starts: list[int]) -> None:
        """Say that there is a better schedule."""
        self._send(starts)

    def news(self, *, wait: float = 0.0) -> list[News]:
        """What it has said since; waits for the first so many seconds."""
        found: list[News] = []
        try:
            while not self.is_over and self._pipe.poll(0.0 if found else wait):
                found.append(self._pipe.recv())
                self.is_idle, self.is_over = found[-1].is_idle, found[-1].is_over
        except (EOFError, ConnectionResetError):
            self.is_over = True  # it could not import CP-SAT or died: the genetic search goes on alone
        return found

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _send(self, what: Order | list[int]) -> None:
        try:
            if not self.is_over:
                self._pipe.send(what)
        except (BrokenPipeError, ConnectionResetError):
            self.is_over = True


def can_accompany() -> bool:
    """Whether this process may have another beside it."""
    return not current_process().daemon


def _serve(pipe: Connection, model: SlotModel, with_exact: bool) -> None:  # noqa: FBT001 - passed by position
    """Runs in the companion's process."""
    if with_exact:
        _prove(pipe, model)
    else:
        _breed(pipe, model)


def _prove(pipe: Connection, model: SlotModel) -> None:
    from northing.engine.scheduling.solvers.exact import ExactSearch  # noqa: PLC0415 - ortools only in this process

    while True:
        order: Order = pipe.recv()
        search = ExactSearch(model, order.starts, order.seed)
        found = search.complete(seconds=order.seconds, workers=order.workers, bound=order.bound)
        pipe.send(News(found.starts, found.bound, is_idle=True))


def _breed(pipe: Connection, model: SlotModel) -> None:
    order: Order = pipe.recv()
    search, until = GeneticSearch(model, order.members, order.seed), time.monotonic() + order.seconds
    search.work(1)
    while time.monotonic() < until and search.best_value > order.bound:
        before = search.best_value
        search.work(PORTION, target=order.bound)
        if search.best_value < before:
            pipe.send(News(search.best_starts, 0))
        while pipe.poll():
            search.add(pipe.recv())
    pipe.send(News(None, 0, schedules=search.schedules, is_over=True))
