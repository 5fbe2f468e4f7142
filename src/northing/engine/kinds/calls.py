"""How many times over a kind may take its time limit; read from plain data, before anything is imported or checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

POINTS = 50
"""Of a frontier and of a trade-off, unless the options say otherwise."""
LIMITS = 10
"""Whose worth is told at most, unless the options say otherwise."""

FEW = 4
"""Calls of a kind that is not named here, at most."""
TRIED_WEIGHTS = 24
"""Today's, ten or eleven steps of 0.1 over both directions, and five halvings of a step in each."""
TRIED_COSTS = 15
"""Without the project, at its cost, at the furthest one, and eleven or twelve halvings between."""
STARTS = 6
"""The best portfolio, it again with all its starts, and two other starts, each put right first."""

Plain = Mapping[str, Any]


def calls_of(document: object) -> int:
    """The solver calls that the problem may need, each with the whole time limit; a fair guess where it is misread."""
    given = _object(document)
    count = CALLS.get(str(given.get("kind")))
    return count(_object(given.get("problem")), _object(given.get("options"))) if count else FEW


def _object(value: object) -> Plain:
    return value if isinstance(value, Mapping) else {}


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default


def _points(_problem: Plain, options: Plain) -> int:
    """Each point, and the best at today's cost and at today's value, or at both ends."""
    return _whole(options.get("points"), POINTS) + 2


def _limits(_problem: Plain, options: Plain) -> int:
    """Prices, the portfolio before, and one for each limit."""
    return 2 + (1 if options.get("key") else _whole(options.get("most"), LIMITS))


def _roles(problem: Plain, _options: Plain) -> int:
    """For each role the cheapest relief and the prices of single ones."""
    capacity = _object(_object(problem.get("selection")).get("capacity"))
    return max(FEW, 2 * len({str(key).rsplit(" | ", 1)[0] for key in capacity}))


CALLS: Mapping[str, Callable[[Plain, Plain], int]] = {
    "frontier": _points,
    "trade-off": _points,
    "worth": _limits,
    "capacity": _roles,
    "why-now": lambda _problem, _options: STARTS,
    "tipping-weight": lambda _problem, _options: TRIED_WEIGHTS,
    "tipping-cost": lambda _problem, _options: TRIED_COSTS,
}
"""Of the kinds that give each of several calls the time limit."""
