"""An elastic model (Brown and Graves 1975): its named rules may give way, with a slack and a binary for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from northing.engine.selection.linear import Floats, Linear, Matrix, Row
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.rules import RuleKey


@dataclass(frozen=True, slots=True)
class Elastic:
    """The relaxed model.

    Attributes:
        objective: one for each rule that is broken, plus a small part for the share by which it is.
        slacks: rule, column of the share (0..1) by which it is broken, column of the binary, and the most that it
            can be broken by, in the row's own scale.
    """

    linear: Linear
    objective: Floats
    slacks: tuple[tuple[RuleKey, int, int, float], ...]


def elastic(model: SelectionModel, *, soft: Sequence[RuleKey]) -> Elastic:
    """Let the rules of ``soft`` give way; all others are kept."""
    linear, most = model.linear, most_broken(model)
    slacks = tuple((rule, linear.width + 2 * at, linear.width + 2 * at + 1, most[rule]) for at, rule in enumerate(soft))
    slack_of = {rule: slack for rule, slack, _, _ in slacks}
    wider = _wider(linear, columns=2 * len(slacks))
    softened = _softened(wider, slack_of=slack_of, most=most)
    ties = [Row({slack: 1.0, breaks: -1.0}, upper=0.0) for _, slack, breaks, _ in slacks]
    objective = np.zeros(wider.width)
    objective[linear.width :: 2] = 1.0 / (len(slacks) + 1)
    objective[linear.width + 1 :: 2] = 1.0
    return Elastic(softened.with_rows(ties), objective, slacks)


def _wider(linear: Linear, *, columns: int) -> Linear:
    """The model with so many more columns between 0 and 1, every second one a binary."""
    return replace(
        linear,
        lower=np.concatenate((linear.lower, np.zeros(columns))),
        upper=np.concatenate((linear.upper, np.ones(columns))),
        integer=np.concatenate((linear.integer, np.arange(columns) % 2 == 1)),
        matrix=replace(linear.matrix, width=linear.width + columns),
    )


def _softened(linear: Linear, *, slack_of: Mapping[RuleKey, int], most: Mapping[RuleKey, float]) -> Linear:
    """The rows of those rules with their slack in them."""
    rows, columns, values = [], [], []
    for at, named in enumerate(linear.named):
        if named and (rule := (named.rule, named.key)) in slack_of:
            rows.append(at)
            columns.append(slack_of[rule])
            values.append(most[rule] if linear.row_lower[at] > -np.inf else -most[rule])
    return replace(linear, matrix=_with_entries(linear.matrix, rows=rows, columns=columns, values=values))


def _with_entries(matrix: Matrix, *, rows: list[int], columns: list[int], values: list[float]) -> Matrix:
    """One entry more at the end of each of those rows, which ascend."""
    ends = matrix.starts[np.array(rows, dtype=np.int64) + 1]
    more = np.zeros(matrix.height + 1, dtype=np.int64)
    np.add.at(more, np.array(rows, dtype=np.int64) + 1, 1)
    return Matrix(
        matrix.starts + np.cumsum(more),
        np.insert(matrix.index, ends, np.array(columns, dtype=np.int64)),
        np.insert(matrix.value, ends, values),
        matrix.width,
    )


def most_broken(model: SelectionModel) -> dict[RuleKey, float]:
    """By how much each rule can be broken at most, in its rows' own scale; a project is in by one option at most."""
    linear, matrix = model.linear, model.linear.matrix
    project = np.concatenate((model.uses.project_of(), len(model.uses.first) + np.arange(linear.width)))[: linear.width]
    found: dict[RuleKey, float] = {}
    for at, named in enumerate(linear.named):
        if named:
            entries = slice(matrix.starts[at], matrix.starts[at + 1])
            low, high = _reach(matrix.value[entries], project=project[matrix.index[entries]])
            is_floor = linear.row_lower[at] > -np.inf
            by = linear.row_lower[at] - low if is_floor else high - linear.row_upper[at]
            rule = (named.rule, named.key)
            found[rule] = max(found.get(rule, 0.0), float(by))
    return found


def _reach(values: Floats, *, project: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[float, float]:
    """The smallest and the largest that a row can come to when each project adds one of its values or nothing."""
    order = np.argsort(project, kind="stable")
    values, project = values[order], project[order]
    begins = np.flatnonzero(np.append(True, np.diff(project) != 0)) if len(values) else np.zeros(0, dtype=np.int64)
    if not len(begins):
        return 0.0, 0.0
    low, high = np.minimum.reduceat(values, begins), np.maximum.reduceat(values, begins)
    return float(np.minimum(low, 0.0).sum()), float(np.maximum(high, 0.0).sum())
