"""What a portfolio changes against today's, line by line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from northing.engine.errors import UnknownReference
from northing.engine.selection.candidates import Candidate, Option
from northing.engine.selection.check import chosen_options
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.words import months
from northing.engine.shapes import typed
from northing.engine.snapshot import RecordLine


class Verb(StrEnum):
    """What happens to a project."""

    ENTERS = "enters"
    LEAVES = "leaves"
    PAUSES = "pauses"
    MOVES = "moves"
    RESIZES = "resizes"
    STAYS = "stays"
    STAYS_OUT = "stays_out"


@dataclass(frozen=True, slots=True)
class Line:
    """One project's line in a proposal.

    Attributes:
        before, after: option keys, None for out.
        shift_months: by how much it moves against today (positive = later), 0 for what enters or leaves.
        scale: share of full size proposed; None when out.
        words: the line in words: ``4 months earlier``, ``at 50 % of full size``.
    """

    project: str
    name: str
    verb: Verb
    before: str | None
    after: str | None
    shift_months: int = 0
    scale: float | None = None
    words: str = ""

    @property
    def is_move(self) -> bool:
        """Whether it differs from today."""
        return self.before != self.after


@typed
def lines_of(problem: SelectionProblem, choice: Choice) -> tuple[Line, ...]:
    """A line for each candidate, moves first, each group in the problem's order.

    Raises:
        UnknownReference: the choice names what is no candidate, or an option that its candidate does not have.
    """
    chosen_options(problem, choice)
    lines = [line_of(candidate, after=choice.get(candidate.key)) for candidate in problem.candidates]
    return tuple(sorted(lines, key=lambda line: not line.is_move))


@typed
def accepting(problem: SelectionProblem, choice: Choice, *, projects: Collection[str]) -> Choice:
    """Today's portfolio with the proposal's lines for ``projects`` only; ``evaluate`` says what it keeps and breaks.

    Raises:
        UnknownReference: one of ``projects`` is no candidate.
    """
    if unknown := set(projects) - {candidate.key for candidate in problem.candidates}:
        raise UnknownReference(f"{min(unknown, key=str)!r} is not a candidate: accept lines of the proposal")
    return {c.key: choice.get(c.key) if c.key in projects else c.current for c in problem.candidates}


@typed
def record_lines(problem: SelectionProblem, choice: Choice) -> tuple[RecordLine, ...]:
    """The portfolio as lines of a plan of record, in the problem's order.

    Raises:
        UnknownReference: as for ``lines_of``.
    """
    chosen = chosen_options(problem, choice)
    return tuple(RecordLine(key, option.shift_months, option.scale) for key, option in chosen.items())


def line_of(candidate: Candidate, *, after: str | None) -> Line:
    """What choosing the option ``after`` (None: out) means for one project."""
    was, now = candidate.option(candidate.current), candidate.option(after)
    verb = _verb(candidate, was=was, now=now)
    shift = now.shift_months - was.shift_months if was and now else 0
    scale = now.scale if now else None
    words = _words(verb, was=was, now=now)
    return Line(candidate.key, candidate.name, verb, candidate.current, after, shift, scale, words)


def _verb(candidate: Candidate, *, was: Option | None, now: Option | None) -> Verb:
    if was is None:
        return Verb.ENTERS if now else Verb.STAYS_OUT
    if now is None:
        return Verb.PAUSES if candidate.started else Verb.LEAVES
    if was.key == now.key:
        return Verb.STAYS
    return Verb.MOVES if was.shift_months != now.shift_months else Verb.RESIZES


def _words(verb: Verb, *, was: Option | None, now: Option | None) -> str:
    if verb in {Verb.MOVES, Verb.RESIZES} and was and now:
        moved = [months(now.shift_months - was.shift_months)] if now.shift_months != was.shift_months else []
        sized = [f"at {now.scale:.0%} of full size"] if now.scale != was.scale else []
        return ", ".join((*moved, *sized)) or now.label
    if verb is Verb.ENTERS and now:
        return f"enters {now.label}".rstrip()
    return verb.replace("_", " ")
