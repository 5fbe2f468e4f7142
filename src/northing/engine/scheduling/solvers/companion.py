"""A process beside the search that exchanges the best schedule with it: it proves with CP-SAT or breeds a population.

ortools and highspy must never meet in one process: both bring a library of the same name. Starting Python and importing
a solver takes seconds, so a process that has served one search waits a while for the next one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock

from northing.engine.process import without_main
from northing.engine.scheduling.solvers.job import Duty, Job, News
from northing.engine.scheduling.solvers.service import serve

HAS_EXACT = find_spec("ortools") is not None
"""Whether CP-SAT is installed."""


@dataclass(slots=True, eq=False)
class Companion:
    """One process: ``begin`` gives it a job, ``news`` says what it has found since."""

    duty: Duty | None = field(init=False, default=None)
    """What it is at; None while it waits."""
    _job: int = field(init=False, default=0)
    _owner: int = field(init=False, default_factory=os.getpid)
    _pipe: Connection = field(init=False)
    _process: SpawnProcess = field(init=False)

    def __post_init__(self) -> None:
        context = get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=serve, args=(there,), daemon=True)
        with without_main():
            self._process.start()
        there.close()

    def begin(self, job: Job) -> None:
        """Give it a job; what it was at ends."""
        self.stop()
        self._job += 1  # counted over all searches: what a stopped job still says is not taken for the next one's
        if self._send(replace(job, number=self._job)):
            self.duty = job.duty

    def tell(self, starts: list[int]) -> None:
        """Say that there is a better schedule."""
        if self.duty is Duty.BREED:
            self._send(starts)

    def stop(self) -> None:
        """End what it is at."""
        if self.duty is not None:
            self._send(None)
            self.duty = None

    def wait(self, seconds: float) -> None:
        """Until it says something, but no longer than this."""
        try:
            self._pipe.poll(seconds)
        except (EOFError, OSError):
            self.duty = None

    def news(self) -> list[News]:
        """What it has said of its job since."""
        found: list[News] = []
        try:
            while self._pipe.poll():
                found.append(self._pipe.recv())
        except (EOFError, OSError):  # it could not import its solver or died: the search goes on alone
            self.duty = None
        found = [each for each in found if each.job == self._job]
        if any(each.is_last for each in found):
            self.duty = None
        return found

    @property
    def is_mine(self) -> bool:
        """Whether it lives and belongs to this very process, which may be a fork of the one that started it."""
        return self._owner == os.getpid() and self._process.is_alive()

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _send(self, what: Job | list[int] | None) -> bool:
        try:
            self._pipe.send(what)
        except OSError:
            self.duty = None
            return False
        return True


_waiting: list[Companion] = []
_lock = Lock()


def can_accompany() -> bool:
    """Whether this process may have another beside it."""
    return not current_process().daemon


def borrow() -> Companion:
    """A companion that waits, or a new one."""
    with _lock:
        while _waiting:
            if (found := _waiting.pop()).is_mine:
                return found
    return Companion()


def give_back(companion: Companion) -> None:
    """Let it wait for the next search; one is enough."""
    companion.stop()
    with _lock:
        if not _waiting and companion.is_mine:
            _waiting.append(companion)
            return
    companion.close()
