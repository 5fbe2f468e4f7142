"""Work goes on although its gate did not let it."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.governance import GateDecision, GateReview
from northing.engine.register import Project, Stage

KEY = "gate_bypassed"
ORDER = (Stage.CANDIDATE, Stage.DEFINED, Stage.APPROVED, Stage.DELIVERING, Stage.CLOSED)
SHUT = {
    GateDecision.NOT_HELD: "was not held",
    GateDecision.HOLD: "decided to hold",
    GateDecision.RECYCLE: "sent it back",
    GateDecision.KILL: "decided to stop it",
}


def check(look: Look, project: Project) -> Iterator[Finding]:
    """One finding for each gate of an unfinished component that is past it without its go, or with conditions overdue.

    A gate whose decision nobody knows proves nothing; a paused component is held already.
    """
    if not look.is_ahead(project) or project.stage not in ORDER:
        return
    for review in look.gates.get(project.key, ()):
        if review.opens in ORDER and ORDER.index(project.stage) >= ORDER.index(review.opens):
            if review.decision in SHUT:
                yield _finding(look, project, review, why=SHUT[review.decision])
            elif _is_overdue(review, look=look):
                yield _finding(look, project, review, why=f"had conditions{_conditions(review)} that are not met")


def _is_overdue(review: GateReview, *, look: Look) -> bool:
    conditional = review.decision is GateDecision.CONDITIONAL and review.met_on is None
    return conditional and review.due is not None and review.due < look.snapshot.as_of


def _conditions(review: GateReview) -> str:
    what = f" ({review.conditions})" if review.conditions else ""
    return f"{what} due on {words.day(review.due)}" if review.due else what


def _finding(look: Look, project: Project, review: GateReview, *, why: str) -> Finding:
    money = words.money(project.budget_total, currency=look.snapshot.currency) if project.budget_total else ""
    severity = Severity.MEDIUM if review.decision is GateDecision.CONDITIONAL else Severity.HIGH
    return Finding(
        KEY,
        severity,
        f"{project.name} is {project.stage}, and its gate “{review.gate}” {why}.",
        (
            look.project_fact(project, f"{project.name} is {project.stage}"),
            Fact(
                f"“{review.gate}” {why}",
                review.source or "Gate reviews",
                review.decided_on or review.due,
                "gate",
                f"{project.key} {review.gate}",
            ),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=money,
        repair="Hold the gate now and record what it decides, or pause the work until it has.",
    )


RULE = Rule(
    KEY,
    "Gate bypassed",
    Tab.BEHAVIOUR,
    "A project is in a stage that a gate opens, and that gate was not held, decided otherwise, or set conditions that "
    "are overdue. It says something about how gates work, not about a person.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.GATES, Part.MONEY},
)
