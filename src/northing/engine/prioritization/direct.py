"""Weights that people give directly: swing, rank order, sliders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from northing.engine.prioritization.errors import (
    NothingWeighs,
    OutOfScale,
    UnknownReference,
    require_countable,
    require_unique,
    require_weights,
)
from northing.engine.shapes import typed


@typed
def swing_weights(points: Mapping[str, float]) -> dict[str, float]:
    """Weights from swing points (von Winterfeldt and Edwards 1986).

    Args:
        points: what the swing from the worst to the best level of each criterion is worth; 100 for the most valued.

    Raises:
        PriorityError: points that are not numbers, below zero, or all zero.
    """
    require_weights(points.items())
    total = sum(points.values())
    return {key: value / total for key, value in points.items()}


def rank_order_weights(ranking: Sequence[str]) -> dict[str, float]:
    """Rank order centroid weights w_k = (1/n) Σ_{i ≥ k} 1/i, the most important first (Barron and Barrett 1996).

    Raises:
        NothingWeighs: an empty ranking.
        DuplicateKey: a criterion that is ranked twice.
    """
    if not ranking:
        raise NothingWeighs("there is no criterion to rank")
    require_unique(ranking, what="criterion")
    size = len(ranking)
    return {key: sum(1 / rank for rank in range(at + 1, size + 1)) / size for at, key in enumerate(ranking)}


@typed
def with_weight(
    weights: Mapping[str, float], *, criterion: str, weight: float, locked: Collection[str] = ()
) -> dict[str, float]:
    """The weights after one slider moved: it takes or gives to the others in proportion, except the locked ones.

    Where the others have no weight at all, they share alike. The weights sum to 1 before and after.

    Args:
        weights: as they are; any sum.
        criterion: the one that is set.
        weight: its new share of the whole.
        locked: criteria that keep their share.

    Raises:
        UnknownReference: the criterion is not there.
        OutOfScale: the weight does not fit between 0 and what the locked ones leave, or no other one can give way.
    """
    shares = swing_weights(weights)
    if criterion not in shares:
        raise UnknownReference(f"{criterion!r} is not a criterion")
    require_countable(weight, what=f"the weight of {criterion!r}")
    kept = {key: share for key, share in shares.items() if key in locked and key != criterion}
    free = {key: share for key, share in shares.items() if key not in kept and key != criterion}
    room = max(0.0, 1 - sum(kept.values()))
    least = 0.0 if free else room
    if not least - 1e-12 <= weight <= room + 1e-12:
        raise OutOfScale(
            f"{criterion!r} can weigh from {least:.0%} to {room:.0%} while the others are locked as they are"
        )
    total = sum(free.values())
    rest = room - weight
    given = {key: rest * (share / total if total > 0 else 1 / len(free)) for key, share in free.items()}
    return {key: weight if key == criterion else {**kept, **given}[key] for key in shares}
