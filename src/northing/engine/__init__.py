"""The pure engine: immutable data in, immutable data out. No framework, no I/O, no clock; seeds are arguments.

Every science's problem, solver and result can be imported from here (``from northing.engine import SelectionProblem,
solve_selection``); a science is loaded when one of its names is asked for.
"""

# ruff: noqa: F401 - type checkers read the names here, Python reads them from the table below

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from northing.engine.alignment import PlanCoverage, coverage_of
    from northing.engine.alignment.findings import Finding, find, refind, touched_by
    from northing.engine.benefits import BenefitMap, Realisation, attribute, realisation
    from northing.engine.capacity import CapacityProblem, bottlenecks, cheapest_relief, reliefs
    from northing.engine.earned_value import EarnedValueProblem, EarnedValueResult, solve_earned_value
    from northing.engine.effort import Effort, Progress
    from northing.engine.errors import ProblemError, SolverFailed, SolverTimedOut
    from northing.engine.kinds import Answer, answer
    from northing.engine.plan import Plan
    from northing.engine.prioritization import (
        BestWorstProblem,
        BestWorstResult,
        PairwiseProblem,
        PairwiseResult,
        ScoringProblem,
        ScoringResult,
        solve_best_worst,
        solve_pairwise,
        solve_scores,
        tipping_words,
    )
    from northing.engine.prioritization.acceptability import Acceptability, acceptability
    from northing.engine.process import in_process
    from northing.engine.risk import RiskProblem, RiskResult, simulate_schedule
    from northing.engine.scheduling import CriticalPath, ScheduleProblem, ScheduleResult, critical_path, level, schedule
    from northing.engine.selection import (
        Conflict,
        Recalibration,
        SelectionProblem,
        WhyNot,
        evaluate,
        explain_conflict,
        frontier,
        prices,
        recalibrate,
        why_not,
    )
    from northing.engine.selection import Result as SelectionResult
    from northing.engine.selection import solve as solve_selection
    from northing.engine.snapshot import Snapshot
    from northing.engine.valuation import Simulation, Valuation, ValuationProblem, simulate, solve_valuation

_NAMES = {
    "alignment": "PlanCoverage coverage_of",
    "alignment.findings": "Finding find refind touched_by",
    "benefits": "BenefitMap Realisation attribute realisation",
    "capacity": "CapacityProblem bottlenecks cheapest_relief reliefs",
    "earned_value": "EarnedValueProblem EarnedValueResult solve_earned_value",
    "effort": "Effort Progress",
    "errors": "ProblemError SolverFailed SolverTimedOut",
    "kinds": "Answer answer",
    "plan": "Plan",
    "prioritization": "Acceptability BestWorstProblem BestWorstResult PairwiseProblem PairwiseResult ScoringProblem "
    "ScoringResult acceptability solve_best_worst solve_pairwise solve_scores tipping_words",
    "process": "in_process",
    "risk": "RiskProblem RiskResult simulate_schedule",
    "scheduling": "CriticalPath ScheduleProblem ScheduleResult critical_path level schedule",
    "selection": "Conflict Recalibration SelectionProblem WhyNot evaluate explain_conflict frontier prices "
    "recalibrate why_not",
    "snapshot": "Snapshot",
    "valuation": "Simulation Valuation ValuationProblem simulate solve_valuation",
}
_HOMES = {name: (home, name) for home, names in _NAMES.items() for name in names.split()} | {
    "SelectionResult": ("selection", "Result"),
    "solve_selection": ("selection", "solve"),
}
"""Module and name there of everything that can be imported from here (PEP 562)."""

__all__ = [  # noqa: PLE0604 - the same names as above, read from one table
    *_HOMES,
]


def __getattr__(name: str) -> Any:
    """Load the science that has the name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, there = _HOMES[name]
    return getattr(import_module(f"{__name__}.{home}"), there)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
