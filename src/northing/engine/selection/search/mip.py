"""A linear model laid out for a search, and the small models over some of its columns that it hands to a solver."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Linear, Matrix, offsets, total
from northing.engine.selection.model import SelectionModel

PENALTY = 10.0
"""What a rule that is wholly broken costs, in whole values: mending it comes before any gain."""

OWN = 1e-9
"""Room for rounding in the size of a slack."""


@dataclass(frozen=True, slots=True)
class Mip:
    """A model as a search needs it, minimised.

    Attributes:
        by_column: the matrix's entries by columns.
        objective: coefficient by column.
        project: the project of each option column; columns from ``options`` on belong to none.
        projects: how many there are.
        alone: rows that only say that a project is in by one option.
    """

    linear: Linear
    by_column: Matrix
    objective: Floats
    project: Ints
    projects: int
    alone: Flags

    @property
    def options(self) -> int:
        """Number of option columns, which come first."""
        return len(self.project)

    def activity(self, values: Floats) -> Floats:
        """Each row's sum; most values are 0, so that few entries count."""
        columns = np.flatnonzero(values)
        entries = self.by_column.picked(columns)
        products = entries.value * np.repeat(values[columns], np.diff(entries.starts))
        sums = np.bincount(entries.index, weights=products, minlength=self.linear.matrix.height)
        return sums.astype(np.float64, copy=False)

    def mixed(self) -> Flags:
        """Rows with columns that are no options."""
        mixed = np.zeros(self.linear.matrix.height, dtype=np.bool_)
        mixed[self.by_column.index[self.by_column.starts[self.options] :]] = True
        return mixed

    def packed(self) -> Mip:
        """Without what ``unpacked`` puts together again, for another process."""
        nothing = Matrix(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), 0)
        return replace(self, linear=replace(self.linear, named=()), by_column=nothing)

    def unpacked(self) -> Mip:
        """The whole again, but for the rows' names."""
        return replace(self, by_column=self.linear.matrix.transposed())

    def broken(self, values: Floats) -> Floats:
        """By how much each row is broken, in its own scale; 0 where it is kept."""
        activity = self.activity(values)
        beyond = np.maximum(self.linear.row_lower - activity, activity - self.linear.row_upper)
        return np.where(beyond > 1e-6 * np.maximum(1.0, np.abs(activity)), beyond, 0.0)

    def cost(self, values: Floats) -> float:
        """The objective, with the penalty for what is broken."""
        return total(self.objective, values) + PENALTY * float(np.count_nonzero(self.broken(values)))


def mip_of(model: SelectionModel, *, objective: Floats) -> Mip:
    """The arrays of a model."""
    linear, uses = model.linear, model.uses
    return Mip(
        linear=linear,
        by_column=linear.matrix.transposed(),
        objective=objective,
        project=uses.project_of(),
        projects=len(uses.first) - 1,
        alone=_alone(linear, project=uses.project_of()),
    )


def _alone(linear: Linear, *, project: Ints) -> Flags:
    """Rows Σ x ≤ 1 over one project's options."""
    matrix = linear.matrix
    owner = np.concatenate((project, len(project) + np.arange(linear.width)))[: linear.width]
    sizes = np.diff(matrix.starts)
    begins = matrix.starts[:-1][sizes > 0]
    same, ones = np.zeros(matrix.height, dtype=np.bool_), np.zeros(matrix.height, dtype=np.bool_)
    owners = owner[matrix.index]
    same[sizes > 0] = np.minimum.reduceat(owners, begins) == np.maximum.reduceat(owners, begins)
    ones[sizes > 0] = (np.minimum.reduceat(matrix.value, begins) == 1) & (
        np.maximum.reduceat(matrix.value, begins) == 1
    )
    alone: Flags = same & ones & (linear.row_upper == 1) & np.isneginf(linear.row_lower)
    return alone


@dataclass(frozen=True, slots=True)
class SubMip:
    """A sub-MIP: a small model over some columns, all others fixed; its last columns are slacks of broken rows."""

    linear: Linear
    columns: Ints
    objective: Floats
    start: Floats


def sub_mip(mip: Mip, *, columns: Ints, values: Floats) -> SubMip:
    """The model over ``columns`` (ascending) with every other column where it is.

    Rows that ``values`` breaks get a slack of the size of the break, at a price that makes mending it come first.
    """
    linear = mip.linear
    fixed = values.copy()
    fixed[columns] = 0.0
    rest = mip.activity(fixed)
    entries = mip.by_column.picked(columns)
    touched, own = np.unique(entries.index, return_inverse=True)
    matrix = replace(entries, index=own.reshape(-1).astype(np.int64), width=len(touched)).transposed()
    lower, upper = linear.row_lower[touched] - rest[touched], linear.row_upper[touched] - rest[touched]
    small = Linear(
        lower=linear.lower[columns],
        upper=linear.upper[columns],
        integer=linear.integer[columns],
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
        named=(),
    )
    broken = mip.broken(values)[touched]
    objective = mip.objective[columns]
    if not broken.any():
        return SubMip(small, columns, objective, values[columns])
    return _with_slacks(SubMip(small, columns, objective, values[columns]), broken=broken)


def _with_slacks(mip: SubMip, *, broken: Floats) -> SubMip:
    """A column between 0 and 1 for each broken row, which at 1 makes up for the whole break."""
    linear, rows = mip.linear, np.flatnonzero(broken)
    activity = linear.matrix.times(mip.start)
    sign = np.where(activity[rows] < linear.row_lower[rows], 1.0, -1.0)
    slacks = Matrix(
        offsets(np.isin(np.arange(linear.matrix.height), rows).astype(np.int64)),
        linear.width + np.arange(len(rows)),
        sign * broken[rows] * (1 + OWN) + sign * OWN,
        linear.width + len(rows),
    )
    count = len(rows)
    wider = replace(
        linear,
        lower=np.concatenate((linear.lower, np.zeros(count))),
        upper=np.concatenate((linear.upper, np.ones(count))),
        integer=np.concatenate((linear.integer, np.zeros(count, dtype=np.bool_))),
        matrix=_beside(linear.matrix, slacks),
    )
    return SubMip(
        wider,
        mip.columns,
        np.concatenate((mip.objective, np.full(count, PENALTY))),
        np.concatenate((mip.start, np.ones(count))),
    )


def _beside(one: Matrix, other: Matrix) -> Matrix:
    """The entries of both, row by row."""
    rows = np.concatenate((one.row_of_entry(), other.row_of_entry()))
    order = np.argsort(rows, kind="stable")
    return Matrix(
        one.starts + other.starts,
        np.concatenate((one.index, other.index))[order],
        np.concatenate((one.value, other.value))[order],
        other.width,
    )
