"""What would make a role enough: each way of one project, the cheapest of all together, or so many more people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import fsum, inf

from northing.engine.alignment.strain import RoleMonth
from northing.engine.capacity.balance import ROUNDING, Cell, balance, short_cells, users_of
from northing.engine.capacity.problem import CapacityProblem
from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverFailed, SolverTimedOut
from northing.engine.selection import (
    Candidate,
    Choice,
    Line,
    NoFeasiblePortfolio,
    Option,
    Rule,
    SelectionProblem,
    evaluate,
)
from northing.engine.selection.model import build_model
from northing.engine.selection.nearby import around
from northing.engine.selection.proposal import line_of
from northing.engine.selection.solve import objective_of, run
from northing.engine.selection.words import capacity_key
from northing.engine.shapes import typed
from northing.engine.words import number


class Means(StrEnum):
    """How a role is relieved."""

    DELAY = "delay"
    SHRINK = "shrink"
    STOP = "stop"
    HIRE = "hire"


@dataclass(frozen=True, slots=True)
class Relief:
    """One project done otherwise.

    Attributes:
        option: key of the way in which it would be in; None for out.
        value_lost: of the portfolio, as the problem counts value; below zero when it gains.
        freed: FTE-months of the shortage that it takes away; ``left``: that remain.
        breaks: rules that hold now and would not then, in words.
    """

    means: Means
    project: str
    name: str
    option: str | None
    value_lost: float
    freed: float
    left: float
    breaks: tuple[str, ...]

    @property
    def price(self) -> float:
        """Value lost for each FTE-month freed; infinite where none is."""
        return self.value_lost / self.freed if self.freed > ROUNDING else inf

    @property
    def words(self) -> str:
        """One sentence."""
        way = f" ({self.option})" if self.option and self.means is not Means.STOP else ""
        rest = "enough" if self.left <= ROUNDING else f"{number(self.left)} still missing"
        against = f"; breaks: {'; '.join(self.breaks)}" if self.breaks else ""
        return (
            f"{self.means} {self.name}{way}: {number(self.freed)} FTE-months freed, {rest}, "
            f"{self.value_lost:.2%} of value lost{against}"
        )


@dataclass(frozen=True, slots=True)
class CheapestRelief:
    """The least value that has to be given up so that a role is enough.

    Attributes:
        changes: of the projects that use the role; all others stay as they are.
        value_lost: proven least, within the effort's gap; None when no change of them is enough.
        hire: FTE-months that would do instead, at no loss of value: so ``value_lost`` is what hiring them saves.
        most: the largest number of people missing in one month.
    """

    role: str
    name: str
    choice: Choice | None
    changes: tuple[Line, ...]
    value_lost: float | None
    hire: float
    most: float

    @property
    def words(self) -> str:
        """One sentence."""
        hiring = f"hire {number(self.most)} FTE for {number(self.hire)} FTE-months"
        if self.value_lost is None:
            return f"{self.name}: no delay, cut or stop of its users is enough; {hiring}"
        changed = "; ".join(f"{line.name} {line.words}" for line in self.changes)
        return f"{self.name}: {changed}: {self.value_lost:.2%} of value lost; or {hiring}, which saves that"


@typed
def reliefs(problem: CapacityProblem, *, role: str, effort: Effort = DEFAULT_EFFORT) -> tuple[Relief, ...]:
    """Every later, smaller or dropped way of a project that uses the role when it is short, the cheapest first.

    Cheapest is by value lost for each FTE-month freed; what frees none is left out. Locked projects stay. Of the effort
    its time limit, its wish to stop and its progress count.

    Raises:
        SolverTimedOut: the time was up, or somebody stopped it: some of the ways might be cheaper than all seen.
    """
    watch = Stopwatch(effort)
    cells = short_cells(problem, role=role)
    known = tuple(cell for cell in balance(problem) if cell.role == role)
    missing = fsum(cell.missing for cell in cells)
    present = problem.present  # made and checked once, not for each way
    now = evaluate(present, problem.chosen)
    broken = {(violation.rule, violation.key) for violation in now.violations}
    found = []
    ways = list(_ways(problem, cells=cells))
    for done, (candidate, means, option) in enumerate(ways):
        if watch.is_over():
            raise SolverTimedOut(f"{done} of {len(ways)} ways to relieve {role!r} were priced: allow more time")
        watch.report(f"{done} of {len(ways)} ways priced")
        choice = {**problem.chosen, candidate.key: option.key if option else None}
        after = evaluate(present, choice)
        left = _left(known, now=candidate.option(problem.chosen[candidate.key]), then=option)
        new = tuple(v.words for v in after.violations if (v.rule, v.key) not in broken)
        key = option.key if option else None
        lost = now.value - after.value
        found.append(Relief(means, candidate.key, candidate.name, key, lost, missing - left, left, new))
    useful = [relief for relief in found if relief.freed > ROUNDING]
    return tuple(sorted(useful, key=lambda one: (bool(one.breaks), round(one.price, 12), -one.freed, one.project)))


def _left(cells: tuple[Cell, ...], *, now: Option | None, then: Option | None) -> float:
    """FTE-months missing when one project asks for what it does in another way."""
    changed = []
    for cell in cells:
        at = RoleMonth(cell.role, cell.month)
        less, more = (0.0 if way is None else way.demand.get(at, 0.0) for way in (now, then))
        changed.append(replace(cell, demand=cell.demand - less + more))
    return fsum(cell.missing for cell in changed)


@typed
def cheapest_relief(problem: CapacityProblem, *, role: str, effort: Effort = DEFAULT_EFFORT) -> CheapestRelief | None:
    """The way to have enough of a role that loses the least value; None when there is enough already.

    The portfolio is selected again with only the users of the role free, to a later, a smaller or no way at all. A rule
    that the portfolio breaks now may stay as broken as it is, but no more; a target that it misses now, or an order
    that it does not keep, is left out.

    Raises:
        UnknownReference: nobody has said how many of that role there are, in any month.
        SolverTimedOut: it ended before any was found.
    """
    cells = short_cells(problem, role=role)
    if not cells:
        return None
    hire, most = fsum(cell.missing for cell in cells), max(cell.missing for cell in cells)
    present, chosen, name = problem.present, problem.chosen, problem.role_name(role)
    strictly = {capacity_key(at) for at in present.capacity if at.role == role}
    model = around(build_model(present), chosen, ways=dict(_free(problem, cells=cells)), strictly=strictly)
    try:
        found = model.choice(run(model, objective=objective_of(model), effort=effort).values)
    except NoFeasiblePortfolio:
        return CheapestRelief(role, name, None, (), None, hire, most)
    after = evaluate(present, found)
    if still := [one for one in after.violations if one.rule is Rule.CAPACITY and one.key in strictly]:
        raise SolverFailed(f"the solver's relief is not enough: {still[0].words}")
    changes = tuple(_changes(present, before=chosen, after=found))
    return CheapestRelief(role, name, found, changes, evaluate(present, chosen).value - after.value, hire, most)


def _changes(problem: SelectionProblem, *, before: Choice, after: Choice) -> Iterator[Line]:
    """What is done otherwise, against the portfolio that is looked at."""
    for candidate in problem.candidates:
        line = line_of(replace(candidate, current=before.get(candidate.key)), after=after.get(candidate.key))
        if line.is_move:
            yield line


def _free(problem: CapacityProblem, *, cells: tuple[Cell, ...]) -> Iterator[tuple[str, set[str]]]:
    """The ways that are open to each user of the role."""
    for key in users_of(problem, cells=cells):
        candidate = problem.selection.candidate(key)
        now = candidate.option(problem.chosen[key])
        if now is not None and not candidate.locked:
            yield key, {now.key, *(option.key for option in _lesser(candidate, now))}


def _ways(problem: CapacityProblem, *, cells: tuple[Cell, ...]) -> Iterator[tuple[Candidate, Means, Option | None]]:
    for key in users_of(problem, cells=cells):
        candidate = problem.selection.candidate(key)
        now = candidate.option(problem.chosen[key])
        if candidate.locked or now is None:
            continue
        for option in _lesser(candidate, now):
            yield candidate, Means.DELAY if option.shift_months > now.shift_months else Means.SHRINK, option
        if not candidate.must_be_in:
            yield candidate, Means.STOP, None


def _lesser(candidate: Candidate, now: Option) -> list[Option]:
    """Ways that are later at no larger size, or smaller at the same time."""
    return [
        option
        for option in candidate.ways()
        if option.scale <= now.scale
        and (
            option.shift_months > now.shift_months
            or (option.shift_months == now.shift_months and option.scale < now.scale)
        )
    ]
