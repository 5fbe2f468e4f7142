"""The plan of record does not follow the ranks that the agreed criteria gave."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.governance import RankGiven
from northing.engine.register import Project

KEY = "rank_overridden"
PLACES = 3.0


def check(look: Look, *, places: float = PLACES) -> Iterator[Finding]:
    """One finding for each ranked component that is in while one at least so many places better is out.

    What is mandatory, or needed by something that is in, is in for another reason; a component whose override has a
    reason was decided in the open.
    """
    if not look.lines:
        return
    ranked = sorted((rank for rank in look.snapshot.ranks if rank.project in look.projects), key=lambda r: r.rank)
    passed = [rank for rank in ranked if rank.project not in look.lines and look.is_ahead(look.projects[rank.project])]
    for rank in ranked if passed else ():
        project = look.projects[rank.project]
        if rank.rank - passed[0].rank >= places and rank.project in look.lines and _needs_a_reason(look, project, rank):
            better = [other for other in passed if rank.rank - other.rank >= places]
            yield _finding(look, project, rank, passed=better)


def _needs_a_reason(look: Look, project: Project, rank: RankGiven) -> bool:
    needed = any(consumer in look.lines for consumer in look.needed_by.get(project.key, ()))
    return look.is_ahead(project) and not project.mandatory and not needed and not rank.reason


def _finding(look: Look, project: Project, rank: RankGiven, *, passed: list[RankGiven]) -> Finding:
    first = passed[0]
    better = f"{look.name(first.project)} (rank {first.rank})"
    moved = f", moved to {rank.overridden} without a reason" if rank.overridden is not None else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{project.name} is in at rank {rank.rank}, and {better} is out.",
        (
            Fact(
                f"{project.name}: rank {rank.rank}{moved}; {words.count(len(passed), 'component')} "
                f"ranked {words.number(rank.rank - passed[-1].rank)} or more places better {_are(len(passed))} out",
                rank.source or "Ranks by the agreed criteria",
                rank.overridden_on or rank.ranked_on,
                "rank",
                project.key,
            ),
            look.record_fact(
                f"{project.name} is in, {look.name(first.project)} is not", kind="project", key=project.key
            ),
        ),
        components=(project.key, *sorted(other.project for other in passed)),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=words.money(project.budget_total, currency=look.snapshot.currency) if project.budget_total else "",
        repair="Record why it goes first, or swap the two in a scenario.",
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


RULE = Rule(
    KEY,
    "Rank overridden",
    Tab.BEHAVIOUR,
    "A project is in the plan of record while one that the agreed criteria ranked well above it is out, without being "
    "mandatory or needed, and nobody recorded a reason. It is about the process of deciding, not about a person.",
    check,
    (Parameter("places", PLACES, "places in the ranking that may be passed over without a reason"),),
    reads=PLANNED | {Part.RANKS, Part.NEEDS, Part.MONEY},
)
