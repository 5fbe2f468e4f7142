"""What the plan of record brings to one measure by its target date, benefit by benefit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.benefits import Dates, arrival_start, share_arrived, share_between
from northing.engine.plan import Measure
from northing.engine.register import Benefit, Project
from northing.engine.snapshot import RecordLine, Snapshot

UNDATED = "not counted: neither the benefit nor its project's baseline finish has a date"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One benefit's part in a measure, in the measure's unit and signed as the measure moves.

    contribution = amount × confidence × max(0, share_at_target − share_at_reading)

    Attributes:
        amount: the likely amount times the plan of record's scale.
        start: the day from which it is counted to arrive; None when undated, which ``note`` then says.
        low, high: the same product with the ends of the benefit's range (the likely amount where there is none).
    """

    benefit: str
    project: str
    amount: float
    confidence: float
    start: date | None
    share_at_target: float
    share_at_reading: float
    contribution: float
    low: float
    high: float
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrives by the target date after the reading: signed, in the measure's unit; coverage 0..1.

    Attributes:
        amount: None when the measure has no target date; so are ``low`` and ``high``.
        coverage: None when the gap is unknown.
    """

    amount: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    coverage_low: float | None = None
    coverage_high: float | None = None
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A benefit together with its project and the plan of record's line that lets it count."""

    benefit: Benefit
    project: Project
    line: RecordLine


def links_by_measure(snapshot: Snapshot) -> dict[str, list[Link]]:
    """Benefits of the projects in the plan of record, by the measure that they change."""
    projects = {project.key: project for project in snapshot.projects}
    lines = {line.project: line for line in snapshot.record.lines}
    links: dict[str, list[Link]] = {}
    for benefit in sorted(snapshot.benefits, key=lambda benefit: benefit.key):
        if benefit.project in lines and benefit.project in projects:
            link = Link(benefit, projects[benefit.project], lines[benefit.project])
            links.setdefault(benefit.measure, []).append(link)
    return links


def contribution_of(link: Link, *, until: date, after: date | None, dates: Dates) -> Contribution:
    """What one benefit brings by the day ``until`` beyond what the reading of the day ``after`` shows."""
    benefit, scale = link.benefit, link.line.scale
    start = arrival_start(benefit, project=link.project, line=link.line, dates=dates)
    ramp, days = benefit.ramp_months, (until, after)
    shares = [share_arrived(on=day, start=start, ramp_months=ramp) if day and start else 0.0 for day in days]
    share = share_between(after=after, until=until, start=start, ramp_months=ramp) if start else 0.0
    factor = scale * benefit.confidence * share
    return Contribution(
        benefit=benefit.key,
        project=benefit.project,
        amount=benefit.amount * scale,
        confidence=benefit.confidence,
        start=start,
        share_at_target=shares[0],
        share_at_reading=shares[1],
        contribution=benefit.amount * factor,
        low=(benefit.amount if benefit.low is None else benefit.low) * factor,
        high=(benefit.amount if benefit.high is None else benefit.high) * factor,
        source=benefit.source,
        note="" if start else UNDATED,
    )


def arrival_at(
    measure: Measure, *, links: list[Link], reading: date | None, gap: float | None, is_open: bool, dates: Dates
) -> Arrival:
    """Everything that ``links`` bring to ``measure`` by its target date; ``gap`` None leaves coverage unknown."""
    if measure.target_date is None:
        return Arrival()
    parts = tuple(contribution_of(link, until=measure.target_date, after=reading, dates=dates) for link in links)
    amount, low, high = (fsum(getattr(part, name) for part in parts) for name in ("contribution", "low", "high"))
    likely, worst, best = (_share(total, gap=gap, is_open=is_open) for total in (amount, low, high))
    return Arrival(amount, low, high, likely, worst, best, parts)


def _share(total: float, *, gap: float | None, is_open: bool) -> float | None:
    """P / G held between 0 and 1; a closed gap is covered whatever arrives."""
    if gap is None:
        return None
    return min(1.0, max(0.0, total / gap)) if is_open else 1.0
