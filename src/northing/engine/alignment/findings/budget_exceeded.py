"""The plan of record costs more in a year than its budget (standard C4)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.alignment.findings.weight_against_spend import confidential
from northing.engine.alignment.strain import overruns

KEY = "budget_exceeded"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each fiscal year from the as-of year on that costs more than its budget."""
    budgets = {budget.year: budget.amount for budget in look.snapshot.budgets}
    for year, over in overruns(look.snapshot).items():
        yield _finding(look, year, budget=budgets[year], over=over)


def _finding(look: Look, year: int, *, budget: int, over: int) -> Finding:
    there, planned, more = (words.money(m, currency=look.snapshot.currency) for m in (budget, budget + over, over))
    return Finding(
        KEY,
        Severity.HIGH,
        f"The plan of record costs {planned} in {year} and the budget is {there}.",
        (
            look.record_fact(
                f"Its projects still cost {planned} in the fiscal year {year}", kind="cost", key=str(year)
            ),
            Fact(f"Budget of {year}: {there}", "Budgets", look.snapshot.as_of, "budget", str(year)),
        ),
        components=confidential(look),
        stake_money=over,
        stake_words=f"{more} above the budget",
        repair="Move or shrink projects of that year, or raise its budget.",
    )


RULE = Rule(
    KEY,
    "More money planned than there is",
    Tab.CONTRADICTIONS,
    "What the projects of the plan of record still cost in a fiscal year, on its dates and sizes, is more than that "
    "year's budget.",
    check,
    reads=PLANNED | {Part.MONEY, Part.BUDGETS},
)
