"""What the rules already decide before any solver starts, and which rows a portfolio near today's can run into.

A project whose needed one can never finish in time is out. Its rows say so only for whole projects: a relaxation takes
half of each. Fixing the columns brings the relaxation's bound from 1.2 % to 0.2 % above the best of 1,000 projects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Linear
from northing.engine.selection.rules import Rule

NEAR = 0.99
"""A limit used to this share today is one that a few moves can run into."""

WITHIN = 1e-6
"""Room for rounding when a row is looked at, in its own scale; below the checker's tolerance."""


def tightened(linear: Linear) -> Linear:
    """The same model without the options that no portfolio can have; its whole solutions are the same."""
    pairs = list(_pairs(linear))
    upper = linear.upper.copy()
    while True:
        never = {own for own, needed, late in pairs if upper[own] > 0 and not (upper[needed] > 0)[~late].any()}
        free = [own for own in never if linear.lower[own] <= 0]
        if not free:
            return replace(linear, upper=upper)
        upper[free] = 0.0


def _pairs(linear: Linear) -> Iterator[tuple[int, Ints, Flags]]:
    """Each option that has to go live after a needed project, the needed one's options, and which of them are late."""
    needs: dict[str, Ints] = {}
    for row, named in enumerate(linear.named):
        if named and named.rule is Rule.REQUIRES and linear.row_upper[row] == 0:
            index, value = _entries(linear, row)
            needs[named.key] = index[value < 0]
        elif named and named.rule is Rule.ORDER and linear.row_upper[row] == 1 and named.key in needs:
            index, value = _entries(linear, row)
            needed = needs[named.key]
            own = np.setdiff1d(index, needed)
            if len(own) == 1 and (value == 1).all():
                yield int(own[0]), needed, np.isin(needed, index)


def _entries(linear: Linear, row: int) -> tuple[Ints, Floats]:
    own = slice(linear.matrix.starts[row], linear.matrix.starts[row + 1])
    return linear.matrix.index[own], linear.matrix.value[own]


def is_broken(linear: Linear, *, values: Floats) -> Flags:
    """The rows that the values break."""
    activity = linear.matrix.times(values)
    broken: Flags = (activity > linear.row_upper + WITHIN) | (activity < linear.row_lower - WITHIN)
    return broken


def near(linear: Linear, *, options: Floats) -> Flags:
    """Every row but the capacities that a portfolio's options use to less than ``NEAR``."""
    activity = linear.matrix.times(np.concatenate((options, np.zeros(linear.width - len(options)))))
    is_capacity = np.array(
        [named is not None and named.rule is Rule.CAPACITY for named in linear.named], dtype=np.bool_
    )
    kept: Flags = ~(is_capacity & (activity < NEAR * linear.row_upper))
    return kept


def with_only(linear: Linear, *, rows: Flags) -> Linear:
    """The model with those rows alone: a relaxation of it."""
    kept = np.flatnonzero(rows)
    return replace(
        linear,
        matrix=linear.matrix.picked(kept),
        row_lower=linear.row_lower[kept],
        row_upper=linear.row_upper[kept],
        named=tuple(linear.named[row] for row in kept),
    )
