"""Work out a proposal: a job, because a solver may take longer than a page should."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from northing.changes.models import LineVerdict, Proposal, Verdict
from northing.changes.record import PROPOSE
from northing.engine.benefits import Dates
from northing.engine.selection import (
    Conflict,
    CurvePoint,
    Effort,
    NoFeasiblePortfolio,
    Recalibration,
    SelectionProblem,
    Wishes,
    evaluate,
    explain_conflict,
    explain_project,
    in_process,
    lines_of,
    problem_from,
    recalibrate,
)
from northing.engine.selection.check import Evaluation, Rule
from northing.engine.selection.problem import Choice
from northing.kernel import clock
from northing.kernel.errors import NorthingError
from northing.kernel.jobs import Progress, handles
from northing.portfolio.queries import announced_snapshot

KEPT_SHARE = 0.98
SECONDS_PER_SOLVE = 20.0
SECONDS_IN_ALL = 240.0


@handles(PROPOSE)
def propose(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Solve for the proposal named in the payload and store what was found; running it again changes nothing else."""
    proposal = Proposal.objects.select_related("change__organisation").filter(pk=payload["proposal"]).first()
    if proposal is None:
        raise NorthingError("The proposal is gone; nothing was computed.")
    progress.report(0.1, "Setting the problem up")
    problem = problem_of(proposal)
    progress.report(0.3, f"Weighing {len(problem.candidates)} projects")
    try:
        found = in_process(recalibrate, problem, timeout=SECONDS_IN_ALL, kept_share=KEPT_SHARE, effort=effort())
        result = told(found)
    except NoFeasiblePortfolio:
        progress.report(0.6, "No portfolio keeps every rule: looking for the smallest set in conflict")
        result = told_conflict(in_process(explain_conflict, problem, timeout=SECONDS_IN_ALL, effort=effort()))
    names = {candidate.key: candidate.name for candidate in problem.candidates}
    _store(proposal, result | {"names": names})
    return {"moves": result.get("default_point")}


def effort() -> Effort:
    """How long each call of the solver may take."""
    return Effort(time_limit=SECONDS_PER_SOLVE, gap=1e-4)


def problem_of(proposal: Proposal) -> SelectionProblem:
    """The organisation's selection problem as it stands, with what people locked or rejected kept as it is.

    An order of go-lives that is broken already is a finding of its own; it does not force projects out here.
    """
    snapshot = announced_snapshot(proposal.change.organisation)
    kept = LineVerdict.objects.filter(proposal__change__organisation=proposal.change.organisation)
    settled = kept.filter(locked=True) | kept.filter(verdict=Verdict.REJECTED)
    locked = frozenset(settled.filter(proposal__change=proposal.change).values_list("component__key", flat=True))
    problem = problem_from(snapshot, dates=Dates.FORECAST, wishes=Wishes(locked=locked))
    broken = today_of(problem).violations
    if any(violation.rule is Rule.ORDER for violation in broken):
        return problem_from(snapshot, dates=Dates.FORECAST, wishes=Wishes(locked=locked, keep_order=False))
    return problem


def today_of(problem: SelectionProblem) -> Evaluation:
    """What today's portfolio is worth and which rules it breaks."""
    return evaluate(problem, problem.today())


def _store(proposal: Proposal, result: dict[str, Any]) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(
        result=result, ready_at=clock.now(), chosen_point=result.get("default_point", 0)
    )


def told(found: Recalibration) -> dict[str, Any]:
    """The recalibration as data: today, the best, and each point of the curve with its lines and reasons."""
    points = [_point(found.problem, point) for point in found.curve]
    default = next((n for n, point in enumerate(found.curve) if point.kept >= found.kept_share), len(points) - 1)
    return {
        "kept_share": found.kept_share,
        "today": {"value": found.today.value, "broken": [violation.words for violation in found.today.violations]},
        "best": {"value": found.best.value, "moves": found.best.evaluation.moves, "gap": found.best.gap},
        "fewest": found.fewest,
        "points": points,
        "default_point": default,
        "notes": list(found.problem.notes),
    }


def _point(problem: SelectionProblem, point: CurvePoint) -> dict[str, Any]:
    return {
        "moves": point.moves,
        "value": point.value,
        "kept": point.kept,
        "bound": point.bound,
        "lines": lines_with_reasons(problem, point.choice),
    }


def lines_with_reasons(problem: SelectionProblem, choice: Choice) -> list[dict[str, Any]]:
    """Each move of a portfolio with its reasons; what stays as it is needs none."""
    return [_line(problem, choice, line.project) for line in lines_of(problem, choice) if line.is_move]


def _line(problem: SelectionProblem, choice: Choice, key: str) -> dict[str, Any]:
    explanation = explain_project(problem, choice, project=key)
    option = problem.candidate(key).option(choice.get(key))
    return {
        "project": key,
        "name": explanation.line.name,
        "verb": explanation.line.verb.value,
        "words": explanation.line.words,
        "shift_months": option.shift_months if option else 0,
        "scale": option.scale if option else None,
        "option": choice.get(key),
        "marginal": explanation.marginal,
        "why": list(explanation.reasons),
    }


def told_conflict(conflict: Conflict | None) -> dict[str, Any]:
    """What stands in the way, as data."""
    words = conflict.words if conflict else "No portfolio keeps every rule."
    together = [relaxation.words for relaxation in conflict.together] if conflict else []
    return {"conflict": words, "together": together, "points": [], "default_point": 0}
