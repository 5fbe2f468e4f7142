"""One chunk of iterations: durations, early dates, which tasks are critical, and the sums that are kept of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.risk.model import KNOTS, WIDEST, Floats, RiskModel
from northing.engine.risk.numbers import LEVELS, chances, levels, normal_scores, stratified
from northing.engine.scheduling.network import KINDS
from northing.engine.scheduling.problem import LinkKind

SHIFT = np.uint16((LEVELS // KNOTS).bit_length() - 1)
BLOCK = 64
"""Tasks that are drawn at a time, so that the numbers stay in the processor's cache."""

FS, SS, FF, _ = (KINDS.index(kind) for kind in LinkKind)
Sums = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Chunk:
    """What is kept of a chunk.

    Attributes:
        finishes: projects × iterations, working minutes from the origin; the last row is the last finish of all.
        critical: iterations in which each task was critical.
        sums, squares, products: of each task's duration, its square, and it times the finish (less the planned one).
        happened: iterations in which each event happened.
    """

    finishes: Floats
    critical: Sums
    sums: Sums
    squares: Sums
    products: Sums
    happened: Sums


def simulate_chunk(model: RiskModel, *, start: int, count: int, is_stratified: bool, planned: float) -> Chunk:
    """Iterations ``start`` … ``start + count`` − 1; the same whatever else is computed where."""
    durations, happened = draw(model, start=start, count=count, is_stratified=is_stratified)
    starts, finishes = _forward(model, durations)
    last = finishes.max(axis=0) if len(finishes) else np.zeros(count, dtype=np.float32)
    critical = _critical(model, durations, starts, finishes, last)
    both = durations @ np.stack([np.ones_like(last), last - np.float32(planned)], axis=1)
    return Chunk(
        finishes=_by_project(model, finishes, last),
        critical=critical,
        sums=both[:, 0].astype(np.float64),
        squares=np.einsum("ij,ij->i", durations, durations).astype(np.float64),
        products=both[:, 1].astype(np.float64),
        happened=happened,
    )


def planned_finish(model: RiskModel) -> float:
    """The last finish with the durations of the schedule, in working minutes from the origin."""
    durations, starts, finishes = model.network.durations.tolist(), list[float](), list[float]()
    for task, release in enumerate(model.network.releases.tolist()):
        duration = durations[task]
        bounds = [
            (finishes[before] if kind in {FS, FF} else starts[before]) + lag - (0 if kind in {FS, SS} else duration)
            for before, kind, lag in model.links[task]
        ]
        starts.append(max([release, *bounds]))
        finishes.append(starts[-1] + duration)
    return float(max(finishes, default=0.0))


def draw(model: RiskModel, *, start: int, count: int, is_stratified: bool) -> tuple[Floats, Sums]:
    """Durations, tasks × count, and how often each event happened."""
    durations = np.empty((len(model.network.keys), count), dtype=np.float32)
    fixed = np.setdiff1d(np.arange(len(durations)), model.ranged)
    durations[fixed] = model.network.durations[fixed, None]
    correlated = set(model.correlated.tolist())
    alone = np.array([place for place in range(len(model.ranged)) if place not in correlated], dtype=np.int64)
    for at in range(0, len(alone), BLOCK):
        places = alone[at : at + BLOCK]
        drawn = levels(model.task_keys[places], start=start, count=count)
        knots = ((stratified(drawn) if is_stratified else drawn) >> SHIFT).astype(np.intp)
        for place, row in zip(places, knots, strict=True):
            np.take(model.tables[place], row, out=durations[model.ranged[place]], mode="clip")
    if len(model.correlated):
        _draw_together(model, durations, start=start, count=count, is_stratified=is_stratified)
    return durations, _add_events(model, durations, start=start, count=count)


def _draw_together(model: RiskModel, durations: Floats, *, start: int, count: int, is_stratified: bool) -> None:
    """Gaussian copula: correlated normal scores, then each task's own distribution."""
    common = normal_scores()[(chances(model.factor_key, start=start, count=count)[0] * LEVELS).astype(np.uint16)]
    scale = np.float32(KNOTS / (2 * WIDEST))
    middle = np.float32(KNOTS / 2)
    rest = np.sqrt(1 - model.loadings**2)
    mixed = model.mix @ _own(model, model.correlated, start, count, is_stratified) if model.mix.size else None
    for at in range(0, len(model.correlated), BLOCK):
        places, part = model.correlated[at : at + BLOCK], slice(at, at + BLOCK)
        if mixed is None:
            scores = _own(model, places, start, count, is_stratified)
            scores *= (rest[part] * scale)[:, None]
            scores += np.outer(model.loadings[part] * scale, common)
        else:
            scores = mixed[part] * scale
        scores += middle
        knots = scores.astype(np.intp)
        for place, row in zip(places, knots, strict=True):
            np.take(model.tables[place], row, out=durations[model.ranged[place]], mode="clip")


def _own(model: RiskModel, places: Places, start: int, count: int, is_stratified: bool) -> Floats:  # noqa: FBT001
    """Independent normal scores of correlated tasks, tasks × count."""
    drawn = levels(model.task_keys[places], start=start, count=count)
    found: Floats = normal_scores()[stratified(drawn) if is_stratified else drawn]
    return found


def _add_events(model: RiskModel, durations: Floats, *, start: int, count: int) -> Sums:
    happened = np.zeros(len(model.chances))
    for event, chance in enumerate(model.chances):
        occurs = chances(model.event_keys[event : event + 1], start=start, count=count)[0] < chance
        happened[event] = occurs.sum()
        drawn = levels(model.delay_keys[event], start=start, count=count) >> SHIFT
        for row, task in enumerate(model.event_tasks[event]):
            durations[task] += np.where(occurs, model.event_tables[event][row][drawn[row]], np.float32(0))
    return happened


def _forward(model: RiskModel, durations: Floats) -> tuple[Floats, Floats]:
    """Early starts and finishes: S = max(release, F_i + lag, S_i + lag, F_i + lag − d, S_i + lag − d)."""
    starts, finishes = np.empty_like(durations), np.empty_like(durations)
    room = np.empty(durations.shape[1], dtype=np.float32)
    for task in range(len(durations)):
        begin = starts[task]
        begin[:] = model.network.releases[task]
        for before, kind, lag in model.links[task]:
            np.maximum(
                begin, _bound(kind, lag, starts[before], finishes[before], durations[task], room=room), out=begin
            )
        np.add(begin, durations[task], out=finishes[task])
    return starts, finishes


def _bound(kind: int, lag: float, start: Floats, finish: Floats, duration: Floats, *, room: Floats) -> Floats:
    """Before when the successor cannot start; ``room`` is written over where there is something to add."""
    anchor = finish if kind in {FS, FF} else start
    if lag:
        anchor = np.add(anchor, np.float32(lag), out=room)
    return anchor if kind in {FS, SS} else np.subtract(anchor, duration, out=room)


def _critical(model: RiskModel, durations: Floats, starts: Floats, finishes: Floats, last: Floats) -> Sums:
    """Iterations in which each task lies on a chain of driving links that ends with the last finish.

    The comparison is exact: it repeats the forward pass's own sums.
    """
    count = np.zeros(len(durations))
    room = np.empty(durations.shape[1], dtype=np.float32)
    drives = np.empty(durations.shape[1], dtype=np.bool_)
    critical = finishes == last
    for task in range(len(durations) - 1, -1, -1):
        mine = critical[task]
        count[task] = np.count_nonzero(mine)
        if not count[task]:
            continue
        for before, kind, lag in model.links[task]:
            bound = _bound(kind, lag, starts[before], finishes[before], durations[task], room=room)
            np.equal(bound, starts[task], out=drives)
            drives &= mine
            critical[before] |= drives
    return count


def _by_project(model: RiskModel, finishes: Floats, last: Floats) -> Floats:
    if len(model.network.project_keys) == 1:
        return np.array([last, last], dtype=np.float32)
    rows = [finishes[model.network.projects == at].max(axis=0) for at in range(len(model.network.project_keys))]
    return np.array([*rows, last], dtype=np.float32)
