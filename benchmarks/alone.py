"""Solvers by themselves, for the benchmarks of selection: the whole model in one call, nothing of ours around it."""

from __future__ import annotations

from collections.abc import Sequence

from northing.engine.selection.linear import Floats, Row, Solved
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.solvers.highs import Limits, minimise


def highs_alone(
    model: SelectionModel, *, objective: Floats, seconds: float, gap: float = 1e-5, rows: Sequence[Row] = ()
) -> Solved:
    """HiGHS on the model as it is built, on one thread.

    Raises:
        SolverFailed: it found nothing in its time.
    """
    return minimise(model.linear.with_rows(rows), objective=objective, limits=Limits(seconds, gap))
