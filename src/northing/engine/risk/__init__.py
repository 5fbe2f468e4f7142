"""Schedule risk: when a network of tasks ends when nobody knows exactly how long each takes, and what decides that.

problem = RiskProblem(schedule, durations={"dig": Triangular(…)}, events=(RiskEvent(…),), loadings={…})
found = simulate_schedule(problem, effort=Effort(seed=7)); found.words; found.ranked()[0]
difference(found, simulate_schedule(variant, effort=Effort(seed=7))).words
"""

from northing.engine.risk.errors import NegativeDuration, TooFewIterations
from northing.engine.risk.model import nearest_root
from northing.engine.risk.problem import LogNormal, RiskEvent, RiskProblem, Uniform
from northing.engine.risk.result import FinishQuantile, Paired, RiskResult, TaskRisk, difference
from northing.engine.risk.simulate import Sampling, simulate_schedule

__all__ = [
    "FinishQuantile",
    "LogNormal",
    "NegativeDuration",
    "Paired",
    "RiskEvent",
    "RiskProblem",
    "RiskResult",
    "Sampling",
    "TaskRisk",
    "TooFewIterations",
    "Uniform",
    "difference",
    "nearest_root",
    "simulate_schedule",
]
