"""Selection: the projects that together cover most of the business plan's gaps, within money, people and rules."""

from northing.engine.selection.check import Evaluation, Rule, Violation, evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio, ProblemError, SolverFailed, SolverTimedOut
from northing.engine.selection.problem import Candidate, Choice, MeasureGap, Option, SelectionProblem

__all__ = [
    "Candidate",
    "Choice",
    "Evaluation",
    "MeasureGap",
    "NoFeasiblePortfolio",
    "Option",
    "ProblemError",
    "Rule",
    "SelectionProblem",
    "SolverFailed",
    "SolverTimedOut",
    "Violation",
    "evaluate",
]
