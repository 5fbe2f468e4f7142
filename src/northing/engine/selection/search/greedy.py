"""A first portfolio: the relaxation's options in their order, each taken when nothing stands against it."""

from __future__ import annotations

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Matrix
from northing.engine.selection.search.arena import Arena
from northing.engine.selection.search.guide import Guide

ROUNDS = 3
"""A project that waits for another gets so many chances."""

SLACK = 1e-7
"""Room for rounding under a ceiling."""

WANTED = 0.5
"""Part of a project that the relaxation takes, from which on it goes in before the others."""


def rounded(arena: Arena, *, guide: Guide) -> Floats:
    """Option columns at 0 or 1, others completed; upper limits are kept, floors and shares may still be broken.

    As long as nothing is in, a ceiling on a share lets nothing in: what the relaxation wants goes first, without them.
    """
    must, shares = must_be_in(arena), _shares(arena)
    order = _order(arena, guide=guide, must=must)
    # Rows that hold other columns down (coverage) are no obstacle to an option.
    room = _Room(arena, np.where(arena.mixed(), np.inf, arena.linear.row_upper))
    wanted = np.bincount(arena.project, guide.likely[: arena.options], minlength=arena.projects) >= WANTED
    if shares.any():
        for part in (must & wanted, wanted):
            room.fill(order[part[arena.project[order]]], lifted=shares)
    clear = guide.likely[order] >= WANTED  # what waits for another of these finds its place still free
    for part in (must[arena.project[order]], clear, np.ones_like(clear)):
        room.fill(order[part], lifted=np.zeros_like(shares))
    return completed(arena, values=room.values)


class _Room:
    """What is taken so far, and what is left under each ceiling."""

    def __init__(self, arena: Arena, ceilings: Floats) -> None:
        self.arena = arena
        self.left = ceilings.copy()
        self.values = np.zeros(arena.linear.width)
        self.taken = np.zeros(arena.projects, dtype=np.bool_)

    def fill(self, order: Ints, *, lifted: Flags) -> None:
        """Take each option in turn when its project is out and no ceiling is in its way but those that are lifted."""
        for _ in range(ROUNDS):
            self._fill(order, lifted=lifted)

    def _fill(self, order: Ints, *, lifted: Flags) -> None:
        entries, project = self.arena.by_column, self.arena.project
        for at in order[~self.taken[project[order]]]:
            own = slice(entries.starts[at], entries.starts[at + 1])
            rows, value = entries.index[own], entries.value[own]
            after = self.left[rows] - value
            if not self.taken[project[at]] and not ((after < -SLACK) & (value > 0) & ~lifted[rows]).any():
                self.left[rows] = after
                self.values[at], self.taken[project[at]] = 1.0, True


def _order(arena: Arena, *, guide: Guide, must: Flags) -> Ints:
    """What has to be in first, then what the relaxation takes most of, then the smallest reduced cost."""
    options = arena.options
    likely = np.round(guide.likely[:options], 3)
    held = arena.linear.lower[:options] > 0
    order = np.lexsort((guide.reduced[:options], -likely, ~must[arena.project], ~held))
    return order[arena.linear.upper[order] > 0]


def must_be_in(arena: Arena) -> Flags:
    """Projects that some row with a floor of at least one wants, and those that they need in turn."""
    linear, mixed = arena.linear, arena.mixed()
    found = np.zeros(arena.projects, dtype=np.bool_)
    floors = linear.matrix.picked(np.flatnonzero(linear.row_lower >= 1)).index
    found[arena.project[floors[floors < arena.options]]] = True
    matrix = linear.matrix.picked(np.flatnonzero(~mixed & (linear.row_upper == 0)))
    rows = matrix.row_of_entry()
    needs = _is_precedence(matrix)[rows]
    for _ in range(arena.projects):
        before = int(found.sum())
        asking = needs & (matrix.value > 0)
        asked = np.unique(rows[asking][found[arena.project[matrix.index[asking]]]])
        given = needs & (matrix.value < 0) & np.isin(rows, asked)
        found[arena.project[matrix.index[given]]] = True
        if int(found.sum()) == before:
            break
    return found


def _is_precedence(matrix: Matrix) -> Flags:
    """Rows Σ ± x of ones."""
    plain = np.ones(matrix.height, dtype=np.bool_)
    plain[matrix.row_of_entry()[np.abs(matrix.value) != 1]] = False
    return plain


def _shares(arena: Arena) -> Flags:
    """Rows Σ amount × x ≤ 0 that some options use and others widen: nothing at all is no share of nothing."""
    rows = np.flatnonzero(~arena.mixed() & (arena.linear.row_upper == 0))
    matrix = arena.linear.matrix.picked(rows)
    used, widened = np.zeros((2, len(rows)), dtype=np.bool_)
    used[matrix.row_of_entry()[matrix.value > 0]] = True
    widened[matrix.row_of_entry()[matrix.value < 0]] = True
    found = np.zeros(arena.linear.matrix.height, dtype=np.bool_)
    found[rows[used & widened & ~_is_precedence(matrix)]] = True
    return found


def completed(arena: Arena, *, values: Floats) -> Floats:
    """The columns that are no options, set as high as the rows allow: coverage and whether it counts."""
    linear, options = arena.linear, arena.options
    values = values.copy()
    others = np.arange(options, linear.width)
    values[others[linear.integer[others]]] = 1.0
    values[others[~linear.integer[others]]] = 0.0
    free = linear.row_upper - arena.activity(values)
    entries = arena.by_column
    for at in others[~linear.integer[others]]:
        own = slice(entries.starts[at], entries.starts[at + 1])
        rows, value = entries.index[own], entries.value[own]
        bounds = free[rows][value > 0] / value[value > 0]
        values[at] = max(0.0, min(linear.upper[at], *bounds)) if len(bounds) else linear.upper[at]
    return _uncounted(arena, values=values)


def _uncounted(arena: Arena, *, values: Floats) -> Floats:
    """Where disbenefits outweigh the rest a measure does not count: its switch goes off again."""
    linear, options = arena.linear, arena.options
    broken = np.flatnonzero(arena.broken(values))
    for row in broken:
        own = slice(linear.matrix.starts[row], linear.matrix.starts[row + 1])
        switches = [at for at in linear.matrix.index[own] if at >= options and linear.integer[at]]
        values[switches] = 0.0
    return values
