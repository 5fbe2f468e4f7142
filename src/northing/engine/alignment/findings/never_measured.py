"""A benefit was promised, its time has come, and nobody has measured it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.calendar import add_months
from northing.engine.plan import Measure, Objective
from northing.engine.register import Benefit, Project
from northing.engine.snapshot import RecordLine

KEY = "never_measured"
GRACE_DAYS = 120.0


def check(look: Look, project: Project, *, grace_days: float = GRACE_DAYS) -> Iterator[Finding]:
    """One finding for each measure that was not read since a benefit was due on it, more than ``grace_days`` ago."""
    due: dict[str, list[tuple[date, Benefit]]] = {}
    for benefit in look.benefits_of(project.key):
        start = _start(look, project, benefit)
        if start and benefit.measure in look.measures and (look.snapshot.as_of - start).days > grace_days:
            due.setdefault(benefit.measure, []).append((start, benefit))
    for key, benefits in due.items():
        first = min(start for start, _ in benefits)
        if not _is_read(look.measures[key][1], since=first, until=look.snapshot.as_of):
            yield _finding(look, project, look.measures[key], [benefit for _, benefit in benefits], since=first)


def _start(look: Look, project: Project, benefit: Benefit) -> date | None:
    """When it was due, moved by the plan of record's line and by what the forecast is later than the baseline."""
    if benefit.start is None:
        return None
    moved = add_months(benefit.start, look.lines.get(project.key, RecordLine("")).shift_months)
    planned, expected = project.baseline.finish, project.forecast.finish
    return moved + max(expected - planned, timedelta()) if planned and expected else moved


def _is_read(measure: Measure, *, since: date, until: date) -> bool:
    return any(since <= reading.date <= until for reading in measure.readings)


def _finding(
    look: Look, project: Project, place: tuple[Objective, Measure], benefits: list[Benefit], *, since: date
) -> Finding:
    objective, measure = place
    amount = words.change(sum(benefit.amount for benefit in benefits), unit=measure.unit)
    cash = sum(benefit.cashable or 0 for benefit in benefits)
    read = max((reading.date for reading in measure.readings if reading.date <= look.snapshot.as_of), default=None)
    last = f"was last read on {words.day(read)}" if read else "was never read"
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{project.name} promised {amount} on {measure.name} from {words.day(since)}; nobody has measured it since.",
        (
            look.benefit_fact(f"{project.name}: {amount} on {measure.name} from {words.day(since)}", benefits),
            Fact(f"{measure.name} {last}", measure.source or "Readings", read, "measure", measure.key),
        ),
        components=(project.key,),
        objectives=(objective.key,),
        unit=objective.unit or project.unit or None,
        stake_money=cash or project.budget_total,
        stake_words=f"{amount} never confirmed",
        repair="Read the measure now, or write the benefit off and say so.",
    )


RULE = Rule(
    KEY,
    "Promised and never measured",
    Tab.BEHAVIOUR,
    "A planned or finished project's benefit was due, on forecast dates, and the measure that would show it has not "
    "been read since.",
    check,
    (Parameter("grace_days", GRACE_DAYS, "days after which a benefit that is due should have been measured"),),
    scope=Scope.COMPONENT,
    reads=PLANNED | {Part.DATES, Part.BENEFITS, Part.PLAN, Part.READINGS, Part.MONEY},
)
