"""CP-SAT on a slot model: improving a schedule and proving how good it is. Needs ortools.

Intervals of fixed size with a cumulative constraint per resource; the starts' domains come from heads, tails and the
best makespan known, which is also the hint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from northing.engine.scheduling.bounds import heads_of, tails_of
from northing.engine.scheduling.model import SlotModel


@dataclass(frozen=True, slots=True)
class Found:
    """What one call found: better starts or none, and what no schedule can beat."""

    starts: list[int] | None
    bound: int
    is_proof: bool


@dataclass(slots=True)
class ExactSearch:
    """Makespan only; ``starts`` is the best schedule so far, ``on_better`` is told of each that beats it."""

    model: SlotModel
    starts: list[int]
    seed: int = 0
    on_better: Callable[[list[int]], None] | None = None
    _solver: cp_model.CpSolver = field(init=False, default_factory=cp_model.CpSolver)

    def stop(self) -> None:
        """End a search that runs in another thread."""
        self._solver.stop_search()

    @property
    def makespan(self) -> int:
        """Of the best schedule so far."""
        return self.end(self.starts)

    def end(self, starts: Sequence[int]) -> int:
        """The slot behind the last finish."""
        return max((s + d for s, d in zip(starts, self.model.durations, strict=True)), default=0)

    def complete(self, *, seconds: float, workers: int, bound: int) -> Found:
        """A schedule that is shorter than the best so far, or a proof that there is none."""
        return self._solve(self.makespan - 1, seconds=seconds, workers=workers, bound=bound)

    def _solve(self, limit: int, *, seconds: float, workers: int, bound: int) -> Found:
        """A schedule of at most ``limit`` slots."""
        model, heads, tails = self.model, heads_of(self.model), tails_of(self.model)
        if limit < bound or any(head + tail > limit for head, tail in zip(heads, tails, strict=True)):
            return Found(None, limit + 1, is_proof=True)
        program = cp_model.CpModel()
        lasts = [self._last_start(task, limit - tail) for task, tail in enumerate(tails)]
        starts = [program.new_int_var(head, last, "") for head, last in zip(heads, lasts, strict=True)]
        for a, b, weight in model.links:
            program.add(starts[b] >= starts[a] + weight)
        self._cumulate(program, starts)
        end = program.new_int_var(max(bound, 0), limit, "")
        for start, tail in zip(starts, tails, strict=True):
            program.add(end >= start + tail)
        program.minimize(end)
        for start, hint in zip(starts, self.starts, strict=True):
            program.add_hint(start, hint)
        parameters = self._solver.parameters
        parameters.max_time_in_seconds = max(0.01, seconds)
        parameters.num_workers = workers
        parameters.random_seed = self.seed
        heard = _Listener(starts, self.on_better) if self.on_better is not None else None
        return self._found(self._solver.solve(program, heard), starts, limit)

    def _last_start(self, task: int, last: int) -> int:
        """The last start that the task's latest finish allows too; the best schedule so far keeps it."""
        latest = self.model.latest[task]
        return last if latest < 0 else min(last, latest - self.model.durations[task])

    def _cumulate(self, program: cp_model.CpModel, starts: Sequence[cp_model.IntVar]) -> None:
        durations, demands = self.model.durations, self.model.demands
        intervals = [program.new_fixed_size_interval_var(s, d, "") for s, d in zip(starts, durations, strict=True)]
        for resource, capacity in enumerate(self.model.capacities):
            users = [at for at, needs in enumerate(demands) if resource in needs and durations[at]]
            standing = [(a, b, units) for r, a, b, units in self.model.busy if r == resource and b > a]
            program.add_cumulative(
                [intervals[at] for at in users]
                + [program.new_fixed_size_interval_var(a, b - a, "") for a, b, _ in standing],
                [demands[at][resource] for at in users] + [units for _, _, units in standing],
                capacity,
            )

    def _found(self, status: cp_model.CpSolverStatus, starts: Sequence[cp_model.IntVar], limit: int) -> Found:
        solver = self._solver
        if status == cp_model.INFEASIBLE:
            return Found(None, limit + 1, is_proof=True)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Found(None, int(solver.best_objective_bound), is_proof=False)
        self.starts = [solver.value(start) for start in starts]
        return Found(self.starts, int(solver.best_objective_bound), is_proof=status == cp_model.OPTIMAL)


class _Listener(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Hands on each better schedule as it is found."""

    def __init__(self, starts: Sequence[cp_model.IntVar], on_better: Callable[[list[int]], None]) -> None:
        super().__init__()
        self._starts, self._on_better = starts, on_better

    def on_solution_callback(self) -> None:
        self._on_better([self.value(start) for start in self._starts])
