"""Compiles ahead of time whatever a compiler makes faster, so that nobody's first problem waits for it."""

from __future__ import annotations

from northing.engine.risk import simulate
from northing.engine.scheduling import solve as schedules
from northing.engine.selection import branching
from northing.engine.selection.search import annealing


def warm_up() -> None:
    """Compile the searches of scheduling and selection and the loops of risk; nothing without numba.

    It takes a minute once on a machine; what is compiled is kept on disk. A search with little time does not wait for
    the compiler and finds less.
    """
    schedules.warm_up()
    simulate.warm_up()
    annealing.prepare()
    branching.prepare()
