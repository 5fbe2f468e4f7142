"""Who is there for projects, and the cheapest way to have enough."""

from __future__ import annotations

from northing.engine.capacity import CapacityProblem, balance, bottlenecks, cheapest_relief, reliefs
from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.selection import evaluate


def capacity(problem: CapacityProblem, options: NoOptions, effort: Effort) -> Answer:
    """Supply, demand and gap by role and month, bottlenecks by the value that waits, and what relieves each."""
    del options
    cells, narrow = balance(problem), bottlenecks(problem)
    cheapest = [found for one in narrow if (found := cheapest_relief(problem, role=one.role, effort=effort))]
    singles = {one.role: reliefs(problem, role=one.role, effort=effort) for one in narrow}
    now, again = evaluate(problem.selection, problem.chosen), []
    for found in cheapest:
        if found.choice is not None and found.value_lost is not None:
            after = evaluate(problem.selection, found.choice)
            again.append(same(f"the value lost for {found.role}", found.value_lost, now.value - after.value))
    document = {
        "cells": [{**_plain(cell), "gap": cell.gap, "utilisation": cell.utilisation} for cell in cells],
        "bottlenecks": narrow,
        "cheapest": cheapest,
        "reliefs": singles,
    }
    lines = [*(f"{one.words}." for one in narrow), *(f"  {found.words}." for found in cheapest)]
    return Answer(
        document,
        tuple(lines) or ("Nobody is asked for more than there is.",),
        checked("value lost looked at again from the choices", again),
    )


def _plain(cell: object) -> dict[str, object]:
    return {name: getattr(cell, name) for name in ("role", "month", "supply", "absent", "usual", "available", "demand")}
