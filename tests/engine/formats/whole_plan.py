"""A plan that fills every field of the model with something other than its default."""

from __future__ import annotations

from datetime import date

from northing.engine.plan.model import (
    Assessment,
    Goal,
    Influencer,
    Measure,
    Objective,
    Plan,
    Polarity,
    Policy,
    PolicyRule,
    Reading,
)

MEASURE = Measure(
    key="M1",
    name="Leakage",
    unit="Ml/d",
    polarity=Polarity.RANGE,
    baseline=50.5,
    baseline_date=date(2025, 4, 1),
    target=40.0,
    target_low=35.0,
    target_high=41.0,
    target_date=date(2028, 3, 31),
    weight=2.0,
    follow_trend=True,
    cadence_days=30,
    owner="p1",
    description="…",
    source="plan, p. 3",
    readings=(Reading(date(2026, 3, 31), 48.0, "report"),),
)
PLAN = Plan(
    name="Plan",
    version=3,
    effective_date=date(2026, 4, 1),
    vision="v",
    mission="m",
    values=("a", "b"),
    goals=(Goal("G1", "Water", "d", (Objective("O1", "Less loss", 60.0, "x", "p2", "u1", (MEASURE,), "s"),), "s"),),
    policies=(Policy("P1", "Few go-lives", "st", PolicyRule.GO_LIVES_PER_QUARTER, 2.0, "customer-facing", "s"),),
    influencers=(Influencer("I1", "Law", "regulation", external=False, source="s"),),
    assessments=(Assessment("A1", "I1", "hard", "threat", ("O1",), date(2026, 1, 1)),),
    source="file",
)
