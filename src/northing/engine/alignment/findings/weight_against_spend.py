"""Money goes elsewhere than the weights of the plan say."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.objective_without_money import served_objectives
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.alignment.spend import ENDED, Spend, spend_of
from northing.engine.plan import Objective

KEY = "weight_against_spend"
GAP_POINTS, STARVED_SHARE, STARVED_POINTS = 10.0, 0.55, 4.0
DIGITS = 9  # a gap of exactly ten points is 10.000000000000002 in binary fractions


def check(
    look: Look,
    *,
    gap_points: float = GAP_POINTS,
    starved_share: float = STARVED_SHARE,
    starved_points: float = STARVED_POINTS,
) -> Iterator[Finding]:
    """One finding for each served objective whose share of the money is far from its share of the weight."""
    spend = spend_of(look.snapshot, pulls=look.pulls)
    served = served_objectives(look)
    for objective in look.snapshot.plan.objectives():
        share, weight = spend.share(objective.key), look.weight_shares[objective.key]
        if share is None or objective.key not in served:
            continue
        points = round(100 * (weight - share), DIGITS)
        starved = round(share - starved_share * weight, DIGITS) <= 0 and points >= starved_points
        if abs(points) > gap_points or starved:
            severity = Severity.HIGH if abs(points) > gap_points else Severity.MEDIUM
            yield _finding(look, objective, spend, severity=severity)


def _finding(look: Look, objective: Objective, spend: Spend, *, severity: Severity) -> Finding:
    amount = spend.by_objective[objective.key]
    gap = round(look.weight_shares[objective.key] * spend.total) - amount
    weight, share = words.percent(look.weight_shares[objective.key]), words.percent(amount / spend.total)
    spent, total, at_stake = (words.money(m, currency=look.snapshot.currency) for m in (amount, spend.total, abs(gap)))
    unknown = f"; {words.count(len(spend.unknown), 'project')} of unknown cost left out" if spend.unknown else ""
    return Finding(
        KEY,
        severity,
        f"“{objective.name}” carries {weight} of the weight and {share} of the money.",
        (
            look.plan_fact(f"“{objective.name}” weighs {weight} of the plan", kind="objective", key=objective.key),
            Fact(
                f"{spent} of {total} serve it first, {share}{unknown}",
                "Budgets in the register",
                look.snapshot.as_of,
                "spend",
                objective.key,
            ),
        ),
        components=confidential(look),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_money=abs(gap),
        stake_words=f"{at_stake} {'short of' if gap > 0 else 'above'} its weight",
        repair="Move money towards the weight, or state the weight that the money speaks of.",
    )


def confidential(look: Look) -> tuple[str, ...]:
    """The sums contain these: who may not see them must not read the sums."""
    return tuple(sorted(p.key for p in look.snapshot.projects if p.confidential and p.stage not in ENDED))


RULE = Rule(
    KEY,
    "Weight against spend",
    Tab.MISALIGNMENT,
    "What the plan says matters and where the money goes are far apart. A project's money counts for the objective "
    "that it serves first.",
    check,
    (
        Parameter("gap_points", GAP_POINTS, "percentage points between weight and spend, above which they contradict"),
        Parameter("starved_share", STARVED_SHARE, "share of its weight at or below which an objective is starved …"),
        Parameter("starved_points", STARVED_POINTS, "… once at least so many percentage points are missing"),
    ),
    reads=PLANNED | {Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS, Part.MONEY},
)
