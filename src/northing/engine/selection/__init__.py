"""Selection: the projects that together cover most of the business plan's gaps, within money, people and rules.

``problem_from(snapshot)`` makes a problem, ``solve`` and ``recalibrate`` answer it, ``explain`` and ``why_not`` say
why, ``explain_conflict`` says what stands in the way; ``in_process`` runs any of them in a process of its own.

A problem becomes a mixed-integer linear ``model``, which ``solve.run`` gives to branch and bound (``solvers.highs``)
or, where that is hopeless, to a large neighbourhood search with a proven bound (``search``). ``check.evaluate`` then
reads every answer anew from the problem itself.
"""

from northing.engine.effort import Effort
from northing.engine.errors import ProblemError, SolverFailed, SolverTimedOut
from northing.engine.process import in_process
from northing.engine.selection.build import Wishes, problem_from
from northing.engine.selection.candidates import (
    After,
    BudgetLine,
    Candidate,
    Group,
    MeasureGap,
    Option,
    Profile,
    Share,
    ValueModel,
)
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.conflict import Conflict, Relaxation, explain_conflict
from northing.engine.selection.errors import AlreadyIn, MandatoryCannotFit, NoFeasiblePortfolio
from northing.engine.selection.explain import Explanation, explain, explain_project
from northing.engine.selection.frontier import Frontier, FrontierPoint, frontier, trade_off
from northing.engine.selection.linear import Ending
from northing.engine.selection.prices import Price, Worth, prices, worth_of
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, Verb, accepting, lines_of, record_lines
from northing.engine.selection.recalibrate import CurvePoint, Recalibration, recalibrate
from northing.engine.selection.rules import Rule, Violation
from northing.engine.selection.solve import Result, solve
from northing.engine.selection.tipping import TippingCost, TippingWeight, tipping_cost, tipping_weight
from northing.engine.selection.why_not import WhyNot, why_not
from northing.engine.selection.why_now import OtherStart, why_now

__all__ = [
    "After",
    "AlreadyIn",
    "BudgetLine",
    "Candidate",
    "Choice",
    "Conflict",
    "CurvePoint",
    "Effort",
    "Ending",
    "Evaluation",
    "Explanation",
    "Frontier",
    "FrontierPoint",
    "Group",
    "Line",
    "MandatoryCannotFit",
    "MeasureGap",
    "NoFeasiblePortfolio",
    "Option",
    "OtherStart",
    "Price",
    "ProblemError",
    "Profile",
    "Recalibration",
    "Relaxation",
    "Result",
    "Rule",
    "SelectionProblem",
    "Share",
    "SolverFailed",
    "SolverTimedOut",
    "TippingCost",
    "TippingWeight",
    "ValueModel",
    "Verb",
    "Violation",
    "WhyNot",
    "Wishes",
    "Worth",
    "accepting",
    "evaluate",
    "explain",
    "explain_conflict",
    "explain_project",
    "frontier",
    "in_process",
    "lines_of",
    "prices",
    "problem_from",
    "recalibrate",
    "record_lines",
    "solve",
    "tipping_cost",
    "tipping_weight",
    "trade_off",
    "why_not",
    "why_now",
    "worth_of",
]
