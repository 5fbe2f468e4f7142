"""Planned, earned and actual values of many projects at one status date, checked when they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.earned_value.errors import (
    DuplicateKey,
    InconsistentSizes,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    PlanFalls,
    UnknownReference,
)
from northing.engine.errors import LARGEST, require_unique
from northing.engine.shapes import require_types

Numbers = NDArray[np.float64]
BEYOND = f"is beyond {LARGEST:g}, where nothing can be counted; look at its unit"


@dataclass(frozen=True, eq=False)
class EarnedValueProblem:
    """One row for each project.

    Attributes:
        keys: the projects.
        planned: planned value at the end of periods 1, 2 …, cumulative, projects × periods, minor currency units; the
            last one is the budget at completion. A plan that ends early repeats its last value.
        earned: earned value at the status date; NaN where nobody has reported.
        actual: actual cost at the status date; NaN where nobody has reported.
        elapsed: actual time: periods from the project's start to the status date; may be broken.
    """

    keys: tuple[str, ...]
    planned: Numbers
    earned: Numbers
    actual: Numbers
    elapsed: Numbers

    def __post_init__(self) -> None:
        require_types(self, what="earned value")
        require_unique(self.keys, what="project", error=DuplicateKey)
        self._require_sizes()
        self._require_known("planned value", self.planned)
        self._require_known("elapsed time", self.elapsed)
        for what, column in (("earned value", self.earned), ("actual cost", self.actual)):
            self._refuse(np.isinf(column), what=what, how="is not finite", error=NotANumber)
            self._refuse(column < 0, what=what, how="is below zero", error=NegativeAmount)
            self._refuse(column > LARGEST, what=what, how=BEYOND, error=OutOfScale)
        falls = np.diff(self.planned, axis=1).min(axis=1, initial=0.0) < 0
        self._refuse(falls, what="cumulative planned value", how="falls from one period to the next", error=PlanFalls)

    @classmethod
    def of(
        cls,
        keys: Sequence[str],
        *,
        planned: Sequence[Sequence[float]],
        earned: Sequence[float | None],
        actual: Sequence[float | None],
        elapsed: Sequence[float],
    ) -> EarnedValueProblem:
        """The same from plain lists; None where nobody has reported; short plans are filled with their last value.

        Raises:
            EarnedValueError: one of its named kinds.
        """
        if not all(len(row) for row in planned):
            raise InconsistentSizes("a project has no period in its planned value: give one or more")
        periods = max((len(row) for row in planned), default=1)
        filled = [[*row, *[row[-1]] * (periods - len(row))] for row in planned]
        return cls(
            tuple(keys),
            _numbers(filled, what="planned value").reshape(len(planned), periods),
            _numbers(earned, what="earned value"),
            _numbers(actual, what="actual cost"),
            _numbers(elapsed, what="elapsed time"),
        )

    @property
    def budget(self) -> Numbers:
        """Budget at completion (BAC)."""
        return self.planned[:, -1]

    def place(self, key: str) -> int:
        """Row of the project.

        Raises:
            UnknownReference: it is not there.
        """
        if key not in self.keys:
            raise UnknownReference(f"{key!r} is not one of the projects")
        return self.keys.index(key)

    def _require_sizes(self) -> None:
        size = len(self.keys)
        if self.planned.ndim != 2 or self.planned.shape[0] != size or self.planned.shape[1] == 0:  # noqa: PLR2004
            raise InconsistentSizes(f"planned value needs {size} rows with a column for each period")
        columns = {"earned value": self.earned, "actual cost": self.actual, "elapsed time": self.elapsed}
        for what, column in columns.items():
            if column.shape != (size,):
                raise InconsistentSizes(f"{what} has {column.size} figures for {size} projects")

    def _require_known(self, what: str, column: Numbers) -> None:
        by_row = column if column.ndim > 1 else column[:, None]
        self._refuse((~np.isfinite(by_row)).sum(axis=1) > 0, what=what, how="is not a number", error=NotANumber)
        self._refuse((by_row < 0).sum(axis=1) > 0, what=what, how="is below zero", error=NegativeAmount)
        self._refuse((by_row > LARGEST).sum(axis=1) > 0, what=what, how=BEYOND, error=OutOfScale)

    def _refuse(self, rows: NDArray[np.bool_], *, what: str, how: str, error: type[Exception]) -> None:
        at = np.flatnonzero(rows)
        if at.size:
            raise error(f"the {what} of {self.keys[at[0]]!r} {how}")


def _numbers(figures: Sequence[object], *, what: str) -> Numbers:
    try:
        return np.array(figures, dtype=float)
    except (TypeError, ValueError) as error:
        raise NotANumber(f"the {what} holds something that is not a number: {error}") from error


def rolled_up(values: Numbers, *, project: NDArray[np.int64], projects: int) -> Numbers:
    """Sums of work packages' figures by project.

    Args:
        values: one row for each work package, any number of columns (periods).
        project: row of the project that each work package belongs to.
        projects: how many there are; one without work packages gets 0.

    Raises:
        InconsistentSizes: another number of work packages than of projects named, or a project that is not there.
    """
    if project.shape != values.shape[:1]:
        raise InconsistentSizes(f"{values.shape[0]} work packages, but {project.size} name their project")
    if project.size and not 0 <= project.min() <= project.max() < projects:
        raise InconsistentSizes(f"a work package names a project outside the {projects} there are")
    found = np.zeros((projects, *values.shape[1:]))
    if not project.size:
        return found
    if np.any(np.diff(project) < 0):
        order = np.argsort(project, kind="stable")
        values, project = values[order], project[order]
    present, first = np.unique(project, return_index=True)
    found[present] = np.add.reduceat(values, first, axis=0)
    return found
