"""What a chunk of iterations draws: durations, what goes together, and which risk events happen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.risk.model import KNOTS, WIDEST, Floats, RiskModel
from northing.engine.risk.numbers import LEVELS, Bits, Levels, chances, evenly, levels, normal_scores, stratified
from northing.engine.risk.solvers import kernel

SHIFT = (LEVELS // KNOTS).bit_length() - 1
"""Bits by which a level is shifted to the knot of its range's table."""
BLOCK = 64
"""Tasks that are drawn at a time, so that the numbers stay in the processor's cache."""
SCALE, MIDDLE = np.float32(KNOTS / (2 * WIDEST)), np.float32(KNOTS / 2)
"""Knots in one standard deviation of a normal score, and the knot of score 0."""

Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Iterations:
    """Which iterations: ``start`` … ``start + count`` − 1; ``is_stratified``: as a Latin hypercube among them."""

    start: int
    count: int
    is_stratified: bool = False

    def levels(self, keys: Bits) -> Levels:
        """Levels of each key, keys × count."""
        drawn = levels(keys, start=self.start, count=self.count)
        return stratified(drawn) if self.is_stratified else drawn

    def chances(self, key: Bits) -> Sums:
        """Chances of one key."""
        drawn = chances(key, start=self.start, count=self.count)
        found: Sums = (evenly(drawn) if self.is_stratified else drawn)[0]
        return found


def draw(model: RiskModel, span: Iterations, *, is_compiled: bool = False) -> tuple[Floats, Sums]:
    """Durations, tasks × count, and how often each event happened; equal whether compiled or not."""
    durations = np.empty((len(model.network.keys), span.count), dtype=np.float32)
    fixed = _others(model.ranged, len(durations))
    durations[fixed] = model.network.durations[fixed, None]
    alone = _others(model.correlated, len(model.ranged))
    if is_compiled:
        kernel.draw_alone(durations, _ranges(model), alone, span.start, span.is_stratified)
    else:
        _draw_alone(model, durations, alone, span)
    if model.mix.size:
        _draw_mixed(model, durations, span)
    elif len(model.correlated):
        _draw_by_factor(model, durations, span, is_compiled=is_compiled)
    return durations, _add_events(model, durations, span)


def _others(places: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Which of so many places are not among these."""
    left = np.ones(size, dtype=np.bool_)
    left[places] = False
    return np.flatnonzero(left)


def _ranges(model: RiskModel) -> kernel.Ranges:
    return kernel.Ranges(model.ranged, model.task_keys, model.tables)


def _draw_alone(model: RiskModel, durations: Floats, places: NDArray[np.int64], span: Iterations) -> None:
    for at in range(0, len(places), BLOCK):
        part = places[at : at + BLOCK]
        _look_up(model, durations, part, (span.levels(model.task_keys[part]) >> SHIFT).astype(np.intp))


def _draw_mixed(model: RiskModel, durations: Floats, span: Iterations) -> None:
    """Gaussian copula by pairs: Z = A × E, then each task's own distribution."""
    scores = model.mix @ normal_scores()[span.levels(model.task_keys[model.correlated])]
    for at in range(0, len(model.correlated), BLOCK):
        knots = (scores[at : at + BLOCK] * SCALE + MIDDLE).astype(np.intp)
        _look_up(model, durations, model.correlated[at : at + BLOCK], knots)


def _draw_by_factor(model: RiskModel, durations: Floats, span: Iterations, *, is_compiled: bool) -> None:
    """Gaussian copula with a common factor C: Z = l × C + √(1 − l²) × E."""
    normal = normal_scores()
    common = normal[(span.chances(model.factor_key) * LEVELS).astype(np.uint16)]
    own, shared = np.sqrt(1 - model.loadings**2) * SCALE, model.loadings * SCALE
    if is_compiled:
        factor = kernel.Factor(model.correlated, own, shared, common, normal, MIDDLE)
        kernel.draw_by_factor(durations, _ranges(model), factor, span.start, span.is_stratified)
        return
    for at in range(0, len(model.correlated), BLOCK):
        places, part = model.correlated[at : at + BLOCK], slice(at, at + BLOCK)
        scores = normal[span.levels(model.task_keys[places])]
        scores *= own[part, None]
        scores += np.outer(shared[part], common)
        scores += MIDDLE
        _look_up(model, durations, places, scores.astype(np.intp))


def _look_up(model: RiskModel, durations: Floats, places: NDArray[np.int64], knots: NDArray[np.intp]) -> None:
    for place, row in zip(places, knots, strict=True):
        np.take(model.tables[place], row, out=durations[model.ranged[place]], mode="clip")


def _add_events(model: RiskModel, durations: Floats, span: Iterations) -> Sums:
    happened = np.zeros(len(model.chances))
    for event, chance in enumerate(model.chances):
        occurs = span.chances(model.event_keys[event : event + 1]) < chance
        happened[event] = occurs.sum()
        drawn = span.levels(model.delay_keys[event]) >> SHIFT
        for row, task in enumerate(model.event_tasks[event]):
            durations[task] += np.where(occurs, model.event_tables[event][row][drawn[row]], np.float32(0))
    return happened
