"""What was planned, earned and spent, and what that says about the end, in money and in time.

problem = EarnedValueProblem.of(keys, planned=…, earned=…, actual=…, elapsed=…)
found = solve_earned_value(problem); found.cost_index; found.figures("wick"); found.words("wick")
variance(Activity(…), today=…)
"""

from northing.engine.earned_value.errors import EarnedValueError
from northing.engine.earned_value.indices import (
    EarnedValueResult,
    earned_schedule,
    planned_duration,
    planned_to_date,
    solve_earned_value,
)
from northing.engine.earned_value.methods import (
    fixed_formula,
    level_of_effort,
    percent_complete,
    weighted_milestones,
)
from northing.engine.earned_value.problem import EarnedValueProblem, rolled_up
from northing.engine.earned_value.variance import Activity, Variance, variance

__all__ = [
    "Activity",
    "EarnedValueError",
    "EarnedValueProblem",
    "EarnedValueResult",
    "Variance",
    "earned_schedule",
    "fixed_formula",
    "level_of_effort",
    "percent_complete",
    "planned_duration",
    "planned_to_date",
    "rolled_up",
    "solve_earned_value",
    "variance",
    "weighted_milestones",
]
