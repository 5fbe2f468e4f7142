"""Where each name that can be imported from ``northing.engine`` is at home: plain text, no science is loaded."""

from __future__ import annotations

from collections.abc import Mapping

SEVERAL = frozenset(
    {
        "Kind",
        "Objective",
        "Point",
        "Project",
        "Rule",
        "Thresholds",
        "Violation",
        "difference",
        "kinds",
    }
)
"""Names that mean different things in two sciences, or a module here: they are imported from their science."""

_NAMES = {
    "alignment": (
        "Arrival Contribution Dates Input Level MeasureCoverage ObjectiveCoverage PlanCoverage Trace coverage_of "
        "gap_to_target level_expected status_of"
    ),
    "alignment.findings": "RULES Fact Finding Parameter Part Refound Scope Severity Tab Touch find refind touched_by",
    "benefits": (
        "Attribution BenefitMap DoubleCount MapError MapLink Realisation TrajectoryError arrival_start at_risk "
        "attribute blockers double_counts realisation share_arrived share_between slip_days"
    ),
    "capacity": (
        "Bottleneck CapacityProblem Cell CheapestRelief Means Relief balance bottlenecks cheapest_relief reliefs"
    ),
    "earned_value": (
        "Activity EarnedValueError EarnedValueProblem EarnedValueResult Variance earned_schedule fixed_formula "
        "level_of_effort percent_complete planned_duration planned_to_date rolled_up solve_earned_value variance "
        "weighted_milestones"
    ),
    "effort": "Effort Progress",
    "errors": (
        "DependencyCycle DuplicateKey NegativeAmount NotANumber OutOfScale ProblemError SolverFailed SolverTimedOut "
        "TooLarge UnknownReference WrongType"
    ),
    "formats.errors": "UnreadableFile",
    "governance": "BusinessRule GateDecision GateReview HoursWorked Influence Influencing Modality RankGiven Stake",
    "kinds": "KINDS Answer Check UnknownKind answer",
    "plan": "Assessment Goal Influencer Measure Plan Polarity Policy PolicyRule Reading",
    "prioritization": (
        "Acceptability Anywhere Around BestWorstProblem BestWorstResult CostedJob Criterion Dirichlet Disagreement "
        "Dominance Exponential GroupProblem GroupResult Judge Judgement Linear Order PairTable PairTipping "
        "PairwiseProblem PairwiseResult Piecewise PriorityError Range RankShares RelativeJob Revision "
        "ScoredProject ScoringProblem ScoringResult Spread Tipping Turn ValueFunction WeightedScore acceptability "
        "contributions cost_of_delay_order dominance rank_order_weights solve_best_worst solve_group "
        "solve_pairwise solve_scores swing_weights tipping_of_pair tipping_table tipping_words tippings "
        "with_weight wsjf"
    ),
    "process": "in_process",
    "register": "Allocation Assumption Benefit Demand Dependency EarnedValue Span Stage Status Support YearCost",
    "risk": (
        "FinishQuantile LogNormal NegativeDuration Paired RiskEvent RiskProblem RiskResult Sampling TaskRisk "
        "TooFewIterations Uniform nearest_root simulate_schedule"
    ),
    "scheduling": (
        "CONTINUOUS STANDARD Calendar CalendarException CannotFit Cause ConstraintKind CriticalPath Delay Driver "
        "InvalidCalendar InvalidConstraint InvalidProgress LagCalendar Link LinkCycle LinkKind Network "
        "NoCommonWorkingTime Placement Resource Schedule ScheduleParams ScheduleProblem ScheduleResult Shift Task "
        "TaskDates UnreadableInstance check_quality critical_path delays level network_of read_mplib read_patterson "
        "read_psplib schedule tardiness"
    ),
    "selection": (
        "After AlreadyIn BudgetLine Candidate Choice Conflict CurvePoint Ending Evaluation Explanation Frontier "
        "FrontierPoint Group Line MandatoryCannotFit MeasureGap NoFeasiblePortfolio Option OtherStart Price "
        "Profile Recalibration Relaxation SelectionProblem Share TippingCost TippingWeight ValueModel Verb WhyNot "
        "Wishes Worth accepting evaluate explain explain_conflict explain_project frontier lines_of prices "
        "problem_from recalibrate record_lines tipping_cost tipping_weight trade_off why_not why_now worth_of"
    ),
    "snapshot": "Budget Capacity Person PlanOfRecord RecordLine Role Snapshot Unit",
    "valuation": (
        "GREEN_BOOK MOTT_MACDONALD OUTTURN PUBLISHED Bias CashLine ClassRecord CommercialValue DiscountSchedule "
        "Estimate Fixed InternalRates Metric OptimismBias Outcome Pert PriceIndex QuantileEstimate Quantiles "
        "RealOption RealOptionValue ReferenceClass Right Simulation SwitchingValue TornadoBar Triangular Valuation "
        "ValuationError ValuationProblem class_from expected_commercial_value internal_rates optimism_bias "
        "payback solve_real_option solve_valuation switching_values tornado track_record"
    ),
    "warm": "warm_up",
}

RENAMED = {
    "SelectionResult": ("selection", "Result"),
    "check_schedule": ("scheduling", "check"),
    "flat_rate": ("valuation", "flat"),
    "simulate_valuation": ("valuation", "simulate"),
    "solve_selection": ("selection", "solve"),
    "validate_schedule": ("scheduling", "validate"),
}
"""What is plain in its science and would not be beside the others."""

HOMES: Mapping[str, tuple[str, str]] = {
    name: (home, name) for home, names in _NAMES.items() for name in names.split()
} | RENAMED
"""Module and name there of everything that can be imported from the engine."""
