"""The plan of record asks for more people than there are (standard C4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.alignment.strain import role_capacity, role_demand

KEY = "capacity_exceeded"
TOLERATED_FTE = 0.1

Months = dict[date, tuple[float, float]]
"""Full-time equivalents asked for and there, by month."""


def check(look: Look, *, tolerated_fte: float = TOLERATED_FTE) -> Iterator[Finding]:
    """One finding for each role that is asked for beyond its capacity in some month from the as-of month on.

    A role and month whose capacity nobody stated has no known limit.
    """
    demands, limits = role_demand(look.snapshot), role_capacity(look.snapshot)
    short: dict[str, Months] = {}
    for at, limit in sorted(limits.items()):
        asked = sum(sorted(demands.get(at, {}).values()))
        if asked - limit > tolerated_fte:
            short.setdefault(at.role, {})[at.month] = (asked, limit)
    for role, months in short.items():
        users = {key for at, by in demands.items() if at.role == role and at.month in months for key in by}
        yield _finding(look, role, months, users=sorted(users))


def _finding(look: Look, role: str, months: Months, *, users: list[str]) -> Finding:
    name = next((known.name for known in look.snapshot.roles if known.key == role), role)
    worst = max(months, key=lambda month: months[month][0] - months[month][1])
    asked, there = months[worst]
    missing = sum(asked - there for asked, there in months.values())
    objectives = sorted({objective for key in users for objective in look.served[key]})
    return Finding(
        KEY,
        Severity.HIGH,
        f"{name}: {words.number(asked)} FTE are planned in {worst:%b %Y} and {words.number(there)} are there; "
        f"short in {words.count(len(months), 'month')}.",
        (
            look.record_fact(
                f"{words.count(len(users), 'project')} ask for {_dated(months, at=0)}", kind="role", key=role
            ),
            Fact(f"{name} available: {_dated(months, at=1)}", "Capacity", look.snapshot.as_of, "capacity", role),
        ),
        components=tuple(users),
        objectives=tuple(objectives),
        stake_people=round(asked - there, 4),
        stake_words=f"{words.number(missing)} FTE-months missing",
        repair="Move or shrink one of the projects, hire or borrow, or decide which objective waits.",
    )


def _dated(months: Months, *, at: int) -> str:
    return ", ".join(f"{words.number(amounts[at])} FTE in {month:%b %Y}" for month, amounts in sorted(months.items()))


RULE = Rule(
    KEY,
    "More people planned than there are",
    Tab.CONTRADICTIONS,
    "The projects of the plan of record together need more full-time equivalents of a role in a month than projects "
    "may use of it, so the objectives that they serve cannot all be met on time.",
    check,
    (Parameter("tolerated_fte", TOLERATED_FTE, "full-time equivalents above capacity that are rounding"),),
    reads=PLANNED | {Part.DEMAND, Part.CAPACITY, Part.ROLES, Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS},
)
