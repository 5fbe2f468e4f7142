"""How near a portfolio is to being another one: by a weight, a start, or one more unit of a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from northing.engine.effort import Effort
from northing.engine.kinds.calls import LIMITS
from northing.engine.kinds.model import Answer, Check, checked, same
from northing.engine.kinds.portfolio import best_unless, complete
from northing.engine.selection import Result, Rule, SelectionProblem, Worth, evaluate, prices, worth_of
from northing.engine.selection import tipping_weight as tipping
from northing.engine.selection import why_now as other_starts


@dataclass(frozen=True, slots=True)
class OfWeight:
    """The project that is asked about, and the objective whose weight is moved."""

    project: str
    objective: str


@dataclass(frozen=True, slots=True)
class OfStart:
    """The project that is asked about, in ``choice``; without one, in the best portfolio."""

    project: str
    choice: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class OfLimit:
    """More of one limit of a rule; without its key, of each that has a price, the dearest first.

    Attributes:
        key: as in ``prices``: a fiscal year, ``role|2027-05``, a theme.
        amount: in the limit's unit: minor units, full-time equivalents, projects.
        most: so many limits are tried at most.
    """

    rule: Rule = Rule.CAPACITY
    key: str | None = None
    amount: float = 1.0
    most: int = LIMITS


def at_what_weight(problem: SelectionProblem, options: OfWeight, effort: Effort) -> Answer:
    """The weight of an objective at which a project would enter or leave, the others' in proportion."""
    found = tipping(problem, project=options.project, objective=options.objective, effort=effort)
    return Answer(found, (f"{found.words(problem)}.",), Check("found in steps and by halving, each solved anew"))


def why_now(problem: SelectionProblem, options: OfStart, effort: Effort) -> Answer:
    """What the next earlier and the next later start of a project would cost."""
    problem.candidate(options.project)
    choice = complete(problem, best_unless(options.choice, problem, effort))
    found = other_starts(problem, choice, project=options.project, effort=effort)
    lines = tuple(f"  {one.words}." for one in found) or ("It has no other start.",)
    return Answer({"project": options.project, "starts": found}, lines, Check("each start solved anew"))


def worth(problem: SelectionProblem, options: OfLimit, effort: Effort) -> Answer:
    """The value of one more unit of a limit, of each role and month by default, in whole projects."""
    known = {price.key: price.words for price in prices(problem, effort=effort) if price.rule is options.rule}
    keys = list(known)[: options.most] if options.key is None else [options.key]
    found: dict[str, Worth] = {}
    before: Result | None = None
    for key in keys:
        if found and effort.is_stopped():
            break
        found[key] = worth_of(problem, rule=options.rule, key=key, amount=options.amount, effort=effort, before=before)
        before = found[key].before
    rows = [
        {
            "rule": options.rule,
            "key": key,
            "words": known.get(key, f"{options.rule} {key}"),
            "amount": one.amount,
            "gained": one.gained,
            "value": one.after.value,
            "gap": one.after.gap,
        }
        for key, one in found.items()
    ]
    lines = tuple(f"  {row['words']}: {one.words}." for row, one in zip(rows, found.values(), strict=True))
    document = {"before": None if before is None else {"value": before.value, "gap": before.gap}, "worth": rows}
    return Answer(
        document,
        lines or (f"No limit of this kind binds ({options.rule}).",),
        checked("the value before added up again; more of a limit takes none away", _faults(problem, found, before)),
    )


def _faults(problem: SelectionProblem, found: Mapping[str, Worth], before: Result | None) -> list[str | None]:
    if before is None:
        return []
    again = evaluate(problem, complete(problem, before.choice))
    less = [f"{key} takes value away" for key, one in found.items() if one.gained < 0]
    return [same("the value", before.value, again.value), *(broken.words for broken in again.violations), *less]
