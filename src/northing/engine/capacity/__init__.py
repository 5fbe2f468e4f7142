"""Capacity: who is there for projects, where there are too few, and the cheapest way to have enough.

problem = CapacityProblem(problem_from(snapshot)); balance(problem); bottlenecks(problem)[0].words
reliefs(problem, role="eng")[0].words; cheapest_relief(problem, role="eng").words
"""

from northing.engine.capacity.balance import Bottleneck, Cell, balance, bottlenecks
from northing.engine.capacity.problem import CapacityProblem
from northing.engine.capacity.relief import CheapestRelief, Means, Relief, cheapest_relief, reliefs

__all__ = [
    "Bottleneck",
    "CapacityProblem",
    "Cell",
    "CheapestRelief",
    "Means",
    "Relief",
    "balance",
    "bottlenecks",
    "cheapest_relief",
    "reliefs",
]
