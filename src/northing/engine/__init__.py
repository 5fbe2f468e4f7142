"""The pure engine: immutable data in, immutable data out. No framework, no I/O, no clock; seeds are arguments.

Every public name of every science can be imported from here (``from northing.engine import SelectionProblem,
solve_selection``), but for the few that mean different things in two of them: ``northing.engine.names`` says which. A
science is loaded when one of its names is asked for. docs/reference/engine.md lists them all.
"""

# ruff: noqa: F401 - type checkers read the names here, Python reads them from the table

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from northing.engine.names import HOMES

if TYPE_CHECKING:
    from northing.engine.alignment import (
        Arrival,
        Contribution,
        Dates,
        Input,
        Level,
        MeasureCoverage,
        ObjectiveCoverage,
        PlanCoverage,
        Trace,
        coverage_of,
        gap_to_target,
        level_expected,
        status_of,
    )
    from northing.engine.alignment.findings import (
        RULES,
        Fact,
        Finding,
        Parameter,
        Part,
        Refound,
        Scope,
        Severity,
        Tab,
        Touch,
        find,
        refind,
        touched_by,
    )
    from northing.engine.benefits import (
        Attribution,
        BenefitMap,
        DoubleCount,
        MapError,
        MapLink,
        Realisation,
        TrajectoryError,
        arrival_start,
        at_risk,
        attribute,
        blockers,
        double_counts,
        realisation,
        share_arrived,
        share_between,
        slip_days,
    )
    from northing.engine.capacity import (
        Bottleneck,
        CapacityProblem,
        Cell,
        CheapestRelief,
        Means,
        Relief,
        balance,
        bottlenecks,
        cheapest_relief,
        reliefs,
    )
    from northing.engine.earned_value import (
        Activity,
        EarnedValueError,
        EarnedValueProblem,
        EarnedValueResult,
        Variance,
        earned_schedule,
        fixed_formula,
        level_of_effort,
        percent_complete,
        planned_duration,
        planned_to_date,
        rolled_up,
        solve_earned_value,
        weighted_milestones,
    )
    from northing.engine.earned_value.variance import variance
    from northing.engine.effort import Effort, Progress
    from northing.engine.errors import (
        DependencyCycle,
        DuplicateKey,
        NegativeAmount,
        NotANumber,
        OutOfScale,
        ProblemError,
        SolverFailed,
        SolverTimedOut,
        TooLarge,
        UnknownReference,
        WrongType,
    )
    from northing.engine.formats.errors import UnreadableFile
    from northing.engine.governance import (
        BusinessRule,
        GateDecision,
        GateReview,
        HoursWorked,
        Influence,
        Influencing,
        Modality,
        RankGiven,
        Stake,
    )
    from northing.engine.kinds import (
        KINDS,
        Answer,
        Check,
        UnknownKind,
        answer,
    )
    from northing.engine.plan import (
        Assessment,
        Goal,
        Influencer,
        Measure,
        Plan,
        Polarity,
        Policy,
        PolicyRule,
        Reading,
    )
    from northing.engine.prioritization import (
        Acceptability,
        Anywhere,
        Around,
        BestWorstProblem,
        BestWorstResult,
        CostedJob,
        Criterion,
        Dirichlet,
        Disagreement,
        Dominance,
        Exponential,
        GroupProblem,
        GroupResult,
        Judge,
        Judgement,
        Linear,
        Order,
        PairTable,
        PairTipping,
        PairwiseProblem,
        PairwiseResult,
        Piecewise,
        PriorityError,
        Range,
        RankShares,
        RelativeJob,
        Revision,
        ScoredProject,
        ScoringProblem,
        ScoringResult,
        Spread,
        Tipping,
        Turn,
        ValueFunction,
        WeightedScore,
        contributions,
        cost_of_delay_order,
        rank_order_weights,
        solve_best_worst,
        solve_group,
        solve_pairwise,
        solve_scores,
        swing_weights,
        tipping_of_pair,
        tipping_table,
        tipping_words,
        tippings,
        with_weight,
        wsjf,
    )
    from northing.engine.prioritization.acceptability import acceptability
    from northing.engine.prioritization.dominance import dominance
    from northing.engine.process import in_process
    from northing.engine.register import (
        Allocation,
        Assumption,
        Benefit,
        Demand,
        Dependency,
        EarnedValue,
        Span,
        Stage,
        Status,
        Support,
        YearCost,
    )
    from northing.engine.risk import (
        FinishQuantile,
        LogNormal,
        NegativeDuration,
        Paired,
        RiskEvent,
        RiskProblem,
        RiskResult,
        Sampling,
        TaskRisk,
        TooFewIterations,
        Uniform,
        nearest_root,
        simulate_schedule,
    )
    from northing.engine.scheduling import (
        CONTINUOUS,
        STANDARD,
        Calendar,
        CalendarException,
        CannotFit,
        Cause,
        ConstraintKind,
        CriticalPath,
        Delay,
        Driver,
        InvalidCalendar,
        InvalidConstraint,
        InvalidProgress,
        LagCalendar,
        Link,
        LinkCycle,
        LinkKind,
        Network,
        NoCommonWorkingTime,
        Placement,
        Resource,
        Schedule,
        ScheduleParams,
        ScheduleProblem,
        ScheduleResult,
        Shift,
        Task,
        TaskDates,
        UnreadableInstance,
        check_quality,
        critical_path,
        delays,
        level,
        network_of,
        read_mplib,
        read_patterson,
        read_psplib,
        schedule,
        tardiness,
    )
    from northing.engine.scheduling import check as check_schedule
    from northing.engine.scheduling import validate as validate_schedule
    from northing.engine.selection import (
        After,
        AlreadyIn,
        BudgetLine,
        Candidate,
        Choice,
        Conflict,
        CurvePoint,
        Ending,
        Evaluation,
        Explanation,
        Frontier,
        FrontierPoint,
        Group,
        Line,
        MandatoryCannotFit,
        MeasureGap,
        NoFeasiblePortfolio,
        Option,
        OtherStart,
        Price,
        Profile,
        Recalibration,
        Relaxation,
        SelectionProblem,
        Share,
        TippingCost,
        TippingWeight,
        ValueModel,
        Verb,
        WhyNot,
        Wishes,
        Worth,
        accepting,
        evaluate,
        explain,
        explain_conflict,
        explain_project,
        frontier,
        lines_of,
        prices,
        problem_from,
        recalibrate,
        record_lines,
        tipping_cost,
        tipping_weight,
        trade_off,
        why_not,
        why_now,
        worth_of,
    )
    from northing.engine.selection import Result as SelectionResult
    from northing.engine.selection import solve as solve_selection
    from northing.engine.snapshot import (
        Budget,
        Capacity,
        Person,
        PlanOfRecord,
        RecordLine,
        Role,
        Snapshot,
        Unit,
    )
    from northing.engine.valuation import (
        GREEN_BOOK,
        MOTT_MACDONALD,
        OUTTURN,
        PUBLISHED,
        Bias,
        CashLine,
        ClassRecord,
        CommercialValue,
        DiscountSchedule,
        Estimate,
        Fixed,
        InternalRates,
        Metric,
        OptimismBias,
        Outcome,
        Pert,
        PriceIndex,
        QuantileEstimate,
        Quantiles,
        RealOption,
        RealOptionValue,
        ReferenceClass,
        Right,
        Simulation,
        SwitchingValue,
        TornadoBar,
        Triangular,
        Valuation,
        ValuationError,
        ValuationProblem,
        class_from,
        expected_commercial_value,
        internal_rates,
        optimism_bias,
        payback,
        solve_real_option,
        solve_valuation,
        switching_values,
        tornado,
    )
    from northing.engine.valuation import flat as flat_rate
    from northing.engine.valuation import simulate as simulate_valuation
    from northing.engine.valuation.track_record import track_record
    from northing.engine.warm import warm_up

__all__ = [  # noqa: PLE0604 - the same names as above, read from one table
    *HOMES,
]


def __getattr__(name: str) -> Any:
    """Load the science that has the name (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, there = HOMES[name]
    return getattr(import_module(f"{__name__}.{home}"), there)


def __dir__() -> list[str]:
    return sorted([*globals(), *HOMES])
