"""Two projects count the same saving."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.register import Benefit

KEY = "claimed_twice"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each measure and pot from which several planned projects take a cashable saving."""
    pots: dict[tuple[str, str], dict[str, list[Benefit]]] = {}
    for benefit in look.benefits:
        pot = " ".join(benefit.claim.casefold().split())
        if pot and benefit.cashable:
            pots.setdefault((benefit.measure, pot), {}).setdefault(benefit.project, []).append(benefit)
    for (measure, _), claims in sorted(pots.items()):
        if len(claims) > 1:
            yield _finding(look, measure, dict(sorted(claims.items())))


def _finding(look: Look, measure: str, claims: dict[str, list[Benefit]]) -> Finding:
    pot = next(iter(claims.values()))[0].claim
    amounts = [sum(b.cashable or 0 for b in benefits) for benefits in claims.values()]
    double = sum(amounts) - max(amounts)
    at_stake = words.money(double, currency=look.snapshot.currency)
    names = words.listed([look.name(key) for key in claims])
    objective = look.measures[measure][0] if measure in look.measures else None
    first, *others = claims
    return Finding(
        KEY,
        Severity.HIGH,
        f"{names} claim the same saving: {pot}.",
        (_fact(look, first, claims[first]), _merged([_fact(look, key, claims[key]) for key in others])),
        components=tuple(claims),
        objectives=(objective.key,) if objective else (),
        unit=look.projects[first].unit or None,
        stake_money=double,
        stake_words=f"{at_stake} a year counted twice",
        repair="Agree which project banks the saving, or split the pot and name each part.",
    )


def _fact(look: Look, project: str, benefits: list[Benefit]) -> Fact:
    amount = words.money(sum(b.cashable or 0 for b in benefits), currency=look.snapshot.currency)
    text = f"{look.name(project)} takes {amount} a year from “{benefits[0].claim}”"
    return look.benefit_fact(text, benefits)


def _merged(facts: list[Fact]) -> Fact:
    first = facts[0]
    return Fact("; ".join(fact.text for fact in facts), first.source, first.date, first.kind, first.key)


RULE = Rule(
    KEY,
    "Benefit claimed twice",
    Tab.CONTRADICTIONS,
    "Cashable benefits of different planned projects on one measure name the same pot: a budget can be cut by it only "
    "once. At stake is everything but the largest claim.",
    check,
    reads=PLANNED | {Part.PLAN, Part.BENEFITS},
)
