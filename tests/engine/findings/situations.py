"""A small organisation without a contradiction; each test plants the one that it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from northing.engine.alignment.findings import RULES, Finding, find
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Policy, PolicyRule, Reading
from northing.engine.register import Benefit, Project, Span, YearCost
from northing.engine.snapshot import Person, PlanOfRecord, RecordLine, Snapshot, Unit

TODAY = date(2027, 5, 15)
MILLION = 100_000_000
SPAN = Span(date(2026, 4, 1), date(2028, 3, 31))

LEAKAGE = Measure(
    "M1",
    "Leakage",
    "Ml/d",
    Polarity.DOWN,
    target=84.0,
    target_date=date(2030, 3, 31),
    cadence_days=30,
    owner="priya",
    readings=(Reading(date(2027, 4, 30), 104.0, "Network return"),),
)
COMPLAINTS = replace(LEAKAGE, key="M2", name="Complaints", unit="per 10k", target=29.0, owner="elin")
LESS_LEAKAGE = Objective("O1", "Cut leakage", 60, owner="priya", unit="network", measures=(LEAKAGE,))
FEWER_COMPLAINTS = Objective("O2", "Fewer complaints", 40, owner="elin", unit="customer", measures=(COMPLAINTS,))
PLAN = Plan(
    "Tarnwell",
    3,
    date(2027, 1, 1),
    goals=(Goal("G", "Water that never stops", objectives=(LESS_LEAKAGE, FEWER_COMPLAINTS)),),
    policies=(
        Policy("P1", "Owned", "Each benefit is owned.", PolicyRule.BENEFIT_OWNER_ABOVE_COST, MILLION, source="Board"),
        Policy("P2", "Calm", "One go-live a quarter.", PolicyRule.GO_LIVES_PER_QUARTER, 1, "facing", source="Charter"),
    ),
)
MAINS = Project("mains", "Mains", "network", baseline=SPAN, cost=(YearCost(2028, budget=6 * MILLION),))
PORTAL = Project("portal", "Portal", "customer", baseline=SPAN, cost=(YearCost(2028, budget=4 * MILLION),))
MAINS_SAVE = Benefit("b1", "mains", "M1", -12.0, start=date(2028, 4, 1), owner="priya", source="Business case")
PORTAL_CALMS = Benefit("b2", "portal", "M2", -5.0, start=date(2028, 4, 1), owner="elin", source="Business case")
CALM = Snapshot(
    TODAY,
    PLAN,
    projects=(MAINS, PORTAL),
    benefits=(MAINS_SAVE, PORTAL_CALMS),
    record=PlanOfRecord(2, date(2027, 2, 1), (RecordLine("mains"), RecordLine("portal"))),
    units=(Unit("network", "Network", head="priya"), Unit("customer", "Customer", head="elin")),
    people=(Person("priya", "Priya Raman", "network"), Person("elin", "Elin Vaughan", "customer")),
)


def with_projects(*changed: Project, snapshot: Snapshot = CALM) -> Snapshot:
    """The snapshot with these components instead of those of the same key, new ones added to register and record."""
    known = {project.key: project for project in (*snapshot.projects, *changed)}
    lines = {line.project: line for line in snapshot.record.lines}
    record = replace(snapshot.record, lines=tuple(lines.get(key, RecordLine(key)) for key in known))
    return replace(snapshot, projects=tuple(known.values()), record=record)


def with_benefits(*added: Benefit, snapshot: Snapshot = CALM) -> Snapshot:
    known = {benefit.key: benefit for benefit in (*snapshot.benefits, *added)}
    return replace(snapshot, benefits=tuple(known.values()))


def with_objectives(*objectives: Objective) -> Snapshot:
    return replace(CALM, plan=replace(PLAN, goals=(Goal("G", "Goal", objectives=objectives),)))


def found(rule: str, snapshot: Snapshot) -> tuple[Finding, ...]:
    """What one rule finds; the others may find more in the same situation."""
    return find(snapshot, rules=tuple(known for known in RULES if known.key == rule))


def only(rule: str, snapshot: Snapshot) -> Finding:
    findings = found(rule, snapshot)
    assert len(findings) == 1, findings
    return findings[0]
