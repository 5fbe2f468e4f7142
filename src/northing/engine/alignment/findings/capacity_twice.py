"""One person's time is promised more than once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import fsum

from northing.engine import words
from northing.engine.alignment.findings.look import OVER, Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.register import Allocation

KEY = "capacity_twice"
FULL_SHARE = 1.0
ROUNDING = 1e-9


def check(look: Look, *, full_share: float = FULL_SHARE) -> Iterator[Finding]:
    """One finding for each person whose promised shares exceed full time on some day from the as-of day on.

    It tells the day on which most is promised, the earliest of several.
    """
    promised: dict[str, list[Allocation]] = {}
    for allocation in look.snapshot.allocations:
        project = look.projects.get(allocation.project)
        if project and project.stage not in OVER and allocation.finish >= look.snapshot.as_of:
            promised.setdefault(allocation.person, []).append(allocation)
    for person, allocations in sorted(promised.items()):
        worst = _worst(allocations, from_day=look.snapshot.as_of)
        if fsum(allocation.share for allocation in worst) > full_share + ROUNDING:
            yield _finding(look, person, worst, full_share=full_share)


def _worst(allocations: list[Allocation], *, from_day: date) -> list[Allocation]:
    """The allocations of the day with the largest sum; sums only grow where one starts."""
    days = sorted({max(allocation.start, from_day) for allocation in allocations})
    on_day = [[a for a in allocations if a.start <= day <= a.finish] for day in days]
    worst = max(on_day, key=lambda running: fsum(a.share for a in running))
    return sorted(worst, key=lambda a: (a.project, a.start))


def _finding(look: Look, person: str, worst: list[Allocation], *, full_share: float) -> Finding:
    total = fsum(allocation.share for allocation in worst)
    start, finish = max(a.start for a in worst), min(a.finish for a in worst)
    name, over = look.person(person), total - full_share
    first, others = worst[0], worst[1:]
    return Finding(
        KEY,
        Severity.HIGH,
        f"{name} is promised {words.percent(total)} from {words.day(start)} to {words.day(finish)}.",
        (_fact(look, [first]), _fact(look, others) if others else _full_time(look, person, full_share)),
        components=tuple(sorted({allocation.project for allocation in worst})),
        unit=look.people[person].unit or None if person in look.people else None,
        stake_people=round(over, 4),
        stake_words=f"{words.number(over)} FTE too much",
        repair="Agree which project waits, find somebody else for the rest, or lower the shares.",
    )


def _fact(look: Look, allocations: list[Allocation]) -> Fact:
    parts = [
        f"{look.name(a.project)}: {words.percent(a.share)}, {words.day(a.start)} to {words.day(a.finish)}"
        for a in allocations
    ]
    first = allocations[0]
    return Fact("; ".join(parts), first.source or "Register", first.start, "project", first.project)


def _full_time(look: Look, person: str, full_share: float) -> Fact:
    text = f"{look.person(person)} has {words.percent(full_share)} of full time"
    return Fact(text, "People", look.snapshot.as_of, "person", person)


RULE = Rule(
    KEY,
    "Capacity promised twice",
    Tab.CONTRADICTIONS,
    "Shares of one person's time that projects were promised add up to more than full time on some day from today on.",
    check,
    (Parameter("full_share", FULL_SHARE, "share of full time (1 = 100 %) that can be promised"),),
    reads=frozenset({Part.ALLOCATIONS, Part.IDENTITY, Part.STAGE, Part.PEOPLE}),
)
