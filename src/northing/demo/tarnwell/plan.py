"""The business plan of Tarnwell Water: three published versions, and the fourth that the story's event publishes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from northing.engine.calendar import add_months, first_of_month
from northing.engine.plan import (
    Assessment,
    Goal,
    Influencer,
    Measure,
    Objective,
    Plan,
    Polarity,
    Policy,
    PolicyRule,
)

UP, DOWN = Polarity.UP, Polarity.DOWN
TARGET_MONTHS = 40
BASELINE_MONTHS = -24

# objective: key, name, weight, unit, owner; measures: key, name, unit, polarity, baseline, target, weight, cadence
GOALS = (
    ("G1", "Water that never stops", ("O1.1", "O1.2", "O1.3")),
    ("G2", "Rivers we are proud of", ("O2.1", "O2.2", "O2.3")),
    ("G3", "Bills people can afford", ("O3.1", "O3.2", "O3.3")),
    ("G4", "A company fit for 2035", ("O4.1", "O4.2", "O4.3")),
)
OBJECTIVES = {
    "O1.1": ("Cut leakage by 25 %", 16, "network", "priya-raman"),
    "O1.2": ("Supply loss below 5 minutes", 9, "network", "priya-raman"),
    "O1.3": ("Drought headroom of 48 Ml/d", 8, "environment", "marcus-bell"),
    "O2.1": ("No serious pollution", 8, "treatment", "tom-okafor"),
    "O2.2": ("Cut storm spills by 40 %", 12, "environment", "marcus-bell"),
    "O2.3": ("Cut phosphorus by 80 %", 7, "treatment", "tom-okafor"),
    "O3.1": ("Operating cost down 8 % in real terms", 9, "finance", "hannah-osei"),
    "O3.2": ("Complaints down 30 %", 8, "customer", "elin-vaughan"),
    "O3.3": ("Support 60,000 homes", 5, "customer", "elin-vaughan"),
    "O4.1": ("Cyber profile met", 6, "digital", "jun-watanabe"),
    "O4.2": ("Net-zero operations", 9, "finance", "hannah-osei"),
    "O4.3": ("Everybody home safe", 3, "people", "luis-ferreira"),
}
MEASURES = {
    "O1.1": (("M1.1", "Leakage", "Ml/d", DOWN, 112.0, 84.0, 1.0, 91),),
    "O1.2": (("M1.2", "Supply interruptions", "min", DOWN, 9.1, 5.0, 1.0, 91),),
    "O1.3": (("M1.3", "Drought headroom", "Ml/d", UP, -12.0, 48.0, 1.0, 91),),
    "O2.1": (("M2.1", "Serious pollution incidents", "per year", DOWN, 3.0, 0.0, 1.0, 91),),
    "O2.2": (("M2.2", "Storm spills", "per year", DOWN, 4120.0, 2472.0, 1.0, 91),),
    "O2.3": (("M2.3", "Phosphorus load", "t/yr", DOWN, 61.0, 12.0, 1.0, 91),),
    "O3.1": (("M3.1", "Operating cost", "£m/yr", DOWN, 180.0, 166.0, 1.0, 91),),
    "O3.2": (
        ("M3.2", "Complaints", "per 10k", DOWN, 44.0, 29.0, 0.9, 91),
        ("M3.4", "Average handling time", "min", DOWN, 7.9, 6.0, 0.1, 91),
    ),
    "O3.3": (("M3.3", "Homes supported", "thousand", UP, 38.0, 60.0, 1.0, 91),),
    "O4.1": (("M4.1", "Cyber assessment score", "points", UP, 52.0, 85.0, 1.0, 91),),
    "O4.2": (("M4.2", "Operational carbon", "ktCO₂e", DOWN, 88.0, 0.0, 1.0, 21),),
    "O4.3": (("M4.3", "Lost-time injury rate", "per 1m hours", DOWN, 0.9, 0.5, 1.0, 91),),
}
# the level now, reached in a straight line from the baseline with a little weather in it
LEVEL_NOW = {
    "M1.1": 104.0,
    "M1.2": 8.2,
    "M1.3": -6.0,
    "M2.1": 2.0,
    "M2.2": 3900.0,
    "M2.3": 48.0,
    "M3.1": 176.0,
    "M3.2": 41.0,
    "M3.4": 7.4,
    "M3.3": 44.0,
    "M4.1": 60.0,
    "M4.2": 71.0,
    "M4.3": 0.7,
}
MEASURE_OWNERS = {"M4.3": "grace-lindqvist"}
LAST_READ_DAYS_AGO = {"M4.2": 45}

POLICIES = (
    Policy(
        "P-03",
        "Every large project has a benefit owner",
        "No project above £1m without a named owner for each of its benefits.",
        PolicyRule.BENEFIT_OWNER_ABOVE_COST,
        100_000_000,
        source="Board policy handbook, section 3",
    ),
    Policy("P-07", "Carbon price in every case", "Every business case carries the carbon price.", source="Board, 2024"),
    Policy(
        "P-09",
        "At most two customer-facing go-lives a quarter",
        "Customers are asked to absorb no more than two changes in a quarter.",
        PolicyRule.GO_LIVES_PER_QUARTER,
        2,
        "customer-facing",
        source="Customer charter, rule 4",
    ),
    Policy("P-11", "Cloud first, except operational technology", "New systems run in the cloud; OT does not."),
)
INFLUENCERS = (
    Influencer("I-1", "The environment regulator's spill note", "regulation"),
    Influencer("I-2", "Pipe prices", "supplier"),
)


def plan(day: date, *, spill_target: float = 2472.0, spill_name: str = "Cut storm spills by 40 %") -> Plan:
    """The plan as of the install day; version 4 differs in the target of O2.2 only."""
    return Plan(
        name="Tarnwell 2030 Plan",
        vision="Water you never have to think about.",
        mission="Safe water, clean rivers, fair bills.",
        values=("Safety before speed", "Plain words", "Neighbours first"),
        goals=tuple(
            Goal(key, name, objectives=tuple(_objective(o, day, spill_target, spill_name) for o in keys))
            for key, name, keys in GOALS
        ),
        policies=POLICIES,
        influencers=INFLUENCERS,
        assessments=(
            Assessment("A-1", "I-1", "A tighter spill target is likely within the year", "threat", ("O2.2",), day),
        ),
        source="Board paper 14",
    )


def earlier_plans(day: date) -> tuple[Plan, Plan]:
    """Versions 1 and 2: before the leakage target was tightened and the weights were agreed."""
    third = plan(day)
    second = _with_weights(third, {"O1.1": 14.0, "O4.2": 11.0})
    first = _with_target(second, "M1.1", 90.0)
    return first, second


def event_plan(day: date) -> Plan:
    """Version 4: the regulator tightens storm spills from −40 % to −55 %."""
    return plan(day, spill_target=1850.0, spill_name="Cut storm spills by 55 %")


def _objective(key: str, day: date, spill_target: float, spill_name: str) -> Objective:
    name, weight, unit, owner = OBJECTIVES[key]
    measures = tuple(_measure(spec, day, owner) for spec in MEASURES[key])
    if key == "O2.2":
        name = spill_name
        measures = (replace(measures[0], target=spill_target),)
    return Objective(key, name, float(weight), owner=owner, unit=unit, measures=measures, source="Board paper 14")


def _measure(spec: tuple[str, str, str, Polarity, float, float, float, int], day: date, owner: str) -> Measure:
    key, name, unit, polarity, baseline, target, weight, cadence = spec
    month = first_of_month(day)
    return Measure(
        key,
        name,
        unit,
        polarity,
        baseline=baseline,
        baseline_date=add_months(month, BASELINE_MONTHS),
        target=target,
        target_date=add_months(month, TARGET_MONTHS) - timedelta(days=1),
        weight=weight,
        cadence_days=cadence,
        owner=MEASURE_OWNERS.get(key, owner),
        source="Regulatory return",
    )


def _with_weights(base: Plan, weights: dict[str, float]) -> Plan:
    return _each_objective(base, lambda o: replace(o, weight=weights.get(o.key, o.weight)))


def _with_target(base: Plan, measure: str, target: float) -> Plan:
    def changed(objective: Objective) -> Objective:
        measures = tuple(replace(m, target=target) if m.key == measure else m for m in objective.measures)
        return replace(objective, measures=measures)

    return _each_objective(base, changed)


def _each_objective(base: Plan, change: Callable[[Objective], Objective]) -> Plan:
    goals = tuple(replace(g, objectives=tuple(change(o) for o in g.objectives)) for g in base.goals)
    return replace(base, goals=goals)
