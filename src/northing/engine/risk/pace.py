"""How time passes for a task: every working minute alike, or in its own calendar's stretches of work.

A bound is before when a task cannot start; a milestone stands wherever it falls, all else goes on when work can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from northing.engine.risk.model import Floats, RiskModel
from northing.engine.risk.solvers import calendars, kernel
from northing.engine.scheduling.dated import DatedNetwork, WorkTable
from northing.engine.scheduling.network import KINDS, Integers
from northing.engine.scheduling.problem import LinkKind

FS, SS, FF, _ = (KINDS.index(kind) for kind in LinkKind)
FROM_FINISH, TO_START = frozenset({FS, FF}), frozenset({FS, SS})


class Pace(Protocol):
    """What a pass over the network asks; all arrays are of one task or link over the iterations."""

    def held(self, task: int, begin: Floats, duration: Floats) -> Floats:
        """No earlier than its own end allows."""

    def bound(self, link: int, kind: int, lag: float, anchor: Floats, duration: Floats, *, task: int) -> Floats:
        """By a link from the predecessor's end ``anchor``; may be overwritten by the next call."""

    def going_on(self, task: int, at: Floats, duration: Floats) -> Floats:
        """When work can go on that was to begin ``at``."""

    def finish(self, task: int, begin: Floats, duration: Floats, *, out: Floats) -> None:
        """When it is done."""


def pace_of(model: RiskModel, *, iterations: int) -> Pace:
    """What the model's network asks for."""
    if model.dated is not None:
        return OnCalendars(model.dated)
    return Alike(np.empty(iterations, dtype=np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Every minute is one of work; ``room`` is written over."""

    room: Floats

    def held(self, task: int, begin: Floats, duration: Floats) -> Floats:
        """It has no end of its own."""
        del task, duration
        return begin

    def bound(self, link: int, kind: int, lag: float, anchor: Floats, duration: Floats, *, task: int) -> Floats:
        """The anchor and the lag, less the duration where the link ties the finish."""
        del link, task
        if lag:
            anchor = np.add(anchor, np.float32(lag), out=self.room)
        return anchor if kind in TO_START else np.subtract(anchor, duration, out=self.room)

    def going_on(self, task: int, at: Floats, duration: Floats) -> Floats:
        """At once."""
        del task, duration
        return at

    def finish(self, task: int, begin: Floats, duration: Floats, *, out: Floats) -> None:
        """After as many minutes."""
        del task
        np.add(begin, duration, out=out)


@dataclass(frozen=True, slots=True, eq=False)
class OnCalendars:
    """Each task and each lag in its own working time, as ``scheduling.worktime`` counts it."""

    network: DatedNetwork

    def held(self, task: int, begin: Floats, duration: Floats) -> Floats:
        """From a finish-no-earlier-than or must-finish-on."""
        end = self.network.ends[task]
        if end < 0:
            return begin
        return np.maximum(begin, self._begun(task, np.full_like(begin, end), duration))

    def bound(self, link: int, kind: int, lag: float, anchor: Floats, duration: Floats, *, task: int) -> Floats:
        """The anchor and the lag in its working time, less the duration in the task's where it ties the finish."""
        if lag:
            table = self.network.tables[self.network.of_link[link]]
            work = table.worked(anchor) + np.float32(lag)
            anchor = table.done(work) if lag > 0 else table.begun(work)
        return anchor if kind in TO_START else self._begun(task, anchor, duration)

    def going_on(self, task: int, at: Floats, duration: Floats) -> Floats:
        """In the first minute of work; where nothing is to do, at once."""
        return np.where(duration > 0, self._table(task).going_on(at), at)

    def finish(self, task: int, begin: Floats, duration: Floats, *, out: Floats) -> None:
        """After as many minutes of work."""
        table = self._table(task)
        out[:] = np.where(duration > 0, table.done(table.worked(begin) + duration), begin)

    def _begun(self, task: int, end: Floats, duration: Floats) -> Floats:
        table = self._table(task)
        return np.where(duration > 0, table.begun(table.worked(end) - duration), end)

    def _table(self, task: int) -> WorkTable:
        table: WorkTable = self.network.tables[self.network.of_task[task]]
        return table


def clocks_of(
    tables: Sequence[WorkTable], links: kernel.Links, *, of_task: Integers, of_link: Integers, ends: Floats
) -> calendars.Clocks:
    """The working times one after the other, for machine code."""
    never = np.array([np.inf], dtype=np.float32)
    opens, closes, before = (
        np.concatenate([part for table in tables for part in (getattr(table, name), never)])
        for name in ("opens", "closes", "before")
    )
    first = np.cumsum([0, *(len(table.opens) + 1 for table in tables)])
    days = [np.searchsorted(t.closes, np.arange(0, t.closes[-1], calendars.DAY), side="right") for t in tables]
    works = [
        np.maximum(0, np.searchsorted(t.before, np.arange(0, t.before[-1] + 1, calendars.GRAIN), side="left") - 1)
        for t in tables
    ]
    by_day, by_work = (
        np.concatenate([places + start for places, start in zip(rows, first, strict=False)]) for rows in (days, works)
    )
    of_days, of_works = (np.cumsum([0, *(len(row) for row in rows)]) for rows in (days, works))
    return calendars.Clocks(links, opens, closes, before, by_day, by_work, of_days, of_works, of_task, of_link, ends)
