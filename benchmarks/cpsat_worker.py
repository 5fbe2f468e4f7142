"""One saved model in CP-SAT: python cpsat_worker.py MODEL.npz ANSWER.npz SECONDS; needs OR-Tools and NumPy only."""

from __future__ import annotations

import sys

import numpy as np
from ortools.sat.python import cp_model

SCALE = 10_000
"""Row coefficients are rounded to so many parts of the row's largest, against the portfolio; shares likewise."""

OBJECTIVE = 10_000_000


def built(given: dict[str, np.ndarray]) -> tuple[cp_model.CpModel, list[cp_model.IntVar], np.ndarray]:
    model = cp_model.CpModel()
    units = np.where(given["integer"], 1.0, 1.0 / SCALE)
    columns = [
        model.new_int_var(round(low / unit), round(high / unit), "")
        for low, high, unit in zip(given["lower"], given["upper"], units, strict=True)
    ]
    starts = given["starts"]
    for row in range(len(starts) - 1):
        own = slice(starts[row], starts[row + 1])
        low, high = given["row_lower"][row], given["row_upper"][row]
        index = given["index"][own]
        _row(model, [columns[at] for at in index], given["value"][own] * units[index], low=low, high=high)
    weights = np.round(given["objective"] * units * OBJECTIVE).astype(np.int64)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, weights.tolist()))
    return model, columns, units


def _row(
    model: cp_model.CpModel, columns: list[cp_model.IntVar], value: np.ndarray, *, low: float, high: float
) -> None:
    """Integers that can only be stricter than the row: ceilings' coefficients go up, floors' go down."""
    if not columns:
        return
    scale = 1.0 if np.all(value == np.round(value)) else SCALE / np.abs(value).max()
    if np.isfinite(high):
        weights = np.ceil(value * scale - 1e-9).astype(np.int64).tolist()
        model.add(cp_model.LinearExpr.weighted_sum(columns, weights) <= int(np.floor(high * scale + 1e-9)))
    if np.isfinite(low):
        weights = np.floor(value * scale + 1e-9).astype(np.int64).tolist()
        model.add(cp_model.LinearExpr.weighted_sum(columns, weights) >= int(np.ceil(low * scale - 1e-9)))


def main() -> None:
    given = dict(np.load(sys.argv[1]))
    model, columns, units = built(given)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = float(sys.argv[3])
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    answered = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    values = np.array([solver.value(column) for column in columns]) * units if answered else np.zeros(0)
    np.savez(sys.argv[2], values=values, bound=solver.best_objective_bound / OBJECTIVE)


if __name__ == "__main__":
    main()
