"""What a project is worth and how sure that is, in the money of a stated year.

problem = ValuationProblem(lines, schedule=GREEN_BOOK, base_year=2027, price_year=2027)
solve_valuation(problem).words; switching_values(problem); tornado(problem)
simulate(problem, effort=Effort(seed=7)).words
solve_real_option(RealOption(Right.DEFER, worth=100, amount=110, years=2, volatility=0.4, rate=0.05)).words
"""

from northing.engine.valuation.discount import GREEN_BOOK, DiscountSchedule, PriceIndex, flat
from northing.engine.valuation.errors import ValuationError
from northing.engine.valuation.estimates import Estimate, Fixed, Pert, Quantiles, Triangular
from northing.engine.valuation.flows import OUTTURN, CashLine, Kind, ValuationProblem
from northing.engine.valuation.internal_rate import InternalRates, internal_rates
from northing.engine.valuation.optimism import MOTT_MACDONALD, Bias, Metric, OptimismBias, optimism_bias
from northing.engine.valuation.real_options import RealOption, RealOptionValue, Right, solve_real_option
from northing.engine.valuation.reference_class import PUBLISHED, Outcome, ReferenceClass, class_from
from northing.engine.valuation.track_record import ClassRecord, track_record
from northing.engine.valuation.uncertainty import (
    QuantileEstimate,
    Simulation,
    TornadoBar,
    difference,
    simulate,
    tornado,
)
from northing.engine.valuation.value import (
    CommercialValue,
    SwitchingValue,
    Valuation,
    expected_commercial_value,
    payback,
    solve_valuation,
    switching_values,
)

__all__ = [
    "GREEN_BOOK",
    "MOTT_MACDONALD",
    "OUTTURN",
    "PUBLISHED",
    "Bias",
    "CashLine",
    "ClassRecord",
    "CommercialValue",
    "DiscountSchedule",
    "Estimate",
    "Fixed",
    "InternalRates",
    "Kind",
    "Metric",
    "OptimismBias",
    "Outcome",
    "Pert",
    "PriceIndex",
    "QuantileEstimate",
    "Quantiles",
    "RealOption",
    "RealOptionValue",
    "ReferenceClass",
    "Right",
    "Simulation",
    "SwitchingValue",
    "TornadoBar",
    "Triangular",
    "Valuation",
    "ValuationError",
    "ValuationProblem",
    "class_from",
    "difference",
    "expected_commercial_value",
    "flat",
    "internal_rates",
    "optimism_bias",
    "payback",
    "simulate",
    "solve_real_option",
    "solve_valuation",
    "switching_values",
    "tornado",
    "track_record",
]
