"""What matters most and what comes first: weights from judgements, weighted scores, and how far both can be trusted.

problem = PairwiseProblem(criteria, judgements); result = solve_pairwise(problem); result.weights; result.words
scored = ScoringProblem(criteria, projects); solve_scores(scored).ranked; tipping_words(scored, project="wick")
acceptability(scored, spread=Around(0.2), effort=Effort(seed=7))
"""

from northing.engine.prioritization.acceptability import (
    Acceptability,
    Anywhere,
    Around,
    Dirichlet,
    RankShares,
    acceptability,
)
from northing.engine.prioritization.best_worst import BestWorstProblem, BestWorstResult, solve_best_worst
from northing.engine.prioritization.direct import rank_order_weights, swing_weights, with_weight
from northing.engine.prioritization.dominance import Dominance, dominance
from northing.engine.prioritization.economics import (
    CostedJob,
    Order,
    RelativeJob,
    Turn,
    cost_of_delay_order,
    wsjf,
)
from northing.engine.prioritization.errors import PriorityError
from northing.engine.prioritization.group import (
    Disagreement,
    GroupProblem,
    GroupResult,
    Judge,
    Spread,
    solve_group,
)
from northing.engine.prioritization.pairwise import (
    Judgement,
    PairwiseProblem,
    PairwiseResult,
    Revision,
    solve_pairwise,
)
from northing.engine.prioritization.scoring import (
    Criterion,
    Range,
    ScoredProject,
    ScoringProblem,
    ScoringResult,
    WeightedScore,
    contributions,
    solve_scores,
)
from northing.engine.prioritization.tipping import (
    PairTable,
    PairTipping,
    Tipping,
    tipping_of_pair,
    tipping_table,
    tipping_words,
    tippings,
)
from northing.engine.prioritization.value_functions import Exponential, Linear, Piecewise, ValueFunction

__all__ = [
    "Acceptability",
    "Anywhere",
    "Around",
    "BestWorstProblem",
    "BestWorstResult",
    "CostedJob",
    "Criterion",
    "Dirichlet",
    "Disagreement",
    "Dominance",
    "Exponential",
    "GroupProblem",
    "GroupResult",
    "Judge",
    "Judgement",
    "Linear",
    "Order",
    "PairTable",
    "PairTipping",
    "PairwiseProblem",
    "PairwiseResult",
    "Piecewise",
    "PriorityError",
    "Range",
    "RankShares",
    "RelativeJob",
    "Revision",
    "ScoredProject",
    "ScoringProblem",
    "ScoringResult",
    "Spread",
    "Tipping",
    "Turn",
    "ValueFunction",
    "WeightedScore",
    "acceptability",
    "contributions",
    "cost_of_delay_order",
    "dominance",
    "rank_order_weights",
    "solve_best_worst",
    "solve_group",
    "solve_pairwise",
    "solve_scores",
    "swing_weights",
    "tipping_of_pair",
    "tipping_table",
    "tipping_words",
    "tippings",
    "with_weight",
    "wsjf",
]
