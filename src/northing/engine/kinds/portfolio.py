"""A portfolio as it is given: what it is worth, which rules it breaks, why each project is in or out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, checked, same
from northing.engine.selection import Choice, SelectionProblem, evaluate, solve
from northing.engine.selection import explain as explained


@dataclass(frozen=True, slots=True)
class OfPortfolio:
    """The portfolio that is asked about."""

    choice: Mapping[str, str | None] | None = None


def evaluation(problem: SelectionProblem, options: OfPortfolio, effort: Effort) -> Answer:
    """Value, use and broken rules of a portfolio; without one, of today's."""
    del effort
    choice = complete(problem, problem.today() if options.choice is None else options.choice)
    found = evaluate(problem, choice)
    names = [
        f"  {candidate.name}: {choice[candidate.key]}" for candidate in problem.candidates if choice[candidate.key]
    ]
    broken = [f"  broken: {violation.words}" for violation in found.violations]
    head = f"{len(names)} of {len(choice)} candidates are in; value {found.value:.4f}, broken rules: {len(broken)}."
    turned = evaluate(replace(problem, candidates=problem.candidates[::-1]), choice)
    faults = [
        same("the value", found.value, turned.value),
        same("the cost", found.total_cost, turned.total_cost),
        same("the number of broken rules", len(found.violations), len(turned.violations)),
    ]
    document = {"choice": choice, "evaluation": found, "total_cost": found.total_cost}
    return Answer(document, (head, *names, *broken), checked("the same in another order of entry", faults))


def explanation(problem: SelectionProblem, options: OfPortfolio, effort: Effort) -> Answer:
    """Why each project is in a portfolio or out of it; without one, of the best."""
    choice = complete(problem, best_unless(options.choice, problem, effort))
    found = explained(problem, choice)
    now = evaluate(problem, choice).value
    lost = (
        same(
            f"what {one.line.name} adds",
            one.marginal,
            now - evaluate(problem, {**choice, one.line.project: None}).value,
        )
        for one in found
        if one.line.after is not None
    )
    lines = (
        f"  {one.line.name} {'out' if one.line.after is None else 'in'}: {'; '.join(one.reasons)}" for one in found
    )
    return Answer(
        {"choice": choice, "explanations": found},
        (f"{sum(1 for key in choice.values() if key)} of {len(found)} candidates are in.", *lines),
        checked("what each one that is in adds, evaluated again without it", lost),
    )


def best_unless(choice: Choice | None, problem: SelectionProblem, effort: Effort) -> Choice:
    """The choice that is given, or else the best portfolio's."""
    return solve(problem, effort=effort).choice if choice is None else choice


def complete(problem: SelectionProblem, choice: Choice) -> dict[str, str | None]:
    """The choice with every candidate in the problem's order, None for what it does not name.

    Raises:
        UnknownReference: it names what is no candidate.
    """
    for key in choice:
        problem.candidate(key)
    return {candidate.key: choice.get(candidate.key) for candidate in problem.candidates}
