"""Priority rules: which of the tasks that can start is the most urgent."""

from __future__ import annotations

from northing.engine.scheduling.bounds import heads_of, tails_of
from northing.engine.scheduling.model import SlotModel

FINE = 1000
"""Shares of capacity are ranked in so many parts."""


def priority_ranks(model: SlotModel) -> list[list[int]]:
    """Ranks of the tasks by several rules, the lower the more urgent.

    Latest finish (Davis and Patterson, 1975), before the end of the longest chain or where that counts before its
    project is due; greatest rank positional weight (Alvarez-Valdés and Tamarit, 1989), of work instead of time;
    greatest resource demand (Cooper, 1976), of those resources that are short; latest start.
    """
    tails = tails_of(model)
    chain = max((h + t for h, t in zip(heads_of(model), tails, strict=True)), default=0)
    loads = [load**4 for load in loads_of(model)]  # those far from short hardly count
    ends = [due if cost else chain for due, cost in zip(model.due, model.costs, strict=True)]
    latest = [(ends[owner] if ends else chain) - tail for owner, tail in zip(model.owners, tails, strict=True)]
    return [
        [start + own for start, own in zip(latest, model.durations, strict=True)],
        _weights(model, loads),
        [-_shortage(model, task, loads) for task in range(len(tails))],
        latest,
    ]


def loads_of(model: SlotModel) -> list[float]:
    """Work at each resource over its capacity, as a share of what the busiest has."""
    work = [0.0] * len(model.capacities)
    for duration, needs in zip(model.durations, model.demands, strict=True):
        for resource, units in needs.items():
            work[resource] += duration * units / (model.capacities[resource] or 1)
    most = max(work, default=0.0) or 1.0
    return [each / most for each in work]


def _shortage(model: SlotModel, task: int, loads: list[float]) -> int:
    needs = model.demands[task].items()
    return round(sum(FINE * units / (model.capacities[r] or 1) * loads[r] for r, units in needs))


def _weights(model: SlotModel, loads: list[float]) -> list[int]:
    """The less, the more work waits directly for a task, its own included."""
    own = [_shortage(model, task, loads) * duration for task, duration in enumerate(model.durations)]
    found = list(own)
    for a, b, _ in model.links:
        found[a] += own[b]
    return [-each for each in found]
