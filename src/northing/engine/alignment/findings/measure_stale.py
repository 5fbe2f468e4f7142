"""A measure has not been read for longer than its cycle allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.plan import Measure, Objective

KEY = "measure_stale"
CYCLES = 2.0


def check(look: Look, *, cycles: float = CYCLES) -> Iterator[Finding]:
    """One finding for each measure with a cycle whose last reading (else its baseline) is more cycles old."""
    for objective, measure in look.measures.values():
        last = _last(measure, as_of=look.snapshot.as_of)
        if measure.cadence_days and last and (look.snapshot.as_of - last[0]).days > cycles * measure.cadence_days:
            yield _finding(look, objective, measure, last)


def _last(measure: Measure, *, as_of: date) -> tuple[date, str, float | None] | None:
    readings = [reading for reading in measure.readings if reading.date <= as_of]
    if readings:
        newest = max(readings, key=lambda reading: reading.date)
        return newest.date, newest.source or "Readings", newest.value
    return (measure.baseline_date, measure.source or "Baseline", measure.baseline) if measure.baseline_date else None


def _finding(look: Look, objective: Objective, measure: Measure, last: tuple[date, str, float | None]) -> Finding:
    on, source, value = last
    days = (look.snapshot.as_of - on).days
    level = f": {words.number(value)} {measure.unit}".rstrip() if value is not None else ""
    weights = sum(other.weight for other in look.snapshot.plan.objectives())
    owner = f" {look.person(measure.owner)} answers for it." if measure.owner else ""
    return Finding(
        KEY,
        Severity.LOW,
        f"{measure.name} was last read {words.count(days, 'day')} ago and is meant to be read every "
        f"{words.count(measure.cadence_days or 0, 'day')}.",
        (
            look.plan_fact(
                f"It is read every {words.count(measure.cadence_days or 0, 'day')}.{owner}",
                kind="measure",
                key=measure.key,
            ),
            Fact(f"{measure.name} was last read on {words.day(on)}{level}", source, on, "reading", measure.key),
        ),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_words=f"{words.percent(objective.weight / weights)} of the plan" if objective.weight else "",
        repair="Record a reading, or set the cycle in which it can really be read.",
    )


RULE = Rule(
    KEY,
    "Measure stale",
    Tab.DATA_QUALITY,
    "A measure's last reading is older than the cycles in which the plan says it is read, so coverage rests on an old "
    "level.",
    check,
    (Parameter("cycles", CYCLES, "cycles without a reading after which a measure is stale"),),
    reads=frozenset({Part.PLAN, Part.READINGS, Part.PEOPLE}),
)
