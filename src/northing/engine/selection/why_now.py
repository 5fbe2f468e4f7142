"""Why now: what another start of a project would cost, everything else decided anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverTimedOut, UnknownReference
from northing.engine.selection.again import best_with
from northing.engine.selection.candidates import Candidate
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solve import TIE, solve
from northing.engine.selection.words import points
from northing.engine.shapes import typed


@dataclass(frozen=True, slots=True)
class OtherStart:
    """What another start of a project would cost.

    Attributes:
        key: of the option, the best of those that start then.
        value_lost: 0..1 against the best portfolio; None when none that keeps the rules has that start.
        is_known: False where it ended before that start was looked at; ``value_lost`` is None then and says nothing.
    """

    key: str
    start: date
    value_lost: float | None
    words: str
    is_known: bool = True


@typed
def why_now(
    problem: SelectionProblem, choice: Choice, *, project: str, effort: Effort = DEFAULT_EFFORT
) -> tuple[OtherStart, ...]:
    """What the next earlier and the next later start would cost, everything else decided anew.

    The effort's time is for each of them; a start that it was stopped before says so.

    Raises:
        UnknownReference: no such project, or it is out.
        SolverTimedOut: it ended before any portfolio was found, and ``choice`` breaks a rule.
    """
    candidate = problem.candidate(project)
    chosen = candidate.option(choice.get(project))
    if chosen is None or chosen.start is None:
        raise UnknownReference(f"{candidate.name} is out, or its start is unknown")
    watch = Stopwatch(effort)
    value = solve(problem, effort=watch.part("as it is"), start=choice).value
    begun = chosen.start
    starts = sorted(_starts(candidate).items())
    earlier = [found for found in starts if found[0] < begun][-1:]
    later = [found for found in starts if found[0] > begun][:1]
    return tuple(
        _other(problem, choice, candidate, start, options, value=value, watch=watch)
        for start, options in (*earlier, *later)
    )


def _starts(candidate: Candidate) -> dict[date, list[str]]:
    """The options of each start."""
    found: dict[date, list[str]] = {}
    for option in candidate.ways():
        if option.start is not None:
            found.setdefault(option.start, []).append(option.key)
    return found


def _other(
    problem: SelectionProblem,
    choice: Choice,
    candidate: Candidate,
    start: date,
    options: Sequence[str],
    *,
    value: float,
    watch: Stopwatch,
) -> OtherStart:
    project, when = candidate.key, f"{candidate.name} from {start:%b %Y}"
    try:
        found = best_with(problem, project=project, options=options, near=choice, watch=watch, stage=when)
    except SolverTimedOut:
        return OtherStart(options[0], start, None, f"{when}: not known, it ended before", is_known=False)
    if found is None:
        return OtherStart(options[0], start, None, f"{when}: no portfolio keeps every rule")
    lost = value - found.value
    told = f"{points(abs(lost))} {'lower' if lost > 0 else 'higher'}" if abs(lost) > TIE else "the same"
    return OtherStart(found.choice[project] or options[0], start, lost, f"{when}: alignment is {told}")
